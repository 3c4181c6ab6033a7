"""Lists of orders, statements and the audit as CSV and JSON, for a spreadsheet or a script."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from io import StringIO

from introtui.domain.accounts import AccountRow
from introtui.domain.all_orders import OwnedOrderRow
from introtui.domain.audit import AuditRow
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
AUDIT_COLUMNS = (
    "id", "time", "actor", "account", "address", "action", "subject", "detail", "by_staff", "in_place",
)  # fmt: skip
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


def audit_pieces(rows: Iterable[AuditRow], form: ExportFormat) -> Iterator[str]:
    """Yield rows as text, piece by piece: there may be more than memory holds; times are ISO 8601 in UTC."""
    return _pieces((dict(zip(AUDIT_COLUMNS, _action(row), strict=True)) for row in rows), AUDIT_COLUMNS, form)


def _written(records: Iterable[Mapping[str, object]], columns: Sequence[str], form: ExportFormat) -> str:
    return "".join(_pieces(records, columns, form))


def _pieces(records: Iterable[Mapping[str, object]], columns: Sequence[str], form: ExportFormat) -> Iterator[str]:
    return _json(records) if form is ExportFormat.JSON else _csv(records, columns)


def _json(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    before = "[\n  "
    for record in records:
        # In a text every line break is written as an escape, so that these are only those of the layout.
        yield before + json.dumps(record, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        before = ",\n  "
    yield "[]\n" if before.startswith("[") else "\n]\n"


def _csv(records: Iterable[Mapping[str, object]], columns: Sequence[str]) -> Iterator[str]:
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: _cell(value) for name, value in record.items()})
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def order_record(row: OrderRow) -> dict[str, object]:
    """Return a row by its columns."""
    return dict(zip(ORDER_COLUMNS, _order(row), strict=True))


def _order(row: OrderRow) -> tuple[object, ...]:
    dates = (row.facts.paid_until, row.ended_on)
    paid_until, ended_on = ("" if day is None else str(day) for day in dates)
    days = "" if row.days is None else row.days
    return (
        row.order_id, row.product, row.plan, list(row.all_addresses), row.hostname, paid_until, days, row.status,
        row.term_months, row.price.amount, row.price.currency, _yes(row.auto_renew), ended_on,
    )  # fmt: skip


def _movement(row: StatementRow) -> tuple[object, ...]:
    return (
        row.transaction_id, f"{row.at:%Y-%m-%dT%H:%M:%SZ}", row.memo, row.document, row.amount.amount,
        row.balance_after.amount, row.amount.currency,
    )  # fmt: skip


def _action(row: AuditRow) -> tuple[object, ...]:
    return (
        row.audit_id, f"{row.at:%Y-%m-%dT%H:%M:%SZ}", row.actor, row.account, row.address, row.action, row.subject,
        row.detail, _yes(row.by_staff), _yes(row.in_place),
    )  # fmt: skip


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _cell(value: object) -> object:
    return _inert(" ".join(value) if isinstance(value, list) else value)


def _inert(value: object) -> object:
    """Keep a spreadsheet from running a text that looks like a formula (OWASP, CSV injection)."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
