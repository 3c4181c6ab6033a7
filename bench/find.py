"""How long find takes at the desk with 1,000 and with 100,000 accounts of ten orders each, in turns in one run.

Run as `python -m bench.find FOLDER [ACCOUNTS]`: the SQLite databases are kept in the folder, PostgreSQL runs in a
cluster of its own and is filled from them. With `--postgres URL`, which has {name} for a database's name, that
server is used and its databases are kept.

Texts are typed letter by letter, with the mistakes and notations people use. Told are the service call, and the
time from a key to its first results in the dialog, of a program without a terminal; each by the clock, and as
processor time of the program beside it (PostgreSQL's own is not in that).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from time import perf_counter, process_time

from bench.desk_copy import copied_to_postgres
from bench.desk_data import FIRST_ORDER, TODAY, desk_database, person
from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.compose import connector
from introtui.demo import ADDRESS, KEY, WAY
from introtui.demo.dice import Dice
from introtui.demo.orders import pool_address
from introtui.domain.find_text import fold
from introtui.screens.desk.find import FindDialog
from introtui.services.registry import Services
from introtui.session import Session
from introtui.store.engine import Database
from tests import postgres
from tests.frames import frames_at_rest
from tests.programs import settled, until
from tests.steady_pilot import SteadyPilot

ORDERS_EACH, SMALL = 10, 1_000
LIMIT_MS = 100.0
WHO = "anna"
QUERIES = 5
"""Of each kind, each for another account."""


@dataclass(slots=True)
class Times:
    """Milliseconds by the clock and of the processor, one pair for each key."""

    clock: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    def add(self, began: float, began_work: float) -> None:
        self.clock.append((perf_counter() - began) * 1_000)
        self.worked.append((process_time() - began_work) * 1_000)

    def told(self) -> str:
        clock, worked = ([_part(values, share) for share in (0.5, 0.95)] for values in (self.clock, self.worked))
        return f"p50 {clock[0]:6.1f}  p95 {clock[1]:6.1f} ms (processor {worked[0]:5.1f}, {worked[1]:5.1f})"


def _part(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def _mistaken(dice: Dice, word: str) -> str:
    at = 1 + dice.below(max(len(word) - 2, 1))
    return word[:at] + dice.pick("aeioust") + word[at + 1 :]


def _left_out(dice: Dice, word: str) -> str:
    at = 1 + dice.below(max(len(word) - 2, 1))
    return word[:at] + word[at + 1 :]


def typed(accounts: int) -> Iterator[tuple[str, str]]:
    """Yield kinds of texts with texts, about accounts from all over a database."""
    dice = Dice(accounts)
    for _ in range(QUERIES):
        number = 1 + dice.below(accounts)
        new, order = person(number), FIRST_ORDER + (number - 1) * ORDERS_EACH
        address, phone = pool_address(order), new.profile.mobile_phone
        name = fold(new.profile.last_name)
        yield "login", new.login
        yield "email", new.email
        yield "name", f"{new.profile.first_name} {new.profile.last_name}"
        yield "without accents", fold(f"{new.profile.first_name} {new.profile.last_name}")
        yield "a letter wrong", _mistaken(dice, name)
        yield "a letter missing", _left_out(dice, name)
        yield "both names, wrong", f"{fold(new.profile.first_name)} {_mistaken(dice, name)}"
        yield "company, a part", name[1:6]
        yield "phone, abroad", f"00{phone[1:3]} (0){phone[3:]}"
        yield "phone, at home", f"0{phone[3:6]}-{phone[6:]}"
        yield "address", address
        yield "network", f"{address.rpartition('.')[0]}.0/24"
        yield "range", f"{address}-{pool_address(order + 40)}"
        yield "order", str(order)
        yield "invoice", f"INV-{TODAY.year}-{number:06d}"
        yield "host name", f"web{order}.example.net"
        yield "host name, its middle", f"b{order}.example"
        yield "host name, any", "example.net"
        yield "signed in from", f"203.0.113.{1 + number % 254}"


def time_service(url: str, texts: list[tuple[str, str]]) -> dict[str, Times]:
    """Return how long the service took for every beginning of every text, by kind."""
    found: dict[str, Times] = {}
    with closing(Services.over(Database(url), FixedClock(TODAY))) as services:
        actor = services.actor(WHO, address=ADDRESS, way=WAY)
        services.finding.find(actor, "warm up élan")
        for kind, whole in texts:
            for length in range(1, len(whole) + 1):
                began, began_work = perf_counter(), process_time()
                services.finding.find(actor, whole[:length])
                found.setdefault(kind, Times()).add(began, began_work)
    return found


async def time_keys(url: str, texts: list[tuple[str, str]]) -> Times:
    """Return how long each key took until the dialog showed what was found for it."""
    found = Times()
    connect = connector(lambda: Database(url), FixedClock(TODAY), WHO, address=ADDRESS, way=WAY, key=lambda: KEY)
    app = IntroTUI(Session(connect))
    async with frames_at_rest(), app.run_test(size=(80, 24)):
        pilot = SteadyPilot(app)
        await until(pilot, lambda: app.session.state.desk is not None)
        await settled(pilot)
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(app.screen, FindDialog))
        dialog = app.screen
        assert isinstance(dialog, FindDialog)
        gc.collect()
        gc.freeze()
        for _kind, whole in texts:
            dialog.box.clear()
            await _answered(pilot, dialog, "")
            for length in range(1, len(whole) + 1):
                began, began_work = perf_counter(), process_time()
                await pilot.press(whole[length - 1] if whole[length - 1] != " " else "space")
                await _answered(pilot, dialog, whole[:length])
                found.add(began, began_work)
    return found


async def _answered(pilot: SteadyPilot, dialog: FindDialog, wanted: str) -> None:
    while dialog._results.text != wanted:
        await asyncio.sleep(0.001)
    await pilot.pause()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("accounts", nargs="?", type=int, default=100_000)
    parser.add_argument("--postgres", metavar="URL")
    options = parser.parse_args()
    sizes = (SMALL, options.accounts)
    files = {size: desk_database(options.folder, accounts=size, orders_each=ORDERS_EACH) for size in sizes}
    with ExitStack() as stack:
        pattern = options.postgres or stack.enter_context(postgres.cluster(durable=True))
        servers = {size: copied_to_postgres(url, pattern, size) for size, url in files.items()}
        for name, urls in (("SQLite", files), ("PostgreSQL", servers)):
            compare(name, urls)


def compare(name: str, urls: dict[int, str]) -> None:
    """Print the times of each size of database beside each other."""
    texts = {size: list(typed(size)) for size in urls}
    by_kind = {size: time_service(url, texts[size]) for size, url in urls.items()}
    print(f"== {name}: the service call")
    for kind in by_kind[SMALL]:
        for size in urls:
            print(f"{size:>8,} accounts  {kind:<18} {by_kind[size][kind].told()}")
    _print_all(urls, lambda size: _together(by_kind[size].values()))
    print(f"== {name}: from a key to its results in the dialog, limit p95 {LIMIT_MS:.0f} ms")
    keys = {size: asyncio.run(time_keys(url, texts[size])) for size, url in urls.items()}
    _print_all(urls, keys.__getitem__)


def _print_all(urls: dict[int, str], of: Callable[[int], Times]) -> None:
    for size in urls:
        print(f"{size:>8,} accounts  {'every key':<18} {of(size).told()}", flush=True)


def _together(times: Iterable[Times]) -> Times:
    whole = Times()
    for each in times:
        whole.clock += each.clock
        whole.worked += each.worked
    return whole


if __name__ == "__main__":
    main()
