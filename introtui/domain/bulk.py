"""Bulk actions: the same thing done to many orders or accounts, shown before, each once, each with its outcome."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue
from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.permissions import Permission
from introtui.domain.plans import TERMS
from introtui.domain.text import clean_line, clean_text

MOST_TARGETS = 100_000
"""Orders or accounts one bulk action may hold."""
LONGEST_SUBJECT, LONGEST_LINE, LONGEST_TEXT = 120, 200, 4_000
_DIGITS = re.compile(r"[A-Z]*-?[0-9][0-9.,:-]*[0-9]|[0-9]")

GoesOn = Callable[[int], bool]
"""Told how many are done; answers whether to go on."""


def keep_going(_done: int) -> bool:
    """Go on until all is done."""
    return True


class Target(StrEnum):
    """What a list is of."""

    ORDERS = "orders"
    ACCOUNTS = "accounts"


class BulkKind(StrEnum):
    """What can be done to many at once; stored as these words."""

    RENEW = "renew"
    COMMENT = "comment"
    NOTIFY = "notify"
    SUSPEND = "suspend"
    LIFT = "lift"

    @property
    def target(self) -> Target:
        """What it is done to."""
        return Target.ACCOUNTS if self is BulkKind.NOTIFY else Target.ORDERS

    @property
    def needs(self) -> Permission:
        """What it takes beside the permission to act on many."""
        return _NEEDS[self]

    @property
    def label(self) -> str:
        """What it is called."""
        return _LABELS[self]


_NEEDS: Mapping[BulkKind, Permission] = MappingProxyType(
    {
        BulkKind.RENEW: Permission.ACT_MONEY,
        BulkKind.COMMENT: Permission.NOTE,
        BulkKind.NOTIFY: Permission.MESSAGES,
        BulkKind.SUSPEND: Permission.SUSPEND,
        BulkKind.LIFT: Permission.SUSPEND,
    }
)
_LABELS: Mapping[BulkKind, str] = MappingProxyType(
    {
        BulkKind.RENEW: "Renew",
        BulkKind.COMMENT: "Comment",
        BulkKind.NOTIFY: "Notify",
        BulkKind.SUSPEND: "Suspend",
        BulkKind.LIFT: "Lift suspension",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTask:
    """What to do to each: `text` is the reason, the comment or the message.

    `term_months` is that of each order's own unless given; it and `pay_by` are about renewals, `subject` about
    messages.
    """

    kind: BulkKind
    text: str
    subject: str = ""
    term_months: int | None = None
    pay_by: PayBy = PayBy.BALANCE

    @classmethod
    def checked(
        cls,
        kind: BulkKind,
        *,
        text: str,
        subject: str = "",
        term_months: int | None = None,
        pay_by: PayBy = PayBy.BALANCE,
    ) -> BulkTask:
        """Return a task of what somebody typed; raises `InvalidFields` naming `text`, `subject` or `term`."""
        errors = dict[str, str]()
        is_message = kind is BulkKind.NOTIFY
        clean = _checked(errors, "text", _WRITE[kind], lambda: _clean_text(kind, text))
        line = (
            _checked(
                errors, "subject", "Write a subject.", lambda: clean_line(subject, max_length=LONGEST_SUBJECT)
            )
            if is_message
            else ""
        )
        if term_months is not None and term_months not in TERMS:
            errors["term"] = "Choose a term of 1, 3, 6 or 12 months."
        if errors:
            raise InvalidFields(errors)
        is_renewal = kind is BulkKind.RENEW
        return cls(
            kind=kind,
            text=clean,
            subject=line,
            term_months=term_months if is_renewal else None,
            pay_by=pay_by if is_renewal else PayBy.BALANCE,
        )

    def stored(self) -> str:
        """Return all but the kind, as JSON."""
        return json.dumps(
            {"text": self.text, "subject": self.subject, "term_months": self.term_months, "pay_by": self.pay_by}
        )

    @classmethod
    def of_stored(cls, kind: str, parameters: str) -> BulkTask:
        """Return what `stored` kept."""
        kept = json.loads(parameters)
        return cls(
            kind=BulkKind(kind),
            text=kept["text"],
            subject=kept["subject"],
            term_months=kept["term_months"],
            pay_by=PayBy(kept["pay_by"]),
        )

    @property
    def words(self) -> str:
        """What is done in a few words, such as "Renew for 3 months by invoice"."""
        if self.kind is not BulkKind.RENEW:
            return f"{self.kind.label}: {self.subject or self.text}"
        months = {None: "its own term", 1: "1 month"}.get(self.term_months, f"{self.term_months} months")
        how = "from the balance" if self.pay_by is PayBy.BALANCE else "by invoice"
        return f"Renew for {months} {how}: {self.text}"


_WRITE: Mapping[BulkKind, str] = MappingProxyType(
    {
        BulkKind.RENEW: "Say why, such as the number of the ticket.",
        BulkKind.COMMENT: "Write the comment.",
        BulkKind.NOTIFY: "Write the message.",
        BulkKind.SUSPEND: "Say why; the customer reads it.",
        BulkKind.LIFT: "Say why; the customer reads it.",
    }
)


def _clean_text(kind: BulkKind, text: str) -> str:
    if kind is BulkKind.NOTIFY:
        return clean_text(text, max_length=LONGEST_TEXT)
    return clean_line(text, max_length=LONGEST_LINE)


def _checked(errors: dict[str, str], name: str, when_blank: str, clean: Callable[[], str]) -> str:
    try:
        cleaned = clean()
    except InvalidValue as error:
        errors[name] = str(error)
        return ""
    if not cleaned:
        errors[name] = when_blank
    return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedItem:
    """What would become of one of them: `refusal` says why nothing.

    Where money would be booked, `net` and `vat` are how much, and `until` the end of what it pays for.
    """

    target_id: int
    refusal: str = ""
    net: Money | None = None
    vat: Money | None = None
    until: date | None = None

    @property
    def total(self) -> Money | None:
        """The amount with VAT."""
        return None if self.net is None or self.vat is None else self.net + self.vat


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What would be booked, or was, in one currency."""

    net: Money
    vat: Money

    @property
    def total(self) -> Money:
        """The amount with VAT."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a task would do to each of the `items`, one by one in this order; nothing of it is written."""

    task: BulkTask
    items: tuple[CheckedItem, ...]

    @property
    def allowed(self) -> int:
        """How many it would be done to."""
        return sum(not item.refusal for item in self.items)

    @property
    def refused(self) -> int:
        """How many would be refused."""
        return len(self.items) - self.allowed

    @property
    def totals(self) -> tuple[Total, ...]:
        """What would be booked, by currency."""
        sums = dict[str, Total]()
        for item in self.items:
            if item.refusal or item.net is None or item.vat is None:
                continue
            known = sums.get(item.net.currency)
            sums[item.net.currency] = Total(
                net=item.net if known is None else known.net + item.net,
                vat=item.vat if known is None else known.vat + item.vat,
            )
        return tuple(sums[code] for code in sorted(sums))

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Why some would be refused, each with how many, the most frequent first."""
        return reasons(item.refusal for item in self.items if item.refusal)


def reasons(sentences: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Count sentences that are alike but for numbers and dates, the most frequent first."""
    return tuple(Counter(_DIGITS.sub("…", sentence) for sentence in sentences).most_common())


class JobState(StrEnum):
    """Where a job stands; stored as these words."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class ItemState(StrEnum):
    """What became of one order or account; stored as these words."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """One job: who does what, how far it is, what was booked; `trouble` says why it stopped by itself."""

    job_id: int
    task: BulkTask
    login: str
    made_at: datetime
    state: JobState
    size: int
    done: int
    refused: int
    booked: tuple[Money, ...]
    ended_at: datetime | None = None
    trouble: str = ""

    @property
    def worked(self) -> int:
        """How many were done or refused."""
        return self.done + self.refused

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        if self.state is JobState.DONE:
            return "done"
        return f"{self.state.value} {100 * self.worked // max(self.size, 1)} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One line of a job's results; `target` names the order or the login."""

    position: int
    target: str
    state: ItemState
    sentence: str
    booked: Money | None


def too_many() -> ActionRefused:
    """Return what is said to more than can be done at once."""
    return ActionRefused(f"At most {MOST_TARGETS} can be done at once; choose fewer by a filter.")
