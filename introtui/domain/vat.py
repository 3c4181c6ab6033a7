"""VAT rates with their validity, and which one counts on a day (spec 2, 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from introtui.domain.errors import InvalidValue, RateNotSet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

EU_MEMBERS: Final = frozenset(
    code
    for codes in ("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU", "IE IT LT LU LV MT NL PL PT RO SE SI SK")
    for code in codes.split()
)
"""The member states as ISO 3166-1 alpha-2 codes; Greece is GR, not the EL of its VAT numbers."""

_RATE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*%?")
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRate:
    """One published row; `country` None is the row Other, `rate_bp` None means not set, never 0 %.

    `rate_bp` is in basis points (2100 is 21 %). The row counts from `valid_from` up to, not
    including, `valid_to`; None is without end. `source` says where it was taken from, blank for not said. `then`
    is the rate that is scheduled next, where that was asked for and there is one.
    """

    country: str | None
    name: str
    rate_bp: int | None
    valid_from: date
    valid_to: date | None = None
    source: str = ""
    then: VatRate | None = None

    @property
    def in_eu(self) -> bool:
        """Whether the country is a member state of the European Union."""
        return self.country in EU_MEMBERS

    def in_force(self, on: date) -> bool:
        """Tell whether the row counts on the day `on`."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class VatGroup(StrEnum):
    """The group filter of the VAT table."""

    ALL = "all"
    EU = "eu"
    OTHER = "other"

    def admits(self, rate: VatRate) -> bool:
        """Tell whether the row belongs to this group."""
        if self is VatGroup.ALL:
            return True
        return rate.in_eu == (self is VatGroup.EU)


def rate_on(rates: Sequence[VatRate], country: str, on: date) -> VatRate:
    """Return the country's own row in force on the day `on`, else the row Other.

    A member state never falls back on Other (spec 4 gives that rate to countries outside the EU
    alone): without a row of its own that day, its rate is not set. When rows overlap, the one that
    began last counts. RateNotSet when there is no row Other either.
    """
    own = _in_force(rates, country, on)
    if own is not None:
        return own
    name = next((rate.name for rate in rates if rate.country == country), country)
    if country in EU_MEMBERS:
        return VatRate(country=country, name=name, rate_bp=None, valid_from=on)
    other = _in_force(rates, None, on)
    if other is None:
        raise RateNotSet(name)
    return other


def _in_force(rates: Sequence[VatRate], country: str | None, on: date) -> VatRate | None:
    rows = (rate for rate in rates if rate.country == country and rate.in_force(on))
    return max(rows, key=lambda rate: rate.valid_from, default=None)


def charged_bp(rate: VatRate) -> int:
    """Return the rate to charge, in basis points; RateNotSet when it is blank."""
    if rate.rate_bp is None:
        raise RateNotSet(rate.name)
    return rate.rate_bp


def show_rate(rate_bp: int | None) -> str:
    """Return the rate as the table shows it: "21 %", "25.5 %", "not set"."""
    if rate_bp is None:
        return "not set"
    units, rest = divmod(rate_bp, 100)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{units}{decimals} %"


def parse_rate(text: str) -> int | None:
    """Read a rate in percent, "21", "25.5" or "21 %", as basis points; blank is None, not set."""
    stripped = text.strip()
    if not stripped:
        return None
    found = _RATE.fullmatch(stripped)
    if found is None:
        raise InvalidValue("Enter the rate in percent with at most two decimals, such as 21 or 25.5.")
    rate_bp = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return check_rate(rate_bp)


def check_rate(rate_bp: int) -> int:
    """Return a rate in basis points that is one; raises `InvalidValue`."""
    if not 0 <= rate_bp <= _WHOLE_BP:
        raise InvalidValue("Enter a rate from 0 to 100 percent.")
    return rate_bp


@dataclass(frozen=True, slots=True, kw_only=True)
class VatDifference:
    """A member state whose published rate is not the statutory one, which counts since `since`; basis points."""

    country: str
    name: str
    published_bp: int | None
    statutory_bp: int
    since: date
