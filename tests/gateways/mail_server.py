"""A mail server on this machine that takes mail, refuses it, is slow, or hangs up, as it is told."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG_UP, HANG_UP_WHEN_TAKEN, SILENCE = "hang up", "hang up when taken", "silence"
"""What the server can do instead of answering what follows DATA."""
TAKEN = "250 OK"


@dataclass(slots=True)
class Post:
    """What a server took, and how it answers: to recipients, and to what follows DATA, each answer once."""

    recipients: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    logins: list[LoginPassword] = field(default_factory=list)
    arrived: Event = field(default_factory=Event)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.recipients.pop(0) if self.recipients else TAKEN
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else TAKEN
        if answer == SILENCE:
            await asyncio.Event().wait()
        if answer in (TAKEN, HANG_UP_WHEN_TAKEN):
            content = envelope.content
            assert isinstance(content, bytes)
            mail = email.message_from_bytes(content, _class=EmailMessage, policy=POLICY)
            self.taken.append(mail)
            self.arrived.set()
            self.envelopes.append([str(each) for each in envelope.rcpt_tos])
        if answer in (HANG_UP, HANG_UP_WHEN_TAKEN):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer if answer != HANG_UP_WHEN_TAKEN else TAKEN

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append(data)
        return AuthResult(success=data.password == b"open sesame", handled=False)


@contextmanager
def delivering(post: Post, **options: Any) -> Iterator[int]:
    """Run a server; yields its port. `implicit_tls` is the context of a server that speaks nothing but TLS."""
    implicit_tls = options.pop("implicit_tls", None)
    loop, ready, over = asyncio.new_event_loop(), Event(), asyncio.Event()
    ports: list[int] = []

    async def serve() -> None:
        server = await loop.create_server(
            lambda: SMTP(post, loop=loop, **options), "127.0.0.1", 0, ssl=implicit_tls
        )
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await over.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    ready.wait()
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def self_signed(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for this machine; returns a server's context with it, and the file to be trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context, trusted
