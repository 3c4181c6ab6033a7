"""What a backup holds, counted in the copy or in the very snapshot it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what); both numbers start again whenever `what` changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Numbers by which a person sees that a backup is the right one."""

    accounts: int
    orders: int
    documents: int

    @classmethod
    def counted(cls, count: Callable[[str], int]) -> Held:
        """Return what is there; `count` runs a query for one number."""
        return cls(
            accounts=count("SELECT count(*) FROM account"),
            orders=count("SELECT count(*) FROM orders"),
            documents=count("SELECT count(*) FROM document"),
        )
