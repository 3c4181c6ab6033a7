"""What keeps secrets unreadable to whoever gets hold of the database: a key that lies outside of it."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from hashlib import sha256

from introtui.domain.errors import ActionRefused

NONCE_BYTES = 12


def no_key() -> bytes:
    """Refuse: no key was given; raises `ActionRefused`."""
    raise ActionRefused("Two-factor authentication needs a key file, and none is set up here.")


class Vault:
    """Seals what must be read again (AES-256-GCM), and makes digests of what is only compared (HMAC-SHA-256).

    `load_key` returns 32 bytes; it is called when they are needed, and its `IntrotuiError` says what to do.
    """

    def __init__(self, load_key: Callable[[], bytes]) -> None:
        self._load_key = load_key

    def seal(self, secret: bytes, place: str) -> bytes:
        """Return a secret sealed for one place, such as "totp 17": moved elsewhere, it cannot be opened."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._key("seal")).encrypt(nonce, secret, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return the secret; raises `InvalidTag` when it was sealed for elsewhere or under another key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key("seal")).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())

    def digest(self, secret: str, place: str) -> str:
        """Return what a short code is compared by; without the key it cannot be found by trying all codes."""
        return hmac.new(self._key("digest"), f"{place}\0{secret}".encode(), sha256).hexdigest()

    def _key(self, use: str) -> bytes:
        # One key a use (RFC 5869's idea; the key is uniform already, so expanding it is enough).
        return hmac.new(self._load_key(), f"introtui {use}".encode(), sha256).digest()
