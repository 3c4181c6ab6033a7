"""How long the table holds the event loop while it opens and scrolls lists of 100 to 100,000 rows.

Run as `python -m bench.record_table`. A turn of the loop lasts from one wait for events to the next: that long a
key, or another session, would have had to wait. The limit is 20 ms of the thread's own work; the time by the
clock stands beside it, and has in it what other programs took on a busy machine.
"""

from __future__ import annotations

import asyncio
import gc
import selectors
from dataclasses import dataclass
from statistics import median
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Final

from textual.app import App

from introtui.domain.paging import Page, PageRequest
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.pilot import Pilot

LIMIT_MS: Final = 20.0
SIZES: Final = (100, 10_000, 100_000)
PAGES_DOWN: Final = 30

COLUMNS: Final = (
    Column("id", "ID", 7, align="right"),
    Column("plan", "Plan", 14, grow=True),
    Column("address", "IP address", 15),
    Column("until", "Paid until", 10),
    Column("status", "Status", 10),
    Column("cost", "EUR", 8, align="right"),
)


@dataclass(frozen=True, slots=True)
class Order:
    id: int


def cells(order: Order) -> list[Cell]:
    return [
        Cell(str(order.id)),
        Cell("Сервер E3" if order.id % 5 == 0 else "VPS M", "bright"),
        Cell(f"203.0.113.{order.id % 256}", "dim"),
        Cell("2026-12-21"),
        Cell("overdue", "danger") if order.id % 7 == 0 else Cell("active"),
        Cell(f"{order.id % 9000 / 100:.2f}"),
    ]


class Source:
    """Orders in memory, read in a thread as from a database; an order's id is its place + 1."""

    def __init__(self, size: int) -> None:
        self.size = size

    async def load(self, request: PageRequest) -> Page[Order]:
        return await asyncio.to_thread(self._page, request)

    async def count(self) -> int:
        return await asyncio.to_thread(lambda: self.size)

    def _page(self, request: PageRequest) -> Page[Order]:
        start, end = request.offset or 0, self.size
        if request.after is not None:
            start = request.after[1]
        if request.before is not None:
            end = request.before[1] - 1
        if request.before is not None or request.from_end:
            start = max(end - request.limit, 0)
        numbers = range(start + 1, min(start + request.limit, end) + 1)
        return Page.of((Order(number), (number, number)) for number in numbers)


class Bench(App[None]):
    CSS = "RecordTable { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield RecordTable(COLUMNS, key=lambda order: order.id, cells=cells)


class Watch(selectors.DefaultSelector):
    """Waits for events, and notes how long the loop was busy between two waits."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[float] = []
        self.worked: list[float] = []
        self.woke_at_work = thread_time()
        self.began = self.collected = self.longest_collection = 0.0
        self.woke = perf_counter()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.turns.append((perf_counter() - self.woke - self.collected) * 1000)
        self.worked.append((thread_time() - self.woke_at_work - self.collected) * 1000)
        ready = super().select(timeout)
        self.woke_at_work = thread_time()
        self.woke, self.collected = perf_counter(), 0.0
        return ready

    def collecting(self, phase: str, info: dict[str, int]) -> None:
        """Leave out full garbage collections, which walk the whole program whatever the table does."""
        if info["generation"] < 2:
            return
        if phase == "start":
            self.began = perf_counter()
        else:
            pause = perf_counter() - self.began
            self.collected += pause
            self.longest_collection = max(self.longest_collection, pause * 1000)


class User:
    """What somebody does with a list, each step until it is drawn."""

    def __init__(self, pilot: Pilot[None], size: int) -> None:
        self.pilot = pilot
        self.table: RecordTable[Order] = pilot.app.query_one(RecordTable)
        self.source = Source(size)

    def steps(self) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
        return [
            ("open", self.open_list),
            ("page down", lambda: self.keys("pagedown", PAGES_DOWN)),
            ("down", lambda: self.keys("down", PAGES_DOWN)),
            ("end", lambda: self.keys("end", 1)),
            ("page up", lambda: self.keys("pageup", PAGES_DOWN)),
            ("home", lambda: self.keys("home", 1)),
            ("wheel", self.wheel),
        ]

    async def open_list(self) -> None:
        self.table.show(self.source.load, self.source.count)
        await shown(self.pilot, self.table)

    async def keys(self, key: str, times: int) -> None:
        for _ in range(times):
            await self.pilot.press(key)
            await shown(self.pilot, self.table)

    async def wheel(self) -> None:
        for _ in range(PAGES_DOWN):
            self.table.scroll_relative(y=3, animate=False, force=True)
            await self.pilot.pause()


async def measure(watch: Watch, size: int, terminal: tuple[int, int]) -> bool:
    """Print one line for each thing a user does; tell whether all stayed below the limit."""
    good = True
    async with Bench().run_test(size=terminal) as pilot:
        await pilot.pause()
        for name, work in User(pilot, size).steps():
            watch.turns.clear()
            watch.worked.clear()
            start = perf_counter()
            await work()
            total = (perf_counter() - start) * 1000
            longest = max(watch.worked)
            busy = [turn for turn in watch.worked if turn >= 1] or [longest]
            good = good and longest < LIMIT_MS
            print(
                f"{size:>7,} rows  {terminal[0]}x{terminal[1]}  {name:<10}"
                f" p50 {median(busy):6.2f}  max {longest:6.2f} ms held"
                f"  by the clock {max(watch.turns):6.2f}  {total:8.1f} ms in all"
            )
    return good


async def shown(pilot: Pilot[None], table: RecordTable[Order]) -> None:
    """Wait for the row at the cursor and for the screen to be drawn."""
    await pilot.pause()
    while table.current is None:
        await asyncio.sleep(0)
    await pilot.pause()


async def main(watch: Watch) -> None:
    results = [await measure(watch, size, terminal) for terminal in ((80, 24), (120, 40)) for size in SIZES]
    print(f"longest full garbage collection, not counted above: {watch.longest_collection:.2f} ms")
    print("within the limit" if all(results) else f"over {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    selector = Watch()
    gc.callbacks.append(selector.collecting)
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
        runner.run(main(selector))
