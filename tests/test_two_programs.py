"""Two programs on one SQLite file: each shows the other's commits; one that is killed leaves nothing half done."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import monotonic

from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.store.engine import Database
from introtui.widgets.top_bar import TopBar
from tests.building import add_account, add_order
from tests.programs import program, running, until

KILLS = 4
ROOT = Path(__file__).parents[1]

RENAME = """
import sys
from dataclasses import replace
from time import monotonic
from introtui.domain.access import Actor, Role
from introtui.store.engine import Database
from tests.building import services

actor = Actor(account_id=int(sys.argv[2]), login="ivanov", role=Role.CUSTOMER, address="192.0.2.10", way="test")
profiles = services(Database(sys.argv[1])).profile
view = profiles.load(actor)
profiles.save(actor, view.version, replace(view.fields, first_name="Olga"))
print(monotonic())
"""

CHANGES = """
import sys
from itertools import count, cycle
from introtui.domain.access import Actor, Role
from introtui.domain.quotes import When
from introtui.store.engine import Database
from tests.building import plan_ids, services

url, account_id, order_id = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
database = Database(url)
made, plans = services(database), plan_ids(database)
actor = Actor(account_id=account_id, login="ivanov", role=Role.CUSTOMER, address="192.0.2.10", way="test")
for number, plan in zip(count(), cycle(("VPS L", "VPS M"))):
    here = made.orders.load(actor, order_id).plan.name
    wanted = plan if plan != here else ("VPS M" if here == "VPS L" else "VPS L")
    quote = made.order_changes.quote_change(actor, order_id, plans[wanted], 1, When.NOW)
    made.order_changes.confirm(actor, quote, f"{sys.argv[4]}-{number}")
    print(number, flush=True)
"""


def who(app: IntroTUI) -> str:
    return str(app.screen.query_one(TopBar).render())


async def test_each_of_two_programs_shows_the_others_commit_within_a_second(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    one, other = program(sqlite_database, actor), program(sqlite_database, actor)
    async with running(one) as at_one, running(other) as at_other:
        await rename(one, "Anna")
        await shown_soon(at_other, other, "Anna")
        await shown_soon(at_one, one, "Anna")
        await rename(other, "Olga")
        await shown_soon(at_one, one, "Olga")


async def rename(app: IntroTUI, name: str) -> None:
    profile = app.session.state.profile
    assert profile is not None
    draft, version = replace(profile.fields, first_name=name), profile.version
    await app.session.perform(lambda made, me: made.profile.save(me, version, draft))


async def shown_soon(pilot: Pilot[None], app: IntroTUI, name: str) -> None:
    committed = monotonic()
    await until(pilot, lambda: name in who(app))
    assert monotonic() - committed < 1.0


async def test_what_another_process_commits_is_shown_within_a_second(
    sqlite_database: Database, sqlite_url: str
) -> None:
    actor = add_account(sqlite_database)
    app = program(sqlite_database, actor)
    async with running(app) as pilot:
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RENAME, sqlite_url, str(actor.account_id), cwd=ROOT, stdout=subprocess.PIPE
        )
        await until(pilot, lambda: "Olga" in who(app))
        shown = monotonic()
        told, _ = await writer.communicate()
    # Both clocks count from the start of the machine.
    assert shown - float(told) < 1.0


def test_a_program_killed_while_it_writes_leaves_the_books_balanced(
    sqlite_database: Database, sqlite_url: str
) -> None:
    actor = add_account(sqlite_database, balance="100000.00")
    order_id = add_order(sqlite_database, actor)
    dice = random.Random(7)
    for attempt in range(KILLS):
        command = [sys.executable, "-c", CHANGES, sqlite_url, str(actor.account_id), str(order_id), str(attempt)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
            assert writer.stdout is not None
            for _ in range(dice.randint(1, 12)):
                assert writer.stdout.readline(), "the writer ended by itself"
            # Somewhere in the next write: about as long as one takes.
            spin_until(monotonic() + dice.random() * 0.01)
            os.kill(writer.pid, signal.SIGKILL)
        check_books(sqlite_url.removeprefix("sqlite:///"))


def spin_until(moment: float) -> None:
    """Let a random, tiny time go by."""
    while monotonic() < moment:
        pass


def check_books(path: str) -> None:
    """Read the file with nothing but SQLite and see that every booked change is whole."""
    database = sqlite3.connect(path)

    def one(query: str) -> object:
        return database.execute(query).fetchone()[0]

    assert one("PRAGMA integrity_check") == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert one("SELECT coalesce(sum(minor), 0) FROM posting") == 0
    unbalanced = "SELECT count(*) FROM (SELECT 1 FROM posting GROUP BY transaction_id HAVING sum(minor) <> 0)"
    assert one(unbalanced) == 0
    # Each booked change credits one charge, writes another, and leaves a line in timeline, audit and change feed.
    booked = one("SELECT count(*) FROM idempotency")
    assert booked == one("SELECT count(*) FROM ledger_transaction WHERE idempotency_key IS NOT NULL")
    assert booked == one("SELECT count(*) FROM order_charge WHERE credits_id IS NOT NULL")
    assert booked == one("SELECT count(*) FROM order_event WHERE actor = 'ivanov'")
    assert booked == one("SELECT count(*) FROM audit WHERE action = 'order.change_plan'")
    # Only what the account came with was charged outside these books.
    assert one("SELECT count(*) FROM order_charge WHERE transaction_id IS NULL") == 1
    held = "SELECT count(*) FROM order_charge c WHERE credits_id IS NULL AND NOT EXISTS "
    assert one(f"{held} (SELECT 1 FROM order_charge x WHERE x.credits_id = c.id)") == 1
    database.close()
