"""Argon2id for passwords and security codes (spec section 5; RFC 9106)."""

from __future__ import annotations

from threading import BoundedSemaphore
from time import perf_counter, sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MOST_AT_ONCE = 4


class Hasher:
    """Hashes secrets with t=2, 19 MiB, p=1, at most four at once so that logins cannot exhaust memory."""

    def __init__(self, *, time_cost: int = 2, memory_kib: int = 19 * 1024) -> None:
        self._settings = (time_cost, memory_kib)
        self._turns = BoundedSemaphore(MOST_AT_ONCE)
        self._took = 0.0

    def _argon2(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        time_cost, memory_kib = self._settings
        return PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)

    def hash(self, secret: str) -> str:
        """Return the encoded hash of a secret, with its own salt."""
        with self._turns:
            return self._argon2().hash(secret)

    def matches(self, encoded: str, secret: str) -> bool:
        """Return whether a secret belongs to an encoded hash."""
        from argon2.exceptions import VerificationError

        with self._turns:
            began = perf_counter()
            try:
                return self._argon2().verify(encoded, secret)
            except VerificationError:
                return False
            finally:
                self._took = perf_counter() - began

    def pretend(self) -> None:
        """Take as long as `matches` last did, at no cost: whoever waits is not told that nothing was checked."""
        sleep(self._took)
