"""Money as integer minor units and a currency, and the one way to round it (spec 4); never float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from introtui.domain.errors import InvalidValue

UNUSUAL_DECIMALS: Final = MappingProxyType(
    {
        code: digits
        for digits, codes in (
            (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
            (3, "BHD IQD JOD KWD LYD OMR TND"),
            (4, "CLF UYW"),
        )
        for code in codes.split()
    }
)
"""How many decimals a currency has where it is not `USUAL_DECIMALS` (ISO 4217 list one)."""
USUAL_DECIMALS: Final = 2

_AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_MAX_INTEGER_DIGITS = 12
_BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency, in its smallest unit; ValueError when two currencies meet."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in `currency`; the start of every sum."""
        return cls(0, currency)

    @property
    def amount(self) -> str:
        """The figure alone, with the currency's own decimals: "16.94", "1592", "-3.000"."""
        digits = minor_digits(self.currency)
        sign = "-" if self.minor < 0 else ""
        units, rest = divmod(abs(self.minor), 10**digits)
        return f"{sign}{units}.{rest:0{digits}d}" if digits else f"{sign}{units}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be mixed.")
        return other.minor

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)


def minor_digits(currency: str) -> int:
    """Return how many decimals `currency` has, as ISO 4217 list one gives it."""
    return UNUSUAL_DECIMALS.get(currency, USUAL_DECIMALS)


def check_currency(code: str) -> str:
    """Return `code` when it is an ISO 4217 code in capitals, else raise InvalidValue."""
    import pycountry  # costs more than most commands that handle money

    found = pycountry.currencies.get(alpha_3=code)
    if found is None or found.alpha_3 != code:
        raise InvalidValue("Enter the currency as its three-letter ISO 4217 code, such as EUR.")
    return code


def half_up(numerator: int, denominator: int) -> int:
    """Round a fraction to the nearest whole number, halves away from zero, with integers only (spec 4)."""
    rounded = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return -rounded if (numerator < 0) != (denominator < 0) else rounded


def share(money: Money, part: int, whole: int) -> Money:
    """Return `part`/`whole` of `money`, rounded once, at the end."""
    return Money(half_up(money.minor * part, whole), money.currency)


def percent(money: Money, rate_bp: int) -> Money:
    """Return `rate_bp` basis points of `money` (2100 is 21 %), rounded half up."""
    return share(money, rate_bp, _BASIS_POINTS)


def parse_amount(text: str, currency: str, *, negative: bool = False) -> Money:
    """Read an amount such as "442.30" as `currency`; a sign is accepted only when `negative` is.

    Raises InvalidValue, among others when there are more decimals than the currency has: an
    amount is never rounded on the way in.
    """
    digits = minor_digits(currency)
    example = Money(442_300_000 // 10 ** (6 - digits), currency).amount
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise InvalidValue(_unreadable(text, example))
    sign, units, decimals = found[1], found[2], found[3] or ""
    if sign and not negative:
        raise InvalidValue(f"Enter the amount without a sign, such as {example}.")
    if len(decimals) > digits:
        raise InvalidValue(_too_many_decimals(currency, digits, example))
    if len(units) > _MAX_INTEGER_DIGITS:
        raise InvalidValue(f"Enter an amount of at most {_MAX_INTEGER_DIGITS} digits before the point.")
    minor = int(units + decimals.ljust(digits, "0"))
    return Money(-minor if sign == "-" else minor, currency)


def _unreadable(text: str, example: str) -> str:
    if "," in text:
        return f"Write the amount without commas, such as {example}."
    return f"Enter an amount such as {example}."


def _too_many_decimals(currency: str, digits: int, example: str) -> str:
    if not digits:
        return f"{currency} has no decimals; enter a whole amount such as {example}."
    return f"{currency} has {digits} decimals; enter an amount such as {example}."
