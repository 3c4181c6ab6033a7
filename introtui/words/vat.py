"""`introtui vat`: the published VAT table."""

from __future__ import annotations

import argparse
import json

from introtui.clock import SystemClock
from introtui.domain.text import safe
from introtui.domain.vat import VatRate, show_rate
from introtui.settings import load_settings


def list_rates(options: argparse.Namespace) -> int:
    """Print the rates in force today, the same as the VAT section; `--json` for scripts."""
    from introtui.compose import open_database
    from introtui.services.context import Context
    from introtui.services.vat import VatService

    database = open_database(load_settings().database_url)
    rates = VatService(Context(database, SystemClock())).published()
    database.close()
    if options.json:
        print(json.dumps([_record(rate) for rate in rates], indent=2))
        return 0
    for rate in rates:
        line = f"{rate.country or '--'}  {rate.name:<24} {show_rate(rate.rate_bp):>8}  from {rate.valid_from}"
        print(safe(line))
    return 0


def _record(rate: VatRate) -> dict[str, str | None]:
    """Return a rate for JSON; the percentage is a text so that it stays exact, null when it is not set."""
    percent = None if rate.rate_bp is None else show_rate(rate.rate_bp).removesuffix(" %")
    return {
        "country": rate.country,
        "name": rate.name,
        "rate_percent": percent,
        "valid_from": str(rate.valid_from),
        "valid_to": None if rate.valid_to is None else str(rate.valid_to),
    }
