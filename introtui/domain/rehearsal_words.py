"""A rehearsal in lines that fit the narrow dialog and a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from introtui.domain.countries import country_name
from introtui.domain.money import Money
from introtui.domain.taxation import Treatment
from introtui.domain.vat import show_rate
from introtui.domain.vat_desk import AccountChange, Change, CountryChange, Rehearsal

LABEL: Final = 18
HEAD: Final = f"{'':<{LABEL}}{'orders':>8}{'accounts':>9}{'before':>13}{'after':>13}{'change':>12}"
NOBODY: Final = "No running order is touched."
WHOM: Final = MappingProxyType(
    {
        Treatment.DOMESTIC: "domestic",
        Treatment.EU_CONSUMER: "consumers",
        Treatment.REVERSE_CHARGE: "businesses",
        Treatment.OUTSIDE_EU: "outside the EU",
    }
)
"""Whom a treatment is for, in a word."""


def rehearsal_lines(rehearsal: Rehearsal, most: int) -> Iterator[str]:
    """Yield what changes: in all, by country, and for at most so many accounts, the largest change first."""
    yield _title(rehearsal)
    if not rehearsal.countries:
        yield NOBODY
        return
    yield HEAD
    for total in rehearsal.totals:
        yield _numbers(total.before.currency, total)
    yield from _uncharged(rehearsal)
    for each in rehearsal.countries:
        yield from _country(each)
    yield ""
    yield from _accounts(rehearsal, most)


def _title(rehearsal: Rehearsal) -> str:
    if rehearsal.proposed is None:
        return f"Next renewals, with VAT, before and from {rehearsal.day} on:"
    code = rehearsal.proposed.country
    name = "Other" if code is None else country_name(code)
    return f"Next renewals, {name} at {show_rate(rehearsal.proposed.rate_bp)} from {rehearsal.day} on:"


def _uncharged(rehearsal: Rehearsal) -> Iterator[str]:
    before, after = (sum(total.uncharged[place] for total in rehearsal.totals) for place in (0, 1))
    if before:
        yield f"{_orders(before)} cannot be charged until then: the rate is not set."
    if after:
        yield f"{_orders(after)} cannot be charged from then on: the rate is not set."


def _country(each: CountryChange) -> Iterator[str]:
    yield ""
    rates = f"{show_rate(each.before_bp)} -> {show_rate(each.after_bp)}"
    yield f"{each.name}, {WHOM[each.treatment]}: {rates}"
    yield _numbers(f"  {each.change.before.currency}", each.change)


def _accounts(rehearsal: Rehearsal, most: int) -> Iterator[str]:
    listed = rehearsal.accounts[:most]
    changed = sum(total.accounts for total in rehearsal.totals)
    yield (
        "Every account, the largest change first:"
        if len(listed) == changed
        else (f"The {len(listed)} accounts with the largest change, of {changed}:")
    )
    for each in listed:
        yield _account(each)


def _account(each: AccountChange) -> str:
    name = each.login if len(each.login) < LABEL else f"{each.login[: LABEL - 2]}\u2026"
    change = each.change
    amounts = f"{change.before.amount:>13}{change.after.amount:>13}{_signed(change.difference):>12}"
    return f"{name:<{LABEL}}{change.orders:>8}{each.country:>4}{change.before.currency:>5}{amounts}"


def _numbers(label: str, change: Change) -> str:
    amounts = f"{change.before.amount:>13}{change.after.amount:>13}{_signed(change.difference):>12}"
    return f"{label:<{LABEL}}{change.orders:>8}{change.accounts:>9}{amounts}"


def _signed(money: Money) -> str:
    return f"{'+' if money.minor > 0 else ''}{money.amount}"


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"
