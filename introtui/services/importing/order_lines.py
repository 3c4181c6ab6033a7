"""Lines of orders.csv: what each column may hold, and the order a checked line stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import parse_address
from introtui.domain.money import check_currency, parse_amount
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.plans import TERMS
from introtui.domain.text import clean_line, clean_text
from introtui.services.bulk_values import NewEvent, NewOrder
from introtui.services.importing.account_lines import read_amount, read_login
from introtui.services.importing.rows import YES, Layout, Row, read_date, read_yes_no

ORDERS = Layout(
    file="orders.csv",
    columns=(
        "id",
        "login",
        "product",
        "plan",
        "status",
        "term_months",
        "price",
        "currency",
        "ip_addresses",
        "hostname",
        "started_at",
        "paid_until",
        "ended_at",
        "auto_renew",
        "comment",
    ),
    required=frozenset({"id", "login", "product", "plan", "status", "term_months", "price", "currency"}),
)
"""The columns; an active order needs `started_at` and `paid_until` as well."""

MOST_HOSTNAME = 253
"""Characters of a host name (RFC 1035 2.3.4, without the last dot)."""

_ID = re.compile("[0-9]{1,18}")


def check_order(row: Row) -> None:
    """Read every column but `price`, whose decimals are those of a currency still to be compared."""
    row.read("id", _read_id)
    row.read("login", read_login)
    row.read("product", clean_line)
    row.read("plan", clean_line)
    row.read("status", _read_status)
    row.read("term_months", _read_term)
    row.read("currency", check_currency)
    row.read("ip_addresses", _read_addresses)
    row.read("hostname", partial(clean_line, max_length=MOST_HOSTNAME))
    for column in ("started_at", "paid_until", "ended_at"):
        row.read(column, read_date)
    row.read("auto_renew", read_yes_no)
    row.read("comment", clean_text)
    _check_dates(row)


def check_price(row: Row) -> None:
    """Read the price in the line's currency; the caller skips this when the currency is in doubt."""
    row.read("price", partial(read_amount, row.values["currency"]))


def new_order(
    values: Mapping[str, str], *, account_id: int, country: str, plan_id: int, at: datetime, actor: str
) -> NewOrder:
    """Return the order a checked line stands for.

    The format does not say why an order is suspended: it counts as non-payment, which the customer can mend.
    """
    status = OrderStatus(values["status"])
    return NewOrder(
        order_id=int(values["id"]),
        account_id=account_id,
        country=country,
        plan_id=plan_id,
        status=status,
        suspended_for=SuspendedFor.NONPAYMENT if status is OrderStatus.SUSPENDED else None,
        term_months=int(values["term_months"]),
        price=parse_amount(values["price"], values["currency"]),
        addresses=tuple(values["ip_addresses"].split()),
        hostname=values["hostname"],
        started_on=_date(values["started_at"]),
        paid_until=_date(values["paid_until"]),
        ended_on=_date(values["ended_at"]),
        auto_renew=values["auto_renew"] == YES,
        comment=values["comment"],
        events=(NewEvent(at=at, actor=actor, sentence="Imported."),),
    )


def _check_dates(row: Row) -> None:
    """Compare the dates that could be read; what an active order needs may not be blank."""
    if row.values.get("status") == OrderStatus.ACTIVE:
        for column in ("started_at", "paid_until"):
            if not row.cell(column):
                row.fault(column, "Enter a date; an active order needs one.")
    started, paid_until, ended = (row.values.get(name, "") for name in ("started_at", "paid_until", "ended_at"))
    if started and paid_until and paid_until <= started:
        row.fault("paid_until", f"Enter a date after the start, {started}.")
    elif started and ended and ended < started:
        row.fault("ended_at", f"Enter a date not before the start, {started}.")


def _read_id(text: str) -> str:
    number = int(text) if _ID.fullmatch(text) else 0
    if not number:
        raise InvalidValue("Enter a whole number from 1 on, of at most 18 digits.")
    return str(number)


def _read_status(text: str) -> str:
    if text not in tuple(OrderStatus):
        raise InvalidValue(f"Enter one of these: {', '.join(OrderStatus)}.")
    return text


def _read_term(text: str) -> str:
    if text not in {str(term) for term in TERMS}:
        raise InvalidValue("Enter a term of 1, 3, 6 or 12 months.")
    return text


def _read_addresses(text: str) -> str:
    return " ".join(str(parse_address(address)) for address in text.split(" ") if address)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
