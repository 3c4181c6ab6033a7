"""Order lists as CSV and JSON, for a spreadsheet or a script."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from enum import StrEnum
from io import StringIO

from introtui.domain.order_views import OrderRow

COLUMNS = (
    "id", "product", "plan", "ip_addresses", "hostname", "paid_until", "days_remaining", "status",
    "term_months", "price", "currency", "auto_renew", "ended_on",
)  # fmt: skip


class ExportFormat(StrEnum):
    """The file formats."""

    CSV = "csv"
    JSON = "json"


def export_orders(rows: Iterable[OrderRow], form: ExportFormat) -> str:
    """Return rows as text; prices are exact decimals of the currency, dates ISO 8601.

    Addresses are a list in JSON; in CSV they are separated by spaces, as the import takes them.
    """
    records = [order_record(row) for row in rows]
    if form is ExportFormat.JSON:
        return json.dumps(records, ensure_ascii=False, indent=2) + "\n"
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in record.items()} for record in records)
    return text.getvalue()


def order_record(row: OrderRow) -> dict[str, object]:
    """Return a row by its columns."""
    return dict(zip(COLUMNS, _values(row), strict=True))


def _values(row: OrderRow) -> tuple[object, ...]:
    dates = (row.facts.paid_until, row.ended_on)
    paid_until, ended_on = ("" if day is None else str(day) for day in dates)
    days = "" if row.days is None else row.days
    renew = "yes" if row.auto_renew else "no"
    return (
        row.order_id, row.product, row.plan, list(row.all_addresses), row.hostname, paid_until, days, row.status,
        row.term_months, row.price.amount, row.price.currency, renew, ended_on,
    )  # fmt: skip


def _cell(value: object) -> object:
    return _inert(" ".join(value) if isinstance(value, list) else value)


def _inert(value: object) -> object:
    """Keep a spreadsheet from running a text that looks like a formula (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
