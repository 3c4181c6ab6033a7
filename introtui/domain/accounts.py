"""All accounts as staff see them: a row each, and which ones a list shows (spec section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from introtui.domain.account import ProfileType
from introtui.domain.money import Money


class AccountFilter(StrEnum):
    """Which accounts a list shows; the words stand on the screen."""

    ALL = "all"
    COMPANIES = "to verify"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    STAFF = "staff"

    @property
    def next(self) -> AccountFilter:
        """The filter that comes after this one."""
        filters = list(AccountFilter)
        return filters[(filters.index(self) + 1) % len(filters)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account in a list; `orders` are those that have not ended, `role` is blank for a customer."""

    account_id: int
    login: str
    name: str
    company: str
    email: str
    country: str
    created_on: date
    balance: Money
    orders: int
    role: str
    profile_type: ProfileType
    verified_at: datetime | None
    blocked_at: datetime | None

    @property
    def state(self) -> str:
        """What is to be known of it in a word or two."""
        if self.blocked_at is not None:
            return "blocked"
        if self.role:
            return self.role
        if self.profile_type is not ProfileType.COMPANY:
            return "individual"
        return "to verify" if self.verified_at is None else "company"
