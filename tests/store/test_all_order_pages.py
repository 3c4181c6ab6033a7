"""The list of all orders is the plain sorted and filtered list, and no page of it reads what it does not show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.all_orders import AllOrdersFilter, Matter
from introtui.domain.errors import ActionRefused, InvalidValue
from introtui.domain.money import Money
from introtui.domain.order_views import ExpiryFilter, OrderFilter, OrderList
from introtui.domain.orders import OrderStatus
from introtui.domain.paging import PageRequest
from introtui.services import all_orders
from introtui.services.registry import Services
from introtui.store.all_order_queries import count_query, page_query, streams_of
from introtui.store.engine import Database
from tests.building import ACCOUNT, TODAY, add_account, add_order, services
from tests.services.staffing import staff
from tests.store.order_model import Known, fill

EVERY_FILTER = tuple(
    AllOrdersFilter(which=which, status=status, product=name, currency=currency, expiry=expiry)
    for which, status, name, currency, expiry in product(
        OrderList,
        (None, OrderStatus.ACTIVE, OrderStatus.AWAITING_PAYMENT, OrderStatus.CANCELLED),
        (None, "VPS/VDS"),
        (None, "EUR", "USD"),
        ExpiryFilter,
    )
)


NEIGHBOURS: dict[str, str | int] = {"id": 5, "paid_until": str(TODAY), "amount": 1995}


@dataclass(frozen=True, slots=True)
class Shelf:
    at: Services
    actor: Actor
    known: list[Known]

    def page(self, wanted: AllOrdersFilter, request: PageRequest) -> list[int]:
        return [row.order.order_id for row in self.at.all_orders.page(self.actor, wanted, request).items]

    def expected(self, wanted: AllOrdersFilter, sort: str, *, descending: bool = False) -> list[int]:
        key = {"amount": "cost"}.get(sort, sort)
        fitting = sorted((each for each in self.known if fits(each, wanted)), key=lambda each: each.key(key))
        return [each.id for each in (fitting[::-1] if descending else fitting)]


def fits(known: Known, wanted: AllOrdersFilter) -> bool:
    """Tell whether a filter shows an order; the plain list's own words for a status are of what is derived."""
    plain = OrderFilter(which=wanted.which, product=wanted.product, expiry=wanted.expiry)
    return (
        known.fits(plain)
        and wanted.status in (None, known.order.status)
        and wanted.currency in (None, known.order.price.currency)
        and (wanted.matter is not Matter.CANCEL or known.order.cancel_at is not None)
    )


@pytest.fixture
def shelf(installed: Database) -> Shelf:
    """The orders of two accounts, some of them in another currency."""
    actor, other = add_account(installed), add_account(installed, replace(ACCOUNT, login="other"))
    known = [*fill(installed, actor, 40, seed=1), *fill(installed, other, 30, seed=2, first=1000)]
    usd = add_account(installed, replace(ACCOUNT, login="usd", opening_balance=Money(0, "USD")))
    for number in range(5):
        price = Money(1000 * number, "USD")
        add_order(installed, usd, order_id=5000 + number, price=price)
        like = next(each for each in known if each.product == "VPS/VDS")
        order = replace(
            like.order,
            order_id=5000 + number,
            price=price,
            status=OrderStatus.ACTIVE,
            paid_until=TODAY.replace(month=12, day=21),
            cancel_at=None,
            ended_on=None,
        )
        known.append(replace(like, order=order))
    return Shelf(services(installed), staff(installed), known)


def walk(shelf: Shelf, wanted: AllOrdersFilter, first: PageRequest, *, backwards: bool) -> list[int]:
    """Read page after page by the neighbour's cursor, until one is empty."""
    read, request = list[int](), first
    while True:
        page = shelf.at.all_orders.page(shelf.actor, wanted, request)
        if not page.items:
            return read
        ids = [row.order.order_id for row in page.items]
        read = ids + read if backwards else read + ids
        if backwards:
            request = replace(first, from_end=False, before=page.cursors[0])
        else:
            request = replace(first, after=page.cursors[-1])


def every_list() -> Iterator[tuple[AllOrdersFilter, str, bool]]:
    for wanted in EVERY_FILTER:
        yield from ((wanted, sort, descending) for sort in wanted.sorts for descending in (False, True))


def test_pages_of_every_filter_and_sort_follow_each_other_without_gap_or_overlap(shelf: Shelf) -> None:
    for wanted, sort, descending in Random(1).sample(list(every_list()), 40):
        expected = shelf.expected(wanted, sort, descending=descending)
        first = PageRequest(sort=sort, descending=descending, limit=11)
        assert walk(shelf, wanted, first, backwards=False) == expected, wanted
        assert walk(shelf, wanted, replace(first, from_end=True), backwards=True) == expected, wanted


LEAVING = [
    AllOrdersFilter(matter=Matter.CANCEL, which=which, product=name)
    for which, name in product(OrderList, (None, "VPS/VDS"))
]


@pytest.mark.parametrize("wanted", LEAVING, ids=lambda wanted: wanted.words)
def test_orders_with_a_cancel_to_come_are_found_counted_and_paged(shelf: Shelf, wanted: AllOrdersFilter) -> None:
    for descending in (False, True):
        expected = shelf.expected(wanted, "paid_until", descending=descending)
        first = PageRequest(sort="paid_until", descending=descending, limit=2)
        assert walk(shelf, wanted, first, backwards=False) == expected
        assert walk(shelf, wanted, replace(first, from_end=True), backwards=True) == expected
    assert shelf.at.all_orders.count(shelf.actor, wanted) == len(expected)
    assert len(expected) > 2


@pytest.mark.parametrize(
    ("matter", "index"), [(Matter.CANCEL, "ix_orders_cancel_at_id"), (Matter.INVOICE, "ix_orders_open_invoice_id")]
)
def test_what_is_rarely_the_matter_is_looked_up_and_not_looked_for(
    shelf: Shelf, matter: Matter, index: str
) -> None:
    database, wanted = shelf.at.database, AllOrdersFilter(matter=matter)
    with database.read() as session:
        if not database.is_sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))
        streams = streams_of(session, wanted)
        assert streams is not None
        request = PageRequest(sort="paid_until")
        for query in (page_query(session, streams, wanted, request, TODAY), count_query(streams, wanted, TODAY)):
            assert index in explained(session, query)


def test_every_filter_finds_counts_and_names_the_same_orders(shelf: Shelf) -> None:
    for wanted in EVERY_FILTER:
        expected = shelf.expected(wanted, "id")
        assert list(shelf.at.all_orders.matching(shelf.actor, wanted)) == expected, wanted
        assert shelf.at.all_orders.count(shelf.actor, wanted) == len(expected)


def test_a_jump_lands_where_the_plain_list_has_it(shelf: Shelf) -> None:
    for descending in (False, True):
        expected = shelf.expected(AllOrdersFilter(), "paid_until", descending=descending)
        request = PageRequest(sort="paid_until", descending=descending, limit=7)
        assert shelf.page(AllOrdersFilter(), replace(request, offset=20)) == expected[20:27]
        assert shelf.page(AllOrdersFilter(), replace(request, offset=len(expected))) == []


def test_a_row_names_its_owner_and_an_order_the_list_offers_no_column_for_is_refused(shelf: Shelf) -> None:
    request = PageRequest(sort="amount", descending=True, limit=1)
    page = shelf.at.all_orders.page(shelf.actor, AllOrdersFilter(currency="USD"), request)
    assert [(row.login, str(row.order.price)) for row in page.items] == [("usd", "USD 40.00")]
    with pytest.raises(InvalidValue, match="sorted by id or paid_until"):
        shelf.at.all_orders.page(shelf.actor, AllOrdersFilter(), request)


def test_there_is_to_choose_from_what_there_are_orders_of(shelf: Shelf) -> None:
    choices = shelf.at.all_orders.choices(shelf.actor)
    assert choices.currencies == ("EUR", "USD")
    assert "VPS/VDS" in choices.products


def test_more_than_can_be_acted_on_at_once_are_refused(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_orders, "MOST_TARGETS", len(shelf.expected(AllOrdersFilter(), "id")) - 1)
    with pytest.raises(ActionRefused, match="choose fewer"):
        shelf.at.all_orders.matching(shelf.actor, AllOrdersFilter())


def explained(session: Session, query: Select[*tuple[Any, ...]]) -> str:
    bind = session.get_bind()
    is_sqlite = bind.dialect.name == "sqlite"
    sql = str(query.compile(bind, compile_kwargs={"literal_binds": True}))
    rows = session.execute(text(f"EXPLAIN {'QUERY PLAN' if is_sqlite else ''} {sql}".replace(":", "\\:"))).all()
    return "\n".join(str(row[-1]) for row in rows)


def test_no_list_that_is_offered_reads_what_it_does_not_show(shelf: Shelf) -> None:
    database = shelf.at.database
    with database.read() as session:
        if not database.is_sqlite:
            # Of so few rows a scan is the quickest; here it is asked what an index alone can answer.
            for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
        for wanted in EVERY_FILTER:
            streams = streams_of(session, wanted)
            if streams is None:
                continue
            for sort in wanted.sorts:
                neighbour = NEIGHBOURS[sort]
                for descending in (False, True):
                    request = PageRequest(sort=sort, descending=descending, after=(neighbour, 5))
                    plan = explained(session, page_query(session, streams, wanted, request, TODAY))
                    assert_by_index(plan if database.is_sqlite else plan.replace("Filter", ""))
            # Which of several indexes it goes by is up to what the server knows of the rows.
            assert_by_index(explained(session, count_query(streams, wanted, TODAY)).replace("Filter", ""))


def assert_by_index(plan: str) -> None:
    """Hold that rows are looked up in an index that has them in order, and none is read to be left out.

    What is sorted once is the pages of the streams, put together.
    """
    assert "INDEX" in plan.upper(), plan
    for scanned in ("SCAN orders", "Seq Scan", "Filter"):
        assert scanned not in plan, plan
    assert plan.count("TEMP B-TREE") + plan.count("Sort Key") <= 1, plan
