"""A queue of the desk, one thing after the other: what is known of it, what can be decided, what can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from introtui.domain.desk import Queue
from introtui.domain.permissions import Permission
from introtui.domain.text import folded

CLAIM_TIME = timedelta(minutes=10)
"""How long a thing is kept for whoever took it, since their last key on it."""
LATER = timedelta(days=1)
"""How long a thing that was put off does not come back."""
DROPPED = timedelta(days=36_500)
"""How long a thing stays away that nothing more is to be done about."""
LONGEST_REASON = 500


class Decision(StrEnum):
    """What can be decided about a thing; the words are those of the audit."""

    VERIFY = "verify"
    VERIFY_VAT = "verify with VAT ID"
    REJECT = "reject"
    APPROVE = "approve"
    REFUSE = "refuse"
    DELIVER = "deliver"
    GIVE_UP = "give up"
    REMIND = "remind"
    SEND_AGAIN = "send again"
    DROP = "drop"
    REPLY = "reply"
    CLOSE = "close"
    LATER = "later"


NEEDS: Mapping[Queue, Permission] = MappingProxyType(
    {
        Queue.COMPANIES: Permission.COMPANIES,
        Queue.COUNTRIES: Permission.COUNTRIES,
        Queue.DELIVERIES: Permission.DELIVERY,
        Queue.UNPAID: Permission.MESSAGES,
        Queue.MAIL: Permission.MESSAGES,
        Queue.TICKETS: Permission.TICKETS,
    }
)
"""Which permission it takes to decide anything in a queue."""

DECISIONS: Mapping[Queue, tuple[Decision, ...]] = MappingProxyType(
    {
        Queue.COMPANIES: (Decision.VERIFY, Decision.VERIFY_VAT, Decision.REJECT, Decision.LATER),
        Queue.COUNTRIES: (Decision.APPROVE, Decision.REFUSE, Decision.LATER),
        Queue.DELIVERIES: (Decision.DELIVER, Decision.GIVE_UP, Decision.LATER),
        Queue.UNPAID: (Decision.REMIND, Decision.LATER),
        Queue.MAIL: (Decision.SEND_AGAIN, Decision.DROP, Decision.LATER),
        Queue.TICKETS: (Decision.CLOSE, Decision.REPLY, Decision.LATER),
    }
)
"""What can be decided in a queue; the first is what is done most."""

UNDOABLE = frozenset(
    {
        Decision.VERIFY,
        Decision.VERIFY_VAT,
        Decision.REJECT,
        Decision.APPROVE,
        Decision.REFUSE,
        Decision.CLOSE,
        Decision.DROP,
        Decision.LATER,
    }
)
"""What moves no money, and tells a customer nothing that a mail cannot correct (spec section 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line about a thing: what the customer says, and beside it what somebody else says of the same."""

    label: str
    value: str
    other: str = ""

    @property
    def mark(self) -> str:
        """Whether both say the same, in a word; blank where there is nothing to compare."""
        one, other = _letters(self.value), _letters(self.other)
        if not one or not other:
            return ""
        if one == other:
            return "same"
        return "part" if one in other or other in one else "differs"


def _letters(text: str) -> str:
    """Return a text without capitals, accents and signs: what is alike but for those says the same."""
    return "".join(character for character in folded(text) if character.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A thing taken from a queue; `since` is when it began to wait, `warning` what to look out for.

    `compared` says against what the facts are held, such as "VIES on 2026-11-20", and `stated` what they are.
    `refund` is what goes back to the balance where it is given up, with the balance before and after.
    `impossible` is what cannot be decided about this one, `takes` what permission a decision on it takes besides.
    """

    queue: Queue
    item_id: int
    account_id: int
    login: str
    title: str
    since: date | None
    facts: tuple[Fact, ...]
    compared: str = ""
    stated: str = "as stated"
    refund: str = ""
    text: str = ""
    warning: str = ""
    impossible: frozenset[Decision] = frozenset()
    takes: Mapping[Decision, Permission] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was decided, in a sentence, and what has to be known to take it back."""

    queue: Queue
    item_id: int
    decision: Decision
    sentence: str
    before: Mapping[str, str] = field(default_factory=dict)

    @property
    def can_be_undone(self) -> bool:
        """Whether there is a way back."""
        return self.decision in UNDOABLE


def held_words(holders: Mapping[str, int]) -> str:
    """Return who works on what waits, by how many things each has, in a sentence; blank where nobody does."""
    total = sum(holders.values())
    if len(holders) <= 1:
        waits = "waits" if total == 1 else "wait"
        return "".join(f"{login} works on the {total} that {waits} here." for login in holders)
    each = ", ".join(f"{login} on {number}" for login, number in holders.items())
    return f"Others work on the {total} that wait here: {each}."
