"""Public keys as people paste them."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from introtui.domain.errors import InvalidValue
from introtui.domain.ssh_keys import parse_public_key

Private = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def line(key: Private) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


STRONG: dict[str, Private] = {
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "ecdsa": ec.generate_private_key(ec.SECP384R1()),
    "rsa": rsa.generate_private_key(65537, 3072),
}
KNOWN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGEuLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4u me"
FINGERPRINT = "SHA256:sPFqRAGz3MCPXOpU/hNqafSCfkVYOnbXPK6jNqyDTK4"
"""What `ssh-keygen -l` prints for it."""


@pytest.mark.parametrize("kind", STRONG)
def test_a_strong_key_is_read_with_its_comment(kind: str) -> None:
    read = parse_public_key(f"{line(STRONG[kind])}  me@laptop\n")
    assert f"{read.kind} {read.blob}" == line(STRONG[kind])
    assert read.comment == "me@laptop"


def test_a_key_has_the_fingerprint_openssh_shows() -> None:
    assert parse_public_key(KNOWN).fingerprint == FINGERPRINT


def test_a_key_on_a_security_key_is_accepted() -> None:
    kind = b"sk-ssh-ed25519@openssh.com"
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in (kind, bytes(range(32)), b"ssh:"))
    assert parse_public_key(f"{kind.decode()} {base64.b64encode(blob).decode()}").kind == kind.decode()


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", "Paste the line"),
        ("hello world", "Paste the line"),
        ("ssh-dss AAAAB3NzaC1kc3M=", "not safe"),
        ("ssh-ed25519 AAAA", "not whole"),
        ("ssh-ed25519 !!!!", "not whole"),
        ('command="id" ssh-ed25519 AAAAC3', "options"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "private key"),
        ("PuTTY-User-Key-File-3: ssh-ed25519", "private key"),
        (f"{KNOWN}\n{KNOWN}", "several keys"),
        (line(rsa.generate_private_key(65537, 2048)), "2048 bits"),
        ("ssh-ed25519 " + "A" * 9_000, "Paste the line"),
    ],
)
def test_what_is_no_strong_key_says_what_to_do(pasted: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        parse_public_key(pasted)
