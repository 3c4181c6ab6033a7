"""The statutory standard rates of the member states, and where the published table is not in line with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from introtui.domain.countries import country_name
from introtui.domain.vat import VatDifference, VatRate, parse_rate, rate_on
from introtui.services.packaged import packaged_rows

FILE: Final = "eu_vat_standard_rates.csv"
SOURCE: Final = "statutory rates as of 2026-10-04"
"""What a rate that was adopted names as its source."""


@cache
def statutory_rates() -> tuple[VatRate, ...]:
    """Return every statutory rate, each from its day until the next one of its country."""
    rows = [(row["country"], date.fromisoformat(row["valid_from"]), row) for row in packaged_rows(FILE)]
    return tuple(
        VatRate(
            country=country,
            name=country,
            rate_bp=parse_rate(row["standard_rate"]),
            valid_from=start,
            valid_to=min((later for code, later, _ in rows if code == country and later > start), default=None),
        )
        for country, start, row in rows
    )


def statutory_rate(country: str, on: date) -> VatRate | None:
    """Return a country's statutory rate of a day, None where none is known."""
    return next((rate for rate in statutory_rates() if rate.country == country and rate.in_force(on)), None)


def differences(published: Sequence[VatRate], on: date) -> tuple[VatDifference, ...]:
    """Return the member states whose published rate on a day is another than the statutory one, by code."""
    found = []
    for statutory in statutory_rates():
        if statutory.country is None or statutory.rate_bp is None or not statutory.in_force(on):
            continue
        rate = rate_on(published, statutory.country, on)
        if rate.rate_bp != statutory.rate_bp:
            found.append(
                VatDifference(
                    country=statutory.country,
                    name=country_name(statutory.country),
                    published_bp=rate.rate_bp,
                    statutory_bp=statutory.rate_bp,
                    since=statutory.valid_from,
                )
            )
    return tuple(found)
