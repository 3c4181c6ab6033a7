"""Processes killed in the middle of their work: what was acknowledged is there, and nothing else was made up."""

from __future__ import annotations

from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from random import Random

from sqlalchemy import select

from introtui.services.checking import check_all
from introtui.store.engine import Database
from introtui.store.tables import Idempotency
from tests.building import add_account
from tests.proofs import quietly, rounds
from tests.proofs.processes import rest_of, start
from tests.proofs.worker import work

KILLS = rounds(3, 200)
AT_ONCE = 2


def test_a_killed_process_loses_nothing_it_acknowledged_and_invents_nothing(installed: Database) -> None:
    actor = add_account(installed, balance="500.00")
    url = installed.engine.url.render_as_string(hide_password=False)
    dice, acknowledged = Random(1), set[str]()
    for number in range(0, KILLS, AT_ONCE):
        workers = [start(work, url, actor, number + each) for each in range(AT_ONCE)]
        for process, heard in workers:
            acknowledged |= _kill_after(process, heard, dice.randrange(1, 12))
    with installed.read() as session:
        booked = set(session.scalars(select(Idempotency.key)))
    assert acknowledged <= booked
    # A worker has one booking under way at most when it dies.
    assert len(booked - acknowledged) <= KILLS
    assert list(check_all(installed, progress=quietly)) == []


def _kill_after(process: ForkServerProcess, heard: Connection, bookings: int) -> set[str]:
    """Kill a worker once it acknowledged so many bookings; returns all that it acknowledged."""
    said = [heard.recv() for _ in range(bookings)]
    process.kill()
    said += rest_of(heard)
    process.join()
    return set(said)
