"""Order lists as keyset pages: the cost of a page does not grow with its distance from the start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from introtui.domain.documents import DocumentKind, document_number
from introtui.domain.money import Money
from introtui.domain.order_views import ExpiryFilter, OrderFilter, OrderList, OrderRow
from introtui.domain.orders import ENDED, OrderFacts, OrderStatus
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import cursor_of, sorted_rows
from introtui.store.searching import has_word, looks_like_an_amount, words_of, written_in_any
from introtui.store.tables import Document, Order, OrderAddress, Plan, Product

UNTIL: ColumnElement[date] = func.coalesce(Order.paid_until, literal_column("'9999-12-31'"))
"""Sorts orders that are paid for no day after all others; the index names the same literal."""
_MORE = select(func.count()).where(OrderAddress.order_id == Order.id).correlate(Order).scalar_subquery()
_NEXT_PLAN = select(Plan.name).where(Plan.id == Order.next_plan_id).correlate(Order).scalar_subquery()
ROWS: Select[Any] = (
    select(
        Order,
        Plan.name.label("plan"),
        Product.name.label("product"),
        _MORE.label("addresses"),
        _NEXT_PLAN.label("next_plan"),
        Document.year.label("invoice_year"),
        Document.number.label("invoice_number"),
        Document.due_on.label("invoice_due"),
    )
    .join(Plan, Plan.id == Order.plan_id)
    .join(Product, Product.id == Plan.product_id)
    .outerjoin(Document, Document.id == Order.open_invoice_id)
)
"""The select that `order_row` reads."""
_LIKE_A_DATE = frozenset("0123456789-")


def count_orders(session: Session, account_id: int, wanted: OrderFilter, today: date) -> int:
    """Return how many orders a filter finds."""
    query = select(func.count()).select_from(Order).where(*conditions(account_id, wanted, today))
    if wanted.text or wanted.product:
        query = query.join(Plan, Plan.id == Order.plan_id).join(Product, Product.id == Plan.product_id)
    return session.scalar(query) or 0


def page_of_orders(
    session: Session, account_id: int, wanted: OrderFilter, request: PageRequest, today: date
) -> Page[OrderRow]:
    """Return one page of a filtered, sorted list."""
    query = ROWS.where(*conditions(account_id, wanted, today))
    found = sorted_rows(session, query, request, sort_column(request.sort, today), Order.id.expression)
    return Page.of((order_row(row, today), cursor_of(row, row.Order.id)) for row in found)


def with_addresses(session: Session, rows: Sequence[OrderRow]) -> list[OrderRow]:
    """Return rows with all of their addresses."""
    found: dict[int, list[str]] = {row.order_id: [] for row in rows}
    query = select(OrderAddress.order_id, OrderAddress.address).where(OrderAddress.order_id.in_(found))
    for order_id, address in session.execute(query.order_by(OrderAddress.order_id, OrderAddress.position)):
        found[order_id].append(address)
    return [replace(row, all_addresses=tuple(found[row.order_id])) for row in rows]


def order_row(row: Row[Any], today: date) -> OrderRow:
    """Make the list row of an order."""
    order: Order = row.Order
    return OrderRow(
        order_id=order.id,
        version=order.version,
        product=row.product,
        plan=row.plan,
        address=order.first_address,
        more_addresses=max(row.addresses - 1, 0),
        hostname=order.hostname,
        price=Money(order.price_minor, order.currency),
        term_months=order.term_months,
        auto_renew=order.auto_renew,
        ended_on=order.ended_on,
        facts=OrderFacts(
            status=order.status,
            paid_until=order.paid_until,
            cancel_at=order.cancel_at,
            next_plan=row.next_plan,
            change_at=order.change_at,
            suspended_for=order.suspended_for,
            unpaid_invoice=_invoice(row),
            unpaid_due=row.invoice_due,
        ),
        today=today,
        unpaid_document_id=order.open_invoice_id,
    )


def _invoice(row: Row[Any]) -> str:
    if row.invoice_number is None:
        return ""
    return document_number(DocumentKind.INVOICE, row.invoice_year, row.invoice_number)


_DATES = {"paid_until", "days", "ended"}


def sort_column(name: str, today: date) -> ColumnElement[Any]:
    """Return the SQL expression a list column sorts by."""
    if name == "ended":
        return func.coalesce(Order.ended_on, literal_column("'9999-12-31'"))
    if name in _DATES:
        return UNTIL
    if name == "status":
        return _status_in_list(today)
    columns: dict[str, ColumnElement[Any]] = {
        "id": Order.id.expression,
        "plan": Plan.name.expression,
        "address": Order.first_address.expression,
        "cost": Order.price_minor.expression,
    }
    return columns[name]


def _shown_status(today: date) -> ColumnElement[str]:
    return case(
        (_overdue(today), "overdue"),
        ((Order.status == OrderStatus.ACTIVE) & Order.cancel_at.is_not(None), "ends"),
        else_=cast(Order.status, String),
    )


def _status_in_list(today: date) -> ColumnElement[str]:
    """Return the status as the list writes it, but for the day of an end, which sorts as a date."""
    return case(
        (Order.status == OrderStatus.AWAITING_PAYMENT, "unpaid"),
        (_shown_status(today) == "ends", literal("ends ") + _Day(Order.cancel_at)),
        else_=func.replace(_shown_status(today), "_", " "),
    )


def _status_words(today: date) -> ColumnElement[str]:
    unpaid = (Order.status == OrderStatus.AWAITING_PAYMENT, "awaiting payment unpaid")
    return case(unpaid, else_=func.replace(_shown_status(today), "_", " "))


def _overdue(today: date) -> ColumnElement[bool]:
    return (Order.status == OrderStatus.ACTIVE) & (Order.paid_until < today)


def conditions(account_id: int, wanted: OrderFilter, today: date) -> Sequence[ColumnElement[bool]]:
    """Return what a filter asks of an order; text looks into every column that is shown.

    That is so but for the days left, which are another way to write `paid_until` and would find half the list.
    """
    found: list[ColumnElement[bool]] = [Order.account_id == account_id]
    ended = Order.status.in_(sorted(ENDED))
    found.append(ended if wanted.which is OrderList.HISTORY else ~ended)
    if wanted.status:
        found.append(_shown_status(today) == wanted.status)
    if wanted.product:
        found.append(Product.name == wanted.product)
    if wanted.expiry is ExpiryFilter.OVERDUE:
        found.append(_overdue(today))
    elif wanted.expiry is not ExpiryFilter.ANY:
        days = 7 if wanted.expiry is ExpiryFilter.WEEK else 30
        found.append(Order.paid_until.between(today, today + timedelta(days=days)))
    found.extend(_contains(word, today) for word in words_of(wanted.text))
    return found


class _Day(FunctionElement[str]):
    """A date as ISO text, whatever date style the server has; SQLite keeps it as that."""

    type = String()
    inherit_cache = True


@compiles(_Day)
def _day_anywhere(element: _Day, compiler: SQLCompiler, **options: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **options)}, 'YYYY-MM-DD')"


@compiles(_Day, "sqlite")
def _day_on_sqlite(element: _Day, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


def _contains(word: str, today: date) -> ColumnElement[bool]:
    has_address = exists().where(
        OrderAddress.order_id == Order.id, OrderAddress.address.icontains(word, autoescape=True)
    )
    shown = (Plan.name.expression, Product.name.expression, Order.hostname.expression, Order.comment.expression)
    return or_(
        cast(Order.id, String).startswith(word, autoescape=True),
        *(has_word(text, word) for text in (*shown, _status_words(today), *_figures(word))),
        has_address,
    )


def _figures(word: str) -> Iterator[ColumnElement[str]]:
    """Return the dates and amounts, as shown, that can have the word in them at all."""
    if _LIKE_A_DATE.issuperset(word):
        yield from (_Day(day) for day in (Order.paid_until, Order.ended_on, Order.cancel_at))
    if looks_like_an_amount(word):
        yield written_in_any(Order.price_minor.expression, Order.currency.expression)
