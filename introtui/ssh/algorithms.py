"""What is offered in the key exchange, the best first: all of it modern, and nothing else.

Strict key exchange (the answer to CVE-2023-48795) is asyncssh's own and always on. SHA-1, CBC, DSA, RSA signatures
with SHA-1, encrypt-and-MAC and compression are not offered (RFC 9142; RFC 8332).
"""

from __future__ import annotations

from typing import Final

KEY_EXCHANGE: Final = (
    "mlkem768x25519-sha256",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp521",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp256",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group16-sha512",
)
ENCRYPTION: Final = (
    "chacha20-poly1305@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-gcm@openssh.com",
    "aes256-ctr",
    "aes192-ctr",
    "aes128-ctr",
)
MAC: Final = ("hmac-sha2-512-etm@openssh.com", "hmac-sha2-256-etm@openssh.com")
SIGNATURES: Final = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp521",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp256",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "rsa-sha2-512",
    "rsa-sha2-256",
)
"""Of the keys people sign in with; which keys those may be is said where they are registered."""
COMPRESSION: Final = ("none",)
