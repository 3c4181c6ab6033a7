"""What a kind of bulk action knows: what would become of each, and how it is done to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.bulk import CheckedItem
from introtui.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One order or account of a job, in a transaction of its own; `by` is in whose name it is done.

    `expected` is the amount that was shown before the job was started, and `until` the end of what it was to pay
    for; `key` is the item's and no other's.
    """

    session: Session
    by: Actor
    job_id: int
    target_id: int
    key: str
    expected: Money | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done, in a sentence, and what was booked by it."""

    sentence: str
    booked: Money | None = None


class Kind(Protocol):
    """One task's way to deal with its orders or accounts, made anew for each dry run and each job."""

    MOVES_MONEY: ClassVar[bool]
    """Whether it writes documents, which are numbered and so come one after the other."""

    def check(self, session: Session, by: Actor, target_ids: Sequence[int]) -> Iterator[CheckedItem]:
        """Yield what would become of each, as if all before were done; nothing is written."""
        ...

    def do(self, item: Item) -> Outcome:
        """Do it to one; raises an `IntrotuiError` with the reason where it is refused."""
        ...
