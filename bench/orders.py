"""Opening Orders on accounts of 100, 10,000 and 100,000 orders, side by side, on a real SQLite file.

Run as `python -m bench.orders [RUNS]`. A run starts the program headless, and ends when the first rows and the
counts are drawn; the sizes take turns. Then the largest list is paged down, and the longest turn of the event loop
is told in CPU milliseconds of its thread (the clock has in it what other programs took).
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from textual.pilot import Pilot

from bench.record_table import LIMIT_MS, Watch
from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.compose import connector
from introtui.demo import ADDRESS, DEFAULT_TODAY, KEY, WAY
from introtui.demo.build import build_demo
from introtui.demo.random_orders import add_orders
from introtui.domain.order_views import OrderRow
from introtui.session import Session
from introtui.store.engine import Database
from introtui.widgets.record_table import RecordTable

SIZES = {"weber": 100, "newcomer": 10_000, "bigcorp": 100_000}
RATIO_LIMIT = 1.5
PAGES_DOWN = 200


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        url = build(Path(folder) / "orders.db", DEFAULT_TODAY)
        watch = Watch()
        gc.callbacks.append(watch.collecting)
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(watch)) as runner:
            runner.run(measure(url, runs, watch))


def build(path: Path, today: date) -> str:
    build_demo(path, today=today, accounts=15, progress=lambda _done, _total: None)
    url = f"sqlite:///{path}"
    database = Database(url)
    for login, count in SIZES.items():
        database.transact(lambda session, login=login, count=count: add_orders(session, login, count, today=today))  # type: ignore[misc]
    database.close()
    return url


def program(url: str, login: str) -> IntroTUI:
    clock = FixedClock(DEFAULT_TODAY)
    connect = connector(lambda: Database(url), clock, login, address=ADDRESS, way=WAY, key=lambda: KEY)
    return IntroTUI(Session(connect))


async def opened(pilot: Pilot[None], app: IntroTUI) -> RecordTable[OrderRow]:
    while app.session.state.orders is None or not app.screen.query(RecordTable):
        await pilot.pause()
    table: RecordTable[OrderRow] = app.screen.query_one(RecordTable)
    while table.current is None or table.length <= 0:
        await pilot.pause()
    return table


async def seconds_to_open(url: str, login: str) -> float:
    app = program(url, login)
    start = perf_counter()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app)
        return perf_counter() - start


async def measure(url: str, runs: int, watch: Watch) -> None:
    times: dict[str, list[float]] = {login: [] for login in SIZES}
    for _ in range(runs + 1):
        for login in SIZES:
            times[login].append(await seconds_to_open(url, login))
    small, *others = (login for login in SIZES)
    for login, size in SIZES.items():
        print(f"{size:>7,} orders: open, median {median(times[login][1:]) * 1000:7.1f} ms")
    for login in others:
        ratios = [here / base for here, base in zip(times[login][1:], times[small][1:], strict=True)]
        print(f"{SIZES[login]:>7,} / {SIZES[small]}: median {median(ratios):.2f}, limit {RATIO_LIMIT} for 10,000")
    await page_down(url, watch)


async def page_down(url: str, watch: Watch) -> None:
    app = program(url, "bigcorp")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app)
        await pilot.pause()
        gc.collect()
        gc.freeze()
        watch.worked.clear()
        for _ in range(PAGES_DOWN):
            await pilot.press("pagedown")
        busy = sorted(watch.worked)
        p99 = busy[int(len(busy) * 0.99)]
        print(
            f"page down x{PAGES_DOWN} in 100,000 orders: loop held p99 {p99:.1f} ms, longest {busy[-1]:.1f} ms"
            f", limit {LIMIT_MS:.0f} ms"
        )


if __name__ == "__main__":
    main()
