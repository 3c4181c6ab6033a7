"""Lists of orders and statements as CSV and JSON, for a spreadsheet or a script."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from io import StringIO

from introtui.domain.accounts import AccountRow
from introtui.domain.all_orders import OwnedOrderRow
from introtui.domain.billing import StatementRow
from introtui.domain.order_views import OrderRow

ORDER_COLUMNS = (
    "id", "product", "plan", "ip_addresses", "hostname", "paid_until", "days_remaining", "status",
    "term_months", "price", "currency", "auto_renew", "ended_on",
)  # fmt: skip
ACCOUNT_COLUMNS = (
    "login", "name", "company", "email", "country", "since", "state", "orders", "balance", "currency",
)  # fmt: skip
STATEMENT_COLUMNS = ("transaction", "time", "movement", "document", "amount", "balance_after", "currency")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class ExportFormat(StrEnum):
    """The file formats."""

    CSV = "csv"
    JSON = "json"


def export_orders(rows: Iterable[OrderRow], form: ExportFormat) -> str:
    """Return rows as text; prices are exact decimals of the currency, dates ISO 8601.

    Addresses are a list in JSON; in CSV they are separated by spaces, as the import takes them.
    """
    return _written([order_record(row) for row in rows], ORDER_COLUMNS, form)


def export_owned_orders(rows: Iterable[OwnedOrderRow], form: ExportFormat) -> str:
    """Return orders of many customers like `export_orders`, each with its owner's login."""
    records = [{"login": row.login, **order_record(row.order)} for row in rows]
    return _written(records, ("login", *ORDER_COLUMNS), form)


def export_accounts(rows: Iterable[AccountRow], form: ExportFormat) -> str:
    """Return accounts as text; balances are exact decimals of the currency."""
    records = [dict(zip(ACCOUNT_COLUMNS, _account(row), strict=True)) for row in rows]
    return _written(records, ACCOUNT_COLUMNS, form)


def _account(row: AccountRow) -> tuple[object, ...]:
    return (
        row.login, row.name, row.company, row.email, row.country, str(row.created_on), row.state, row.orders,
        row.balance.amount, row.balance.currency,
    )  # fmt: skip


def export_statement(rows: Iterable[StatementRow], form: ExportFormat) -> str:
    """Return rows as text; amounts are exact decimals of the currency, times ISO 8601 in UTC."""
    records = [dict(zip(STATEMENT_COLUMNS, _movement(row), strict=True)) for row in rows]
    return _written(records, STATEMENT_COLUMNS, form)


def _written(records: Sequence[dict[str, object]], columns: Sequence[str], form: ExportFormat) -> str:
    if form is ExportFormat.JSON:
        return json.dumps(records, ensure_ascii=False, indent=2) + "\n"
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in record.items()} for record in records)
    return text.getvalue()


def order_record(row: OrderRow) -> dict[str, object]:
    """Return a row by its columns."""
    return dict(zip(ORDER_COLUMNS, _order(row), strict=True))


def _order(row: OrderRow) -> tuple[object, ...]:
    dates = (row.facts.paid_until, row.ended_on)
    paid_until, ended_on = ("" if day is None else str(day) for day in dates)
    days = "" if row.days is None else row.days
    renew = "yes" if row.auto_renew else "no"
    return (
        row.order_id, row.product, row.plan, list(row.all_addresses), row.hostname, paid_until, days, row.status,
        row.term_months, row.price.amount, row.price.currency, renew, ended_on,
    )  # fmt: skip


def _movement(row: StatementRow) -> tuple[object, ...]:
    return (
        row.transaction_id, f"{row.at:%Y-%m-%dT%H:%M:%SZ}", row.memo, row.document, row.amount.amount,
        row.balance_after.amount, row.amount.currency,
    )  # fmt: skip


def _cell(value: object) -> object:
    return _inert(" ".join(value) if isinstance(value, list) else value)


def _inert(value: object) -> object:
    """Keep a spreadsheet from running a text that looks like a formula (OWASP, CSV injection)."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
