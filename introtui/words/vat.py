"""`introtui vat`: the published VAT table, and what an admin changes of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from introtui.domain.errors import InvalidValue
from introtui.domain.rehearsal_words import rehearsal_lines
from introtui.domain.vat import VatDifference, VatRate, parse_rate, show_rate
from introtui.domain.vat_desk import MOST_LISTED, Change, ProposedRate, Rehearsal
from introtui.words.acting import acting, answer, money_record, opened


def list_rates(options: argparse.Namespace) -> int:
    """Print the rates in force today, the same as the VAT section; nobody has to be named for it."""
    with opened(options) as services:
        return _tell_rates(options, services.vat.published())


def show_history(options: argparse.Namespace) -> int:
    """Print every rate of a country."""
    with acting(options) as by:
        return _tell_rates(options, by.services.vat.history(options.country))


def set_rate(options: argparse.Namespace) -> int:
    """Let a rate count from a day on."""
    rate_bp = _rate_of(options)
    with acting(options) as by:
        rates = by.services.vat.set_rate(by.actor, options.country, rate_bp, options.valid_from, options.source)
        return _tell_rates(options, rates)


def rehearse_rate(options: argparse.Namespace) -> int:
    """Print what a rate would change for whom; nothing is written."""
    proposed = ProposedRate(country=options.country, rate_bp=_rate_of(options))
    with acting(options) as by:
        found = by.services.vat.rehearse(by.actor, options.valid_from, proposed)
    return answer(options, _rehearsal_record(found), lambda: rehearsal_lines(found, MOST_LISTED))


def withdraw_rate(options: argparse.Namespace) -> int:
    """Take back a rate that is to come."""
    with acting(options) as by:
        return _tell_rates(options, by.services.vat.withdraw_rate(by.actor, options.country, options.valid_from))


def show_differences(options: argparse.Namespace) -> int:
    """Print where the published rates are not the statutory ones."""
    with acting(options) as by:
        return _tell_differences(options, by.services.vat.differences(by.actor, options.on))


def adopt_rates(options: argparse.Namespace) -> int:
    """Take over statutory rates, of the countries named or of all."""
    if bool(options.countries) == options.all:
        raise InvalidValue("Name the countries to adopt rates for, or say --all.")
    wanted = None if options.all else tuple(code or "" for code in options.countries)
    with acting(options) as by:
        return _tell_differences(options, by.services.vat.adopt(by.actor, wanted, options.valid_from))


def _rate_of(options: argparse.Namespace) -> int:
    rate_bp = parse_rate(options.rate)
    if rate_bp is None:
        raise InvalidValue("Enter the rate in percent, such as 21.")
    return rate_bp


def _rehearsal_record(found: Rehearsal) -> dict[str, object]:
    return {
        "day": str(found.day),
        "totals": [_change_record(total) for total in found.totals],
        "countries": [
            {
                "country": each.country,
                "treatment": each.treatment,
                "before_percent": _percent(each.before_bp),
                "after_percent": _percent(each.after_bp),
                **_change_record(each.change),
            }
            for each in found.countries
        ],
        "accounts": [
            {"login": each.login, "country": each.country, **_change_record(each.change)}
            for each in found.accounts
        ],
    }


def _change_record(change: Change) -> dict[str, object]:
    return {
        "accounts": change.accounts,
        "orders": change.orders,
        "before": money_record(change.before),
        "after": money_record(change.after),
        "change": money_record(change.difference),
    }


def _tell_rates(options: argparse.Namespace, rates: Sequence[VatRate]) -> int:
    return answer(options, [_rate_record(rate) for rate in rates], lambda: (_rate_line(r) for r in rates))


def _rate_line(rate: VatRate) -> str:
    until = "" if rate.valid_to is None else f" to {rate.valid_to}"
    source = f"  {rate.source}" if rate.source else ""
    shown = show_rate(rate.rate_bp)
    return f"{rate.country or '--'}  {rate.name:<24} {shown:>8}  from {rate.valid_from}{until}{source}"


def _rate_record(rate: VatRate) -> dict[str, str | None]:
    """Return a rate for JSON; the percentage is a text so that it stays exact, null when it is not set."""
    return {
        "country": rate.country,
        "name": rate.name,
        "rate_percent": _percent(rate.rate_bp),
        "valid_from": str(rate.valid_from),
        "valid_to": None if rate.valid_to is None else str(rate.valid_to),
        "source": rate.source,
    }


def _percent(rate_bp: int | None) -> str | None:
    return None if rate_bp is None else show_rate(rate_bp).removesuffix(" %")


def _tell_differences(options: argparse.Namespace, found: Sequence[VatDifference]) -> int:
    records = [
        {
            "country": each.country,
            "name": each.name,
            "published_percent": _percent(each.published_bp),
            "statutory_percent": _percent(each.statutory_bp),
            "since": str(each.since),
        }
        for each in found
    ]
    return answer(options, records, lambda: _difference_lines(found))


def _difference_lines(found: Iterable[VatDifference]) -> Iterator[str]:
    for each in found:
        published, statutory = show_rate(each.published_bp), show_rate(each.statutory_bp)
        yield f"{each.country}  {each.name:<24} {published:>8}  statutory {statutory} since {each.since}"
