"""SSH public keys people paste: which are strong enough, and how they are told apart.

One line as OpenSSH writes it (RFC 4253 section 6.6, authorized_keys): kind, base64, comment. Options before the
kind are refused: what a key may do is not the key's to say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime

from introtui.domain.errors import InvalidValue
from introtui.domain.text import safe

LEAST_RSA_BITS = 3072
MOST_CHARACTERS = 8_192
MOST_KEYS = 50

KINDS = {
    "ssh-ed25519": "Ed25519",
    "ecdsa-sha2-nistp256": "ECDSA P-256",
    "ecdsa-sha2-nistp384": "ECDSA P-384",
    "ecdsa-sha2-nistp521": "ECDSA P-521",
    "ssh-rsa": "RSA",
    "sk-ssh-ed25519@openssh.com": "Ed25519, security key",
    "sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA P-256, security key",
}
"""The kinds that are accepted, with the words for people; DSA is not among them."""

PRIVATE = ("PRIVATE KEY", "PuTTY-User-Key-File")
"""What stands in files that hold the private half, OpenSSH's and PuTTY's."""

HOW = "Paste the line of a .pub file, such as: ssh-ed25519 AAAAC3Nz... laptop"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that was read; `blob` is its base64, `fingerprint` SHA256 as OpenSSH shows it."""

    kind: str
    blob: str
    fingerprint: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SshKeyView:
    """A registered key."""

    key_id: int
    name: str
    kind: str
    fingerprint: str
    added_at: datetime
    last_used_at: datetime | None


def parse_public_key(text: str) -> PublicKey:
    """Return the key of a pasted line; raises `InvalidValue` with what to paste instead."""
    line = " ".join(text.split())
    if any(words in line for words in PRIVATE):
        raise InvalidValue("This is a private key: never give it to anybody. Paste the .pub file beside it.")
    if not line or len(line) > MOST_CHARACTERS:
        raise InvalidValue(HOW)
    kind, _, rest = line.partition(" ")
    blob, _, comment = rest.partition(" ")
    _check_kind(kind, line)
    if KINDS.keys() & set(comment.split()):
        raise InvalidValue("These are several keys: paste one, add it, then paste the next.")
    data = _decoded(kind, blob)
    _check_strength(kind, blob)
    return PublicKey(kind=kind, blob=blob, fingerprint=fingerprint_of(data), comment=safe(comment))


def fingerprint_of(data: bytes) -> str:
    """Return what tells a key from others, as OpenSSH shows it; `data` is the key as it goes over the wire."""
    return f"SHA256:{base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')}"


def _check_kind(kind: str, line: str) -> None:
    if kind in KINDS:
        return
    if kind == "ssh-dss":
        raise InvalidValue("DSA keys are not safe any more. Make one with: ssh-keygen -t ed25519")
    if any(f" {known} " in f" {line} " for known in KINDS):
        raise InvalidValue("Leave out the options before the key; paste it from its kind on.")
    raise InvalidValue(HOW)


def _decoded(kind: str, blob: str) -> bytes:
    try:
        data = base64.b64decode(blob, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidValue("The key is not whole: copy the line again, all of it.") from error
    # Every blob begins with its kind (RFC 4253 section 6.6).
    if data[4 : 4 + len(kind)] != kind.encode() or int.from_bytes(data[:4], "big") != len(kind):
        raise InvalidValue("The key is not whole: copy the line again, all of it.")
    return data


def _check_strength(kind: str, blob: str) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        key = load_ssh_public_key(f"{kind} {blob}".encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InvalidValue("The key is not whole: copy the line again, all of it.") from error
    if isinstance(key, RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        raise InvalidValue(
            f"This RSA key has {key.key_size} bits; {LEAST_RSA_BITS} are needed. Better: ssh-keygen -t ed25519"
        )
