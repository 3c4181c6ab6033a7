"""What staff see of the VAT table: beside the statutory rates, and what changes for whom on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from introtui.domain.money import Money
from introtui.domain.taxation import Treatment
from introtui.domain.vat import VatRate

MOST_LISTED: Final = 300
"""Accounts of one currency that a rehearsal lists, those it changes most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStanding:
    """A rate in force, the one that comes next in its `then`, and the statutory one, None outside the Union.

    `may_begin` is the first day that another rate may count from.
    """

    rate: VatRate
    may_begin: date
    statutory_bp: int | None = None
    statutory_from: date | None = None
    statutory_source: str = ""

    @property
    def differs(self) -> bool:
        """Whether there is a statutory rate, and another one is published."""
        return self.statutory_bp is not None and self.statutory_bp != self.rate.rate_bp


class RateFilter(StrEnum):
    """Which rates the VAT desk lists; stored as the words that are shown."""

    ALL = "all"
    DIFFERS = "not the statutory rate"
    NOT_SET = "not set"
    SCHEDULED = "another one scheduled"

    def admits(self, standing: RateStanding) -> bool:
        """Tell whether a rate belongs to this list."""
        return {
            RateFilter.ALL: True,
            RateFilter.DIFFERS: standing.differs,
            RateFilter.NOT_SET: standing.rate.rate_bp is None,
            RateFilter.SCHEDULED: standing.rate.then is not None,
        }[self]

    @property
    def next(self) -> RateFilter:
        """The one after this, the first after the last."""
        every = list(RateFilter)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRate:
    """A rate, in basis points, that somebody thinks of; no country is the row Other."""

    country: str | None
    rate_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What renewals come to with VAT before and after, in one currency.

    What cannot be charged because its rate is not set counts as nothing; `uncharged` are such orders before and
    after.
    """

    accounts: int
    orders: int
    before: Money
    after: Money
    uncharged: tuple[int, int] = (0, 0)

    @property
    def difference(self) -> Money:
        """How much more is charged afterwards, below 0 for less."""
        return self.after - self.before

    def plus(self, other: Change) -> Change:
        """Return both together; ValueError between currencies. Their accounts are others."""
        return Change(
            accounts=self.accounts + other.accounts,
            orders=self.orders + other.orders,
            before=self.before + other.before,
            after=self.after + other.after,
            uncharged=(self.uncharged[0] + other.uncharged[0], self.uncharged[1] + other.uncharged[1]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryChange:
    """What changes for the customers of a country who are taxed alike; a rate of None is not set."""

    country: str
    name: str
    treatment: Treatment
    before_bp: int | None
    after_bp: int | None
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What changes for one account."""

    account_id: int
    login: str
    country: str
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What changes on a day, against the day before, for the next renewal of every running order.

    `accounts` are those that it changes most, at most `MOST_LISTED` of a currency, the largest change first;
    `proposed` is the rate it was asked about, None for those that are scheduled.
    """

    day: date
    proposed: ProposedRate | None
    countries: tuple[CountryChange, ...]
    accounts: tuple[AccountChange, ...]

    @property
    def totals(self) -> tuple[Change, ...]:
        """What all of it comes to in each currency."""
        totals: dict[str, Change] = {}
        for each in self.countries:
            currency = each.change.before.currency
            known = totals.get(currency)
            totals[currency] = each.change if known is None else known.plus(each.change)
        return tuple(totals[currency] for currency in sorted(totals))
