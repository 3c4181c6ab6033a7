"""The list of all orders with 1,000 and 100,000 accounts, on SQLite and on PostgreSQL, side by side in one run.

Run as `python -m bench.all_orders FOLDER [RUNS]`; the folder keeps the databases for the next time. Every filter
and sort is opened, read on in its middle and counted, the databases taking turns. Then the list is opened in the
program, and paged down: the longest turn of the event loop is told in CPU milliseconds of its thread.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter
from typing import TypeVar

from bench.desk_copy import copied_to_postgres
from bench.desk_data import TODAY, desk_database
from bench.record_table import LIMIT_MS, Watch
from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.compose import connector
from introtui.demo import ADDRESS, KEY, WAY
from introtui.domain.access import Actor
from introtui.domain.all_orders import AllOrdersFilter, OwnedOrderRow
from introtui.domain.order_views import ExpiryFilter, OrderList
from introtui.domain.orders import OrderStatus
from introtui.domain.paging import PageRequest
from introtui.screens.desk.all_orders import AllOrdersTable
from introtui.services.registry import Services
from introtui.session import Session
from introtui.store.engine import Database
from introtui.widgets.record_table import RecordTable
from tests.postgres import cluster

R = TypeVar("R")
MEASURED = ("open", "down", "count")
SIZES = {"1,000": (1_000, 10), "100,000": (100_000, 10)}
OPEN_LIMIT_MS = 150
PAGES_DOWN = 200
FILTERS = (
    AllOrdersFilter(),
    AllOrdersFilter(which=OrderList.HISTORY),
    AllOrdersFilter(status=OrderStatus.SUSPENDED),
    AllOrdersFilter(product="VPS/VDS"),
    AllOrdersFilter(currency="JPY"),
    AllOrdersFilter(product="VPS/VDS", currency="EUR", status=OrderStatus.ACTIVE),
    AllOrdersFilter(expiry=ExpiryFilter.OVERDUE),
    AllOrdersFilter(expiry=ExpiryFilter.MONTH, product="VPS/VDS"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One database, and whoever looks at it."""

    name: str
    url: str
    at: Services
    actor: Actor


def main() -> None:
    folder, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with cluster() as address:
        places = [place for size, counts in SIZES.items() for place in _places(folder, size, counts, address)]
        _measure_lists(places, runs)
        watch = Watch()
        gc.callbacks.append(watch.collecting)
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(watch)) as runner:
            for place in places:
                runner.run(_measure_program(place, runs, watch))


def _places(folder: str, size: str, counts: tuple[int, int], address: str) -> Iterator[Place]:
    source = desk_database(folder, accounts=counts[0], orders_each=counts[1])
    for kind, url in (("SQLite", source), ("PostgreSQL", copied_to_postgres(source, address, counts[0]))):
        at = Services.over(Database(url), FixedClock(TODAY))
        yield Place(f"{size} accounts, {kind}", url, at, at.actor("anna", address=ADDRESS, way=WAY))


def _measure_lists(places: list[Place], runs: int) -> None:
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for wanted in FILTERS:
        for sort in wanted.sorts:
            for _ in range(runs + 1):
                for place in places:
                    _measure_list(place, wanted, sort, times)
            for place in places:
                told = (f"{what} {median(times[what, place.name][-runs:]):6.1f} ms" for what in MEASURED)
                print(f"{wanted.words:<28} by {sort:<10} {place.name:<28} {'  '.join(told)}", flush=True)
    for place in places:
        worst = max(times["open", place.name])
        print(f"{place.name}: the slowest list opened in {worst:.1f} ms, limit {OPEN_LIMIT_MS} ms")


def _measure_list(
    place: Place, wanted: AllOrdersFilter, sort: str, times: defaultdict[tuple[str, str], list[float]]
) -> None:
    request = PageRequest(sort=sort)
    at, actor = place.at.all_orders, place.actor
    page = _timed(lambda: at.page(actor, wanted, request), times["open", place.name])
    for _ in range(2):
        if page.cursors:
            request = replace(request, after=page.cursors[-1])
        page = at.page(actor, wanted, request)
    _timed(lambda: at.page(actor, wanted, request), times["down", place.name])
    _timed(lambda: at.count(actor, wanted), times["count", place.name])


def _timed(call: Callable[[], R], times: list[float]) -> R:
    start = perf_counter()
    result = call()
    times.append((perf_counter() - start) * 1000)
    return result


async def _measure_program(place: Place, runs: int, watch: Watch) -> None:
    connect = connector(
        lambda: Database(place.url), FixedClock(TODAY), "anna", address=ADDRESS, way=WAY, key=lambda: KEY
    )
    app = IntroTUI(Session(connect))
    async with app.run_test(size=(80, 24)) as pilot:
        while app.session.state.desk is None:
            await pilot.pause()
        table = await _opened(app)
        opened = [await _milliseconds_to_open(table) for _ in range(runs + 1)]
        print(
            f"{place.name}: the list opened on the screen in {median(opened[1:]):.1f} ms, limit {OPEN_LIMIT_MS} ms"
        )
        gc.collect()
        gc.freeze()
        watch.worked.clear()
        for _ in range(PAGES_DOWN):
            await pilot.press("pagedown")
        busy = sorted(watch.worked)
        p99 = busy[int(len(busy) * 0.99)]
        told = f"loop held p99 {p99:.1f} ms, longest {busy[-1]:.1f} ms, limit {LIMIT_MS:.0f} ms"
        print(f"{place.name}: page down x{PAGES_DOWN}: {told}", flush=True)


async def _opened(app: IntroTUI) -> RecordTable[OwnedOrderRow]:
    """Go to the list and wait for its rows."""
    app.action_section("all_orders")
    while not app.screen.query(AllOrdersTable):
        await asyncio.sleep(0)
    table = app.screen.query_one(AllOrdersTable)
    while table.current is None:
        await asyncio.sleep(0)
    return table


async def _milliseconds_to_open(table: RecordTable[OwnedOrderRow]) -> float:
    """Return how long it takes until the list stands there in another order."""
    drawn = table._reader
    start = perf_counter()
    table.sort_by_next()
    while table._reader is drawn:
        await asyncio.sleep(0)
    return (perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
