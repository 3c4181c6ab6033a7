"""The memory of a session at the desk with 100 and with 100,000 accounts, side by side in one run.

Run as `python -m bench.desk_memory FOLDER [SESSIONS]`; the folder keeps the databases for the next time. A process
of its own for each database holds so many programs of staff, as a worker of `introtui serve` does, without the
line between: staff who come over ssh type a code that counts once. Each visits every section, pages down the long
lists, and opens an account. Printed is what a program takes, and by how much that grows with the database.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from contextlib import closing
from itertools import count

from textual.pilot import Pilot

from bench.desk_data import TODAY, desk_database
from bench.processes import private_mebibytes
from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.commands import DESK_SECTIONS, Scope
from introtui.demo import ADDRESS, KEY, WAY
from introtui.demo.staff import DEFAULT_OPERATOR
from introtui.recording.settling import settle
from introtui.services.registry import Services
from introtui.session import Connected, Session
from introtui.store.engine import Database

SIZES = (100, 100_000)
ORDERS_EACH = 10
GROWTH = 2.0
"""MiB a session may take more with the large database."""
LONG = frozenset({Scope.ACCOUNTS, Scope.ALL_ORDERS, Scope.AUDIT})
PAGES = 30
KEYS = count(1)


def main() -> None:
    folder, sessions = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "20"
    taken = []
    for size in SIZES:
        url = desk_database(folder, accounts=size, orders_each=ORDERS_EACH)
        child = [sys.executable, "-m", "bench.desk_memory", "--child", url, sessions]
        taken.append(float(subprocess.run(child, check=True, stdout=subprocess.PIPE, text=True).stdout))
        print(f"{size:>7,} accounts  {taken[-1]:6.2f} MiB a session", flush=True)
    grown = taken[1] - taken[0]
    print(f"growth            {grown:6.2f} MiB a session, limit {GROWTH}")
    raise SystemExit(0 if grown < GROWTH else 1)


def child(url: str, sessions: int) -> None:
    """Print the MiB that each of so many programs takes, beside one that loaded what all of them share."""
    with closing(Services.over(Database(url), FixedClock(TODAY), load_key=lambda: KEY)) as services:
        print(asyncio.run(_measured(services, sessions)))


async def _measured(services: Services, sessions: int) -> float:
    leave = asyncio.Event()
    programs = [await _at_work(services, leave)]
    before = _taken()
    programs += [await _at_work(services, leave) for _ in range(sessions)]
    after = _taken()
    leave.set()
    await asyncio.gather(*programs)
    return (after - before) / sessions


def _taken() -> float:
    gc.collect()
    return private_mebibytes([os.getpid()])


async def _at_work(services: Services, leave: asyncio.Event) -> asyncio.Task[None]:
    """Start a program and return once it has been everywhere."""
    actor = services.actor(DEFAULT_OPERATOR, address=ADDRESS, way=WAY)
    app = IntroTUI(Session(lambda: Connected(services, actor), lambda: f"bench-{next(KEYS)}"))
    visited = asyncio.Event()

    async def work() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await _visit(app, pilot)
            visited.set()
            await leave.wait()

    working = asyncio.create_task(work())
    await asyncio.wait((working, asyncio.create_task(visited.wait())), return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        await working
    return working


async def _visit(app: IntroTUI, pilot: Pilot[None]) -> None:
    while app.session.state.desk is None:
        await pilot.pause(0.01)
    for number, section in enumerate(DESK_SECTIONS, 1):
        await pilot.press(str(number))
        await settle(app)
        for _ in range(PAGES if section in LONG else 0):
            await pilot.press("pagedown")
        await settle(app)
    await pilot.press("2", "enter")
    await settle(app)
    await pilot.press("escape")


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(sys.argv[2], int(sys.argv[3]))
    else:
        main()
