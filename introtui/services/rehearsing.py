"""What a rate changes for whom, before it counts: priced by the rules that billing uses, and nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from introtui.domain.countries import country_name
from introtui.domain.errors import InvalidValue, RateNotSet
from introtui.domain.money import Money
from introtui.domain.taxation import Tax, TaxedCustomer, TaxedSeller, Treatment, tax_on
from introtui.domain.vat import VatRate
from introtui.domain.vat_desk import MOST_LISTED, AccountChange, Change, CountryChange, ProposedRate, Rehearsal
from introtui.store.rehearsal_queries import Moved, countries_of_customers, largest_by_account, sums_by_country

CONFIRMED_ID = "a confirmed VAT ID"
"""Stands for any: that there is one decides how a company is taxed, not which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Every row that counts on a day."""

    rows: tuple[VatRate, ...]
    on: date

    def with_proposed(self, proposed: ProposedRate, day: date) -> Rates:
        """Return the same rates, and the proposed one in its country's place, from a day on."""
        others = (row for row in self.rows if row.country != proposed.country)
        new = VatRate(
            country=proposed.country, name=proposed.country or "", rate_bp=proposed.rate_bp, valid_from=day
        )
        return Rates(rows=(*(replace(row, valid_to=None) for row in others), new), on=day)


@dataclass(frozen=True, slots=True)
class _Alike:
    """How customers are taxed before and after; those of one answer are summed up together."""

    confirmed: bool | None
    treatment: Treatment
    before_bp: int | None
    after_bp: int | None


def rehearse(
    session: Session, seller: TaxedSeller, rates: Sequence[VatRate], day: date, proposed: ProposedRate | None
) -> Rehearsal:
    """Compare the renewals of the day before with those of the day; `rates` are all there are, of any day."""
    eve = day - timedelta(days=1)
    before = Rates(rows=tuple(rate for rate in rates if rate.in_force(eve)), on=eve)
    on_the_day = tuple(rate for rate in rates if rate.in_force(day))
    after = Rates(rows=on_the_day, on=day) if proposed is None else before.with_proposed(proposed, day)
    countries: list[CountryChange] = []
    accounts: list[AccountChange] = []
    for alike, codes in _moved(countries_of_customers(session), seller, before, after).items():
        moved = Moved(
            countries=tuple(codes),
            confirmed=alike.confirmed,
            before_bp=alike.before_bp,
            after_bp=alike.after_bp,
        )
        countries.extend(_country(row, alike) for row in sums_by_country(session, moved))
        accounts.extend(_account(row, alike) for row in largest_by_account(session, moved, MOST_LISTED))
    return Rehearsal(
        day=day,
        proposed=proposed,
        countries=tuple(sorted(countries, key=lambda each: (each.name, each.change.before.currency))),
        accounts=_largest(accounts),
    )


def _moved(countries: Iterable[str], seller: TaxedSeller, before: Rates, after: Rates) -> dict[_Alike, list[str]]:
    """Return the countries in which something changes, by how it does."""
    found: defaultdict[_Alike, list[str]] = defaultdict(list)
    for country in countries:
        for alike in _of_country(country, seller, before, after):
            found[alike].append(country)
    return found


def _of_country(country: str, seller: TaxedSeller, before: Rates, after: Rates) -> Iterator[_Alike]:
    both = [_alike(country, seller, before, after, confirmed=confirmed) for confirmed in (False, True)]
    if both[0] is not None and both[1] == replace(both[0], confirmed=True):
        yield replace(both[0], confirmed=None)
        return
    yield from (each for each in both if each is not None)


def _alike(country: str, seller: TaxedSeller, before: Rates, after: Rates, *, confirmed: bool) -> _Alike | None:
    """Return how such customers are taxed, None where nothing changes for them."""
    customer = TaxedCustomer(country=country, vat_id=CONFIRMED_ID if confirmed else "")
    taxes = [_tax(seller, customer, rates) for rates in (before, after)]
    rates_bp = [None if tax is None else tax.rate_bp for tax in taxes]
    known = next((tax for tax in taxes if tax is not None), None)
    if known is None or rates_bp[0] == rates_bp[1]:
        return None
    return _Alike(confirmed, known.treatment, *rates_bp)


def _tax(seller: TaxedSeller, customer: TaxedCustomer, rates: Rates) -> Tax | None:
    try:
        return tax_on(seller, customer, rates.rows, rates.on)
    except (RateNotSet, InvalidValue):
        return None


def _country(row: Row[Any], alike: _Alike) -> CountryChange:
    return CountryChange(
        country=row.country,
        name=country_name(row.country),
        treatment=alike.treatment,
        before_bp=alike.before_bp,
        after_bp=alike.after_bp,
        change=_change(row, alike),
    )


def _account(row: Row[Any], alike: _Alike) -> AccountChange:
    return AccountChange(
        account_id=row.account_id, login=row.login, country=row.country, change=_change(row, alike)
    )


def _change(row: Row[Any], alike: _Alike) -> Change:
    uncharged = [row.orders if rate_bp is None else 0 for rate_bp in (alike.before_bp, alike.after_bp)]
    return Change(
        accounts=row.accounts,
        orders=row.orders,
        before=Money(int(row.before), row.currency),
        after=Money(int(row.after), row.currency),
        uncharged=(uncharged[0], uncharged[1]),
    )


def _largest(accounts: Iterable[AccountChange]) -> tuple[AccountChange, ...]:
    by_currency: defaultdict[str, list[AccountChange]] = defaultdict(list)
    for account in accounts:
        by_currency[account.change.before.currency].append(account)
    return tuple(
        account
        for _, found in sorted(by_currency.items())
        for account in sorted(found, key=lambda each: (-abs(each.change.difference.minor), each.login))[
            :MOST_LISTED
        ]
    )
