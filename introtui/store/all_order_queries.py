"""All orders as keyset pages; what a page costs does not grow with how many there are.

A list is put together of streams: the orders of one status, or of one plan, currency and status, each of which an
index holds in the order of the list. One statement reads a page of each, and keeps what comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    column,
    func,
    literal_column,
    select,
    true,
    type_coerce,
    values,
)
from sqlalchemy.orm import Session, aliased

from introtui.domain.all_orders import AllOrdersFilter, Matter, OwnedOrderRow
from introtui.domain.order_views import ExpiryFilter
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import as_read, cursor_value, keyset_query
from introtui.store.numbers import can_be
from introtui.store.order_queries import ROWS, UNTIL, order_row, with_addresses
from introtui.store.tables import Account, Document, Order, Plan, Product

SORTS: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {"id": Order.id.expression, "paid_until": UNTIL, "amount": Order.price_minor.expression}
)
CHUNK = 1_000
"""Numbers one statement names at most: databases have limits."""
DAYS: Mapping[ExpiryFilter, int] = MappingProxyType({ExpiryFilter.WEEK: 7, ExpiryFilter.MONTH: 30})
_OWNED: Select[Any] = ROWS.join(Account, Account.id == Order.account_id).add_columns(Account.login.label("login"))
_ANY_PLAN = 0
"""Stands for the plan of a stream of all plans and currencies; no plan has it."""


@dataclass(frozen=True, slots=True)
class Streams:
    """What a list is put together of: as many rows as there are plans, currencies and statuses to it."""

    table: CTE
    is_by_plan: bool

    def conditions(self, wanted: AllOrdersFilter, today: date) -> Iterator[ColumnElement[bool]]:
        """Yield what a stream asks of an order, columns of the index first."""
        stream = self.table.c
        if self.is_by_plan:
            yield Order.plan_id == stream.plan_id
            yield Order.currency == stream.currency
        if wanted.matter is Matter.ANY:
            yield Order.status == stream.status
        else:
            # Few are like that, and an index holds just them: not the one that has those of a status in order.
            yield type_coerce(Order.status, String).concat("") == stream.status
            yield from _matters(wanted.matter, today)
        if wanted.expiry is ExpiryFilter.OVERDUE:
            yield today > UNTIL
        elif wanted.expiry in DAYS:
            yield UNTIL.between(today, today + timedelta(days=DAYS[wanted.expiry]))


def _matters(matter: Matter, today: date) -> Iterator[ColumnElement[bool]]:
    # SQLite looks up in an index what is above something, but not what is not null.
    if matter is Matter.CANCEL:
        yield Order.cancel_at >= date.min
        return
    yield Order.open_invoice_id > 0
    yield select(Document.id).where(Document.id == Order.open_invoice_id, Document.due_on < today).exists()


def streams_of(session: Session, wanted: AllOrdersFilter) -> Streams | None:
    """Return the streams of a list, None where there can be no order in it."""
    is_by_plan = wanted.product is not None or wanted.currency is not None
    pairs = _pairs(session, wanted) if is_by_plan else [(_ANY_PLAN, "")]
    rows = [(*pair, status.value) for pair in pairs for status in wanted.statuses]
    columns = (column("plan_id", Integer), column("currency", String), column("status", String))
    return Streams(values(*columns).data(rows).cte("stream"), is_by_plan) if rows else None


def page_of_all_orders(
    session: Session, wanted: AllOrdersFilter, request: PageRequest, today: date
) -> Page[OwnedOrderRow]:
    """Return one page of the orders a filter shows."""
    streams = streams_of(session, wanted)
    if streams is None:
        return Page.of(())
    found = session.execute(page_query(session, streams, wanted, request, today)).all()
    if request.before is not None or request.from_end:
        found = found[::-1]
    cursors = [(cursor_value(row.sorted_by), row.id) for row in found]
    rows = {row.order.order_id: row for row in owned_orders(session, [number for _, number in cursors], today)}
    return Page.of((rows[cursor[1]], cursor) for cursor in cursors)


def page_query(
    session: Session, streams: Streams, wanted: AllOrdersFilter, request: PageRequest, today: date
) -> Select[*tuple[Any, ...]]:
    """Return the statement of a page: what its rows are sorted by and their numbers, in the order of reading."""
    beside = request.before or request.after
    sorts = SORTS[request.sort]
    neighbour = None if beside is None else (as_read(sorts, beside[0]), beside[1])
    every = replace(request, limit=request.limit + (request.offset or 0), offset=None)
    mine = streams.conditions(wanted, today)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        # It knows no LATERAL; of a subquery within IN it takes a page for each stream, too.
        inner = keyset_query(select(Order.id).where(*mine), every, _keys(request), _last(request, neighbour))
        order = aliased(Order)
        value: ColumnElement[Any] = _sorts_of(order)[request.sort]
        outer = select(value.label("sorted_by"), order.id.label("id")).select_from(streams.table)
        outer = outer.join(order, order.id.in_(inner.correlate(streams.table)))
        return keyset_query(outer, request, (value, order.id.expression), None)
    page = select(sorts.label("sorted_by"), Order.id.label("id")).where(*mine)
    lateral = keyset_query(page, every, _keys(request), _last(request, neighbour)).lateral("page")
    merged = select(lateral.c.sorted_by, lateral.c.id).select_from(streams.table.join(lateral, true()))
    return keyset_query(merged, request, (lateral.c.sorted_by, lateral.c.id), None)


def _keys(request: PageRequest) -> tuple[ColumnElement[Any], ...]:
    number = Order.id.expression
    return (number,) if request.sort == "id" else (SORTS[request.sort], number)


def _last(request: PageRequest, neighbour: tuple[object, ...] | None) -> tuple[object, ...] | None:
    """Return the neighbour's values of the keys."""
    return None if neighbour is None else neighbour[-len(_keys(request)) :]


def _sorts_of(order: type[Order]) -> dict[str, ColumnElement[Any]]:
    until: ColumnElement[date] = func.coalesce(order.paid_until, literal_column("'9999-12-31'"))
    return {"id": order.id.expression, "paid_until": until, "amount": order.price_minor.expression}


def count_query(streams: Streams, wanted: AllOrdersFilter, today: date) -> Select[int]:
    """Return the statement that counts each stream by its index alone, and adds them up."""
    counted = select(func.count()).select_from(Order).where(*streams.conditions(wanted, today))
    return select(func.sum(counted.correlate(streams.table).scalar_subquery())).select_from(streams.table)


def count_all_orders(session: Session, wanted: AllOrdersFilter, today: date) -> int:
    """Return how many orders a filter shows."""
    streams = streams_of(session, wanted)
    return 0 if streams is None else int(session.scalar(count_query(streams, wanted, today)) or 0)


def matching_orders(session: Session, wanted: AllOrdersFilter, today: date, most: int) -> list[int]:
    """Return the numbers of the orders a filter shows, lowest first; one more than `most` of them at most."""
    streams = streams_of(session, wanted)
    if streams is None:
        return []
    query = select(Order.id).select_from(streams.table).join(Order, true())
    return sorted(session.scalars(query.where(*streams.conditions(wanted, today)).limit(most + 1)))


def owned_orders(
    session: Session, ids: Sequence[int], today: date, *, all_addresses: bool = False
) -> list[OwnedOrderRow]:
    """Return the rows of some orders, in the order of their numbers; those that are not there are left out."""
    known = [number for number in ids if can_be(number)]
    found = session.execute(_OWNED.where(Order.id.in_(known))).all()
    orders = [order_row(row, today) for row in found]
    if all_addresses:
        orders = with_addresses(session, orders)
    rows = {
        order.order_id: OwnedOrderRow(order=order, account_id=row.Order.account_id, login=row.login)
        for row, order in zip(found, orders, strict=True)
    }
    return [rows[number] for number in ids if number in rows]


def owners_of_orders(session: Session, ids: Sequence[int]) -> list[int]:
    """Return the accounts of some orders, each once."""
    found = set[int]()
    for start in range(0, len(ids), CHUNK):
        known = [number for number in ids[start : start + CHUNK] if can_be(number)]
        found.update(session.scalars(select(Order.account_id).where(Order.id.in_(known))))
    return sorted(found)


def products(session: Session) -> list[str]:
    """Return the names of all products."""
    return list(session.scalars(select(Product.name).order_by(Product.name)))


def every_currency(session: Session) -> list[str]:
    """Return the currencies there are orders in."""
    return sorted({currency for _, currency in _pairs(session, AllOrdersFilter())})


def _pairs(session: Session, wanted: AllOrdersFilter) -> list[tuple[int, str]]:
    """Return the plans and currencies of a list; each currency of a plan's orders is found from the one before."""
    plans = select(Plan.id).join(Product, Product.id == Plan.product_id).order_by(Plan.id)
    if wanted.product is not None:
        plans = plans.where(Product.name == wanted.product)
    if wanted.currency is not None:
        return [(plan_id, wanted.currency) for plan_id in session.scalars(plans)]
    pairs = _hop(plans)
    found = select(pairs.c.plan_id, pairs.c.currency).where(pairs.c.currency.is_not(None))
    return [(plan_id, currency) for plan_id, currency in session.execute(found)]


def _hop(plans: Select[int]) -> CTE:
    """Return the recursion that goes from one currency of a plan to its next, by an index."""
    plan = plans.order_by(None).subquery()
    least = select(func.min(Order.currency)).where(Order.plan_id == plan.c.id).correlate(plan).scalar_subquery()
    first = select(plan.c.id.label("plan_id"), least.label("currency")).cte("pairs", recursive=True)
    next_one = (
        select(func.min(Order.currency))
        .where(Order.plan_id == first.c.plan_id, Order.currency > first.c.currency)
        .correlate(first)
        .scalar_subquery()
    )
    return first.union_all(select(first.c.plan_id, next_one).where(first.c.currency.is_not(None)))
