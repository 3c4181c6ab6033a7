"""`introtui vat`: the published VAT table, and what an admin changes of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from introtui.domain.errors import InvalidValue
from introtui.domain.vat import VatDifference, VatRate, parse_rate, show_rate
from introtui.words.acting import acting, answer, opened


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
    rate_bp = parse_rate(options.rate)
    if rate_bp is None:
        raise InvalidValue("Enter the rate in percent, such as 21.")
    with acting(options) as by:
        rates = by.services.vat.set_rate(by.actor, options.country, rate_bp, options.valid_from, options.source)
        return _tell_rates(options, rates)


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
