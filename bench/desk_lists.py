"""What a key at the desk shows, with 1,000 and with 100,000 accounts, on SQLite and on PostgreSQL, in one run.

Run as `python -m bench.desk_lists FOLDER [RUNS]`; the folder keeps the databases for the next time. A program of
staff goes through every section. Timed is from the key until nothing is under way any more, counts and totals
included: rows are there before. The first time a program shows a section is told apart: it is put together then.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from bench.desk_copy import copied_to_postgres
from bench.desk_data import TODAY, desk_database
from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.compose import connector
from introtui.demo import ADDRESS, KEY, WAY
from introtui.session import Session
from introtui.store.engine import Database
from tests.frames import frames_at_rest
from tests.postgres import cluster
from tests.programs import settled, until
from tests.steady_pilot import SteadyPilot

SIZES = {"1,000": (1_000, 10), "100,000": (100_000, 10)}
OPEN_LIMIT_MS = 150.0
SECTIONS = {
    "2": "accounts",
    "3": "orders",
    "4": "queues",
    "5": "money",
    "6": "VAT",
    "7": "plans",
    "8": "audit",
    "1": "overview",
}
Times = dict[str, list[float]]


def main() -> None:
    folder, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with cluster() as address:
        places = dict(_places(folder, address))
        found = {name: asyncio.run(walk(url, runs)) for name, url in places.items()}
    for what in next(iter(found.values())):
        told = (
            f"{name} {median(times[what]):6.1f} (most {max(times[what]):.1f})" for name, times in found.items()
        )
        print(f"{what:26} {', '.join(told)} ms")
    for name, times in found.items():
        slowest = max(times, key=lambda what: median(times[what]))
        print(f"{name}: slowest {slowest}, {median(times[slowest]):.1f} ms, limit {OPEN_LIMIT_MS:.0f} ms")


def _places(folder: str, address: str) -> Iterator[tuple[str, str]]:
    for size, (accounts, orders_each) in SIZES.items():
        source = desk_database(folder, accounts=accounts, orders_each=orders_each)
        yield f"{size} SQLite", source
        yield f"{size} PostgreSQL", copied_to_postgres(source, address, accounts)


async def walk(url: str, runs: int) -> Times:
    """Return how long each key took, by what it shows."""
    found: Times = defaultdict(list)
    for _ in range(runs):
        connect = connector(
            lambda: Database(url), FixedClock(TODAY), "anna", address=ADDRESS, way=WAY, key=lambda: KEY
        )
        app = IntroTUI(Session(connect))
        async with frames_at_rest(), app.run_test(size=(80, 24)):
            pilot = SteadyPilot(app)
            await until(pilot, lambda: app.session.state.desk is not None)  # noqa: B023 - it is awaited here
            await settled(pilot)
            for times in ("first time", "again"):
                for key, name in SECTIONS.items():
                    await _timed(pilot, key, found[f"{name}, {times}"])
    return found


async def _timed(pilot: SteadyPilot, key: str, times: list[float]) -> None:
    began = perf_counter()
    await pilot.press(key)
    await settled(pilot)
    times.append((perf_counter() - began) * 1000)


if __name__ == "__main__":
    main()
