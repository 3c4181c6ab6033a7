"""What can be ordered: plans, their prices and what each refunds (spec 1, 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from introtui.domain.errors import InvalidValue
from introtui.domain.money import Money

TERMS: Final = (1, 3, 6, 12)
"""The lengths an order may be paid for, in months."""

FIRST_DAY: Final = date(1970, 1, 1)
"""The first day of a price that counts for orders of any age."""

_FULL_WITHIN = re.compile(
    r"full_within:([1-9][0-9]{0,2})|full refund within ([1-9][0-9]{0,2}) days?", re.IGNORECASE
)
_UNUSED_DAYS = "unused days"


class RefundKind(StrEnum):
    """What a cancel gives back of the period it cuts short."""

    PRORATED = "prorated"
    FULL_WITHIN = "full_within"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """A product's refund terms; `days` from the start, for FULL_WITHIN alone (else ValueError)."""

    kind: RefundKind
    days: int | None = None

    def __post_init__(self) -> None:
        if (self.kind is RefundKind.FULL_WITHIN) != (self.days is not None):
            raise ValueError(f"{self.kind} does not go with days = {self.days}.")

    @classmethod
    def parse(cls, text: str) -> RefundTerms:
        """Read "prorated", "full_within:14" or "none", as the import and the database write it, or `words`."""
        if text in (RefundKind.PRORATED, RefundKind.NONE):
            return cls(RefundKind(text))
        if text.lower() == _UNUSED_DAYS:
            return cls(RefundKind.PRORATED)
        found = _FULL_WITHIN.fullmatch(text)
        if found is None:
            raise InvalidValue(
                "Enter the refund terms as unused days (or prorated), none, or full refund within 14 days"
                " (or full_within:14), from 1 to 999 days."
            )
        return cls(RefundKind.FULL_WITHIN, int(found[1] or found[2]))

    @property
    def text(self) -> str:
        """What `parse` reads back."""
        return self.kind if self.days is None else f"{self.kind}:{self.days}"

    @property
    def words(self) -> str:
        """The terms as staff read and type them: what is refunded, such as "full refund within 14 days"."""
        if self.days is None:
            return _UNUSED_DAYS if self.kind is RefundKind.PRORATED else self.kind
        return f"full refund within {self.days} {'day' if self.days == 1 else 'days'}"

    @property
    def sentence(self) -> str:
        """The terms as the customer reads them."""
        if self.kind is RefundKind.PRORATED:
            return "Unused days are refunded."
        if self.kind is RefundKind.NONE:
            return "Not refunded."
        unit = "day" if self.days == 1 else "days"
        return f"Refunded in full within {self.days} {unit} of the start, not afterwards."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan in one currency; `monthly` and `setup_fee` are net and neither is negative (ValueError)."""

    plan_id: int
    product: str
    name: str
    specs: str
    monthly: Money
    setup_fee: Money
    refund_terms: RefundTerms

    def __post_init__(self) -> None:
        if min(self.monthly, self.setup_fee) < Money.zero(self.monthly.currency):
            raise ValueError("A plan cannot have a negative price.")

    def price(self, term_months: int) -> Money:
        """Return the net price of a whole term, without the set-up fee; InvalidValue for no term of ours."""
        if term_months not in TERMS:
            raise InvalidValue("Choose a term of 1, 3, 6 or 12 months.")
        return Money(self.monthly.minor * term_months, self.monthly.currency)
