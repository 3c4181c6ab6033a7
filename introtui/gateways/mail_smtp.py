"""Mail over SMTP (RFC 5321): STARTTLS or TLS from the start, with or without a login."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from socket import SHUT_RDWR
from threading import Timer
from typing import Final

from introtui.domain.text import safe
from introtui.gateways.mail import Message
from introtui.gateways.sending import NotSent

FOR_GOOD: Final = range(500, 600)
DIGEST: Final = 32
MOST_SAID: Final = 200
UNREACHED: Final = "The mail server could not be reached."
UNANSWERED: Final = "The mail server did not say whether it took the mail."


class SmtpSecurity(StrEnum):
    """How the connection is kept from being read; without is for a server on this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"

    @property
    def port(self) -> int:
        """The port such servers listen on (RFC 8314, RFC 6409)."""
        return {SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465, SmtpSecurity.NONE: 25}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMail:
    """Sends by the server at `host`; `seconds` is the most one mail may take in all.

    `ca_file` is a file of certificates to trust instead of the system's; `sender_name` may be blank.
    """

    host: str
    port: int
    security: SmtpSecurity
    sender: str
    sender_name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    seconds: float = 30.0
    keeps: bool = False

    def send(self, message: Message) -> None:
        """Send one mail over a connection of its own; raises `NotSent`."""
        mail = compose(message, sender=self.sender, sender_name=self.sender_name)
        recipient = mail["To"].addresses[0].addr_spec
        with self._connected() as server, _refusals():
            server.send_message(mail, self.sender, [recipient])

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Open a connection that is cut when it takes too long: a server may answer a byte at a time."""
        server = self._reached()
        alarm = Timer(self.seconds, _cut, [server])
        alarm.daemon = True
        alarm.start()
        try:
            self._enter(server)
            yield server
        finally:
            alarm.cancel()
            # Whatever becomes of the farewell: the mail was taken or refused before it.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _reached(self) -> smtplib.SMTP:
        try:
            if self.security is SmtpSecurity.TLS:
                return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=self._context())
            return smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(UNREACHED, again=True) from error

    def _enter(self, server: smtplib.SMTP) -> None:
        """Say hello; what goes wrong here is about the server and its settings, and never about the mail."""
        try:
            if self.security is SmtpSecurity.STARTTLS:
                server.starttls(context=self._context())
            if self.user:
                server.login(self.user, self.password)
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent("The mail server does not offer what the settings ask for.", again=True) from error
        except smtplib.SMTPAuthenticationError:
            # Not chained: some servers repeat in their answer what they were sent.
            raise NotSent("The mail server does not accept our login.", again=True) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(UNREACHED, again=True) from error

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=None if self.ca_file is None else str(self.ca_file))


def compose(message: Message, *, sender: str, sender_name: str) -> EmailMessage:
    """Return the mail; no text of it can begin a header. Raises `NotSent` for an address that is none."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["To"] = Address(addr_spec=_in_ascii(message.address))
        mail["Subject"] = safe(message.subject)
    except (ValueError, MessageError) as error:
        raise NotSent("This is no address mail can be sent to.", again=False) from error
    mail["From"] = Address(display_name=safe(sender_name), addr_spec=sender)
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = message_id(message.key, sender)
    # No out-of-office note answers it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    # Seven bits, so that no server on the way has to change it.
    mail.set_content(safe(message.body, multiline=True), cte="quoted-printable")
    return mail


def message_id(key: str, sender: str) -> str:
    """Return the id of a message, the same each time it is sent: who got it before can tell."""
    return f"<{sha256(key.encode()).hexdigest()[:DIGEST]}@{sender.rpartition('@')[2]}>"


def _in_ascii(address: str) -> str:
    """Return an address with its domain as the DNS knows it; ValueError when it is none."""
    from email_validator import validate_email

    checked = validate_email(address, check_deliverability=False, strict=True)
    return checked.ascii_email or f"{checked.local_part}@{checked.ascii_domain}"


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what the server said of one mail into `NotSent`."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        ((code, said),) = error.recipients.values()
        raise _refused(code, said) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotSent("The mail server cannot write to such an address.", again=False) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(UNANSWERED, again=True) from error


def _refused(code: int, said: bytes | str) -> NotSent:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    sentence = safe(f"The mail server refused it: {code} {words}")[:MOST_SAID].rstrip(" .")
    return NotSent(f"{sentence}.", again=code not in FOR_GOOD)


def _cut(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(SHUT_RDWR)
