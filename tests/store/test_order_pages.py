"""The order list is the plain sorted and filtered list, whichever way its pages are read."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from unicodedata import normalize

import pytest

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.order_views import ExpiryFilter, OrderFilter, OrderList
from introtui.domain.orders import OrderStatus
from introtui.domain.paging import PageRequest
from introtui.services.orders import EXPORT_PAGE, OrderService
from introtui.store.engine import Database
from tests.building import ACCOUNT, TODAY, add_account, add_order, services
from tests.store.order_model import SORTS, STATUSES, Known, fill, found

BOTH = [OrderFilter(which=which) for which in OrderList]


@dataclass(frozen=True, slots=True)
class Shelf:
    """An account's orders, the service that lists them, and what was written."""

    orders: OrderService
    actor: Actor
    known: list[Known]

    def page(self, wanted: OrderFilter, request: PageRequest) -> list[int]:
        return [row.order_id for row in self.orders.page(self.actor, wanted, request).items]

    def find(self, text: str) -> list[int]:
        return self.page(OrderFilter(text=text), PageRequest(sort="id"))


@pytest.fixture
def shelf(installed: Database) -> Shelf:
    """Sixty orders of one account, among those of another."""
    actor = add_account(installed)
    other = add_account(installed, replace(ACCOUNT, login="other"))
    fill(installed, other, 30, seed=2, first=1000)
    return Shelf(services(installed).orders, actor, fill(installed, actor, 60, seed=1))


def walk(shelf: Shelf, wanted: OrderFilter, first: PageRequest, *, backwards: bool) -> list[int]:
    """Read page after page by the neighbour's cursor, until one is empty."""
    read, request = list[int](), first
    while True:
        page = shelf.orders.page(shelf.actor, wanted, request)
        if not page.items:
            return read
        ids = [row.order_id for row in page.items]
        read = ids + read if backwards else read + ids
        if backwards:
            request = replace(first, from_end=False, before=page.cursors[0])
        else:
            request = replace(first, after=page.cursors[-1])


def test_pages_follow_each_other_without_gap_or_overlap(shelf: Shelf) -> None:
    for wanted, sort, descending in product(BOTH, SORTS, (False, True)):
        expected = found(shelf.known, wanted, sort, descending=descending)
        first = PageRequest(sort=sort, descending=descending, limit=13)
        assert walk(shelf, wanted, first, backwards=False) == expected
        assert walk(shelf, wanted, replace(first, from_end=True), backwards=True) == expected


def test_a_jump_and_the_end_are_where_the_plain_list_has_them(shelf: Shelf) -> None:
    chance = random.Random(3)
    for wanted, sort, descending in product(BOTH, SORTS, (False, True)):
        expected = found(shelf.known, wanted, sort, descending=descending)
        start, limit = chance.randrange(len(expected) + 3), chance.randint(1, 9)
        request = PageRequest(sort=sort, descending=descending, limit=limit)
        assert shelf.page(wanted, replace(request, offset=start)) == expected[start : start + limit]
        assert shelf.page(wanted, replace(request, from_end=True)) == expected[-limit:]
        cursor = shelf.orders.page(shelf.actor, wanted, request).cursors[-1]
        assert shelf.page(wanted, replace(request, after=cursor, offset=2)) == expected[limit:][2 : 2 + limit]


def test_every_filter_finds_what_fits(shelf: Shelf) -> None:
    history = [None, "cancelled", "terminated", "failed_setup", "active"]
    names = (None, "VPS/VDS", "Dedicated Server", "VPS")
    choices = [
        OrderFilter(which=which, status=status, product=name, expiry=expiry)
        for which, statuses in ((OrderList.ACTIVE, [None, *STATUSES]), (OrderList.HISTORY, history))
        for status, name, expiry in product(statuses, names, ExpiryFilter)
    ]
    for wanted in random.Random(4).sample(choices, 60):
        expected = found(shelf.known, wanted)
        assert shelf.page(wanted, PageRequest(sort="id")) == expected, wanted
        assert shelf.orders.count(shelf.actor, wanted) == len(expected)


FINDS = (
    *("vps", "VPS M", "dedic epyc", "m vps", "192.0.2", "192.0.2.12", ".113", "WEB", "example", "db.EXAMPLE"),
    *("rack", "4 rack mail", "mail", "overdue", "unpaid", "ends", "awaiting", "awaiting payment", "proc", "susp"),
    *("1", "12", "9", "overdue vps s", "nothing like it", "  ", "%", "_", "%%", "a%b", "/", "\\", "'", '"', "/%"),
    *("2026-12", "12-0", "2026-11-2", "-", ".", "19.95", "9.95", ".95 2026", "1000000000.00", "995", "9,95"),
    *("web\x00", "\x1b[31m", "\ud800", "awaiting_payment"),
)


def test_text_is_found_in_every_column_that_is_searched(shelf: Shelf) -> None:
    for text, which in product(FINDS, OrderList):
        wanted = OrderFilter(which=which, text=text)
        assert shelf.page(wanted, PageRequest(sort="id")) == found(shelf.known, wanted), text
        assert shelf.orders.count(shelf.actor, wanted) == len(found(shelf.known, wanted)), text


def test_capitals_are_found_in_every_alphabet(installed: Database, shelf: Shelf) -> None:
    number = add_order(installed, shelf.actor, comment="Ящик для ЩИТА, Übergang")
    for text in ("ящик", "ЯЩИК", "щита", "ÜBER", "über", "ящик ÜBERGANG", "для übergang"):
        assert shelf.find(text) == [number], text
    assert shelf.find("ящик_") == shelf.find("щитом") == []


@pytest.mark.parametrize(
    ("price", "found", "not_found"),
    [
        (Money(5, "EUR"), ("0.05",), ("0.5", ".005")),
        (Money(770, "EUR"), ("7.70", "7.7"), ("770", "7.07")),
        (Money(7707, "JPY"), ("7707",), ("77.07", "7707.", "7.707")),
        (Money(7007, "KWD"), ("7.007",), ("70.07", "7007")),
        (Money(70007, "UYW"), ("7.0007",), ("700.07", "70007")),
        (Money(70707, "USD"), ("707.07",), ("70.707",)),
    ],
)
def test_a_price_is_found_as_it_is_shown(
    installed: Database, price: Money, found: tuple[str, ...], not_found: tuple[str, ...]
) -> None:
    actor = add_account(installed)
    number = add_order(installed, actor, order_id=8, price=price, paid_until=None)
    shelf = Shelf(services(installed).orders, actor, [])
    assert [shelf.find(text) for text in found] == [[number]] * len(found)
    assert [shelf.find(text) for text in not_found] == [[]] * len(not_found)


def test_every_date_is_found_as_it_is_shown(installed: Database) -> None:
    actor = add_account(installed)
    until, cancel, ended = date(2026, 12, 21), date(2027, 3, 4), date(2025, 6, 7)
    running = add_order(installed, actor, paid_until=until, cancel_at=cancel)
    add_order(installed, actor, status=OrderStatus.CANCELLED, paid_until=until, ended_on=ended)
    shelf = Shelf(services(installed).orders, actor, [])
    assert shelf.find("2026-12-21") == shelf.find("12-21") == shelf.find("2027-03-04") == [running]
    assert shelf.find("2026-12-22") == shelf.find("2025-06-07") == []
    for text in ("2025-06-07", "2026-12-21"):
        assert shelf.orders.count(actor, OrderFilter(which=OrderList.HISTORY, text=text)) == 1


def test_signs_that_mean_something_to_like_are_found_as_themselves(installed: Database, shelf: Shelf) -> None:
    signs = add_order(installed, shelf.actor, hostname="a_b%c/d\\e'f\"g", comment="Café 😀")
    for text in ("_", "%", "/d", "\\e", "'", '"', "a_b%c/d\\e'f\"g", "😀", normalize("NFD", "café"), "CAF"):
        assert signs in shelf.find(text), text
    assert shelf.find("a%g") == shelf.find("a_c") == shelf.find("a__") == []


@pytest.mark.parametrize("sort", ["days", "paid_until", "ended"])
def test_what_has_no_date_comes_after_all_that_has(shelf: Shelf, sort: str) -> None:
    rows = [
        row
        for wanted in BOTH
        for row in shelf.orders.page(shelf.actor, wanted, PageRequest(sort=sort, limit=500)).items
    ]
    assert {None} < {row.facts.paid_until for row in rows}
    for wanted in BOTH:
        items = shelf.orders.page(shelf.actor, wanted, PageRequest(sort=sort, limit=500)).items
        dates = [row.ended_on if sort == "ended" else row.facts.paid_until for row in items]
        assert dates == sorted(dates, key=lambda date: (date is None, date))


def test_a_suspended_order_with_a_cancel_is_shown_sorted_and_found_as_suspended(
    installed: Database, shelf: Shelf
) -> None:
    until = TODAY + timedelta(days=3)
    number = add_order(installed, shelf.actor, status=OrderStatus.SUSPENDED, paid_until=until, cancel_at=until)
    request = PageRequest(sort="id", limit=500)
    assert number in shelf.page(OrderFilter(status="suspended"), request)
    assert number not in shelf.page(OrderFilter(status="ends"), request)


def test_the_counts_and_the_export_are_of_the_own_orders(installed: Database, shelf: Shelf) -> None:
    summary = shelf.orders.summary(shelf.actor)
    overdue = OrderFilter(expiry=ExpiryFilter.OVERDUE)
    assert (summary.active, summary.history, summary.overdue) == tuple(
        len(found(shelf.known, wanted)) for wanted in (*BOTH, overdue)
    )
    assert summary.products == ("Dedicated Server", "VPS/VDS")
    stranger = add_account(installed, replace(ACCOUNT, login="stranger"))
    assert shelf.orders.summary(stranger).products == ()
    assert shelf.orders.every(stranger, OrderFilter(), "id", False) == ()


def test_an_export_has_every_row_of_all_its_pages(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    known = fill(sqlite_database, actor, 2 * EXPORT_PAGE, seed=5)
    orders = services(sqlite_database).orders
    for wanted in BOTH:
        rows = orders.every(actor, wanted, "cost", True)
        assert [row.order_id for row in rows] == found(known, wanted, "cost", descending=True)


def test_an_export_is_of_one_moment(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that moves while the pages are read is neither missing nor twice in the file."""
    actor = add_account(sqlite_database)
    for number in (3, 5):
        add_order(sqlite_database, actor, order_id=number)
    monkeypatch.setattr("introtui.services.orders.EXPORT_PAGE", 1)
    monkeypatch.setattr("introtui.services.orders.page_of_orders", moving(sqlite_database, actor))
    rows = services(sqlite_database).orders.every(actor, OrderFilter(), "id", False)
    assert [row.order_id for row in rows] == [3, 5]


def moving(database: Database, actor: Actor) -> Callable[..., object]:
    """Return the page reader, with a further order committed before each of the first three pages."""
    from introtui.store.order_queries import page_of_orders

    numbers = [9, 7, 1]

    def page(*arguments: object) -> object:
        result = page_of_orders(*arguments)  # type: ignore[arg-type]
        if numbers:
            add_order(database, actor, order_id=numbers.pop())
        return result

    return page


def test_an_export_has_every_address_of_an_order(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    several = ("203.0.113.7", "2001:db8::7", "198.51.100.7")
    for number, addresses in ((3, several), (5, ("203.0.113.5",)), (7, ())):
        add_order(sqlite_database, actor, order_id=number, addresses=addresses)
    rows = services(sqlite_database).orders.every(actor, OrderFilter(), "id", False)
    assert [row.all_addresses for row in rows] == [several, ("203.0.113.5",), ()]
