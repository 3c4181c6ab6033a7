"""Processes killed in the middle of their work: what was acknowledged is there, and nothing else was made up."""

from __future__ import annotations

import subprocess
import sys
from random import Random

from sqlalchemy import select

from introtui.services.checking import check_all
from introtui.store.engine import Database
from introtui.store.tables import Idempotency
from tests.building import add_account
from tests.proofs import quietly, rounds

KILLS = rounds(3, 200)
AT_ONCE = 2


def test_a_killed_process_loses_nothing_it_acknowledged_and_invents_nothing(installed: Database) -> None:
    actor = add_account(installed, balance="500.00")
    url = installed.engine.url.render_as_string(hide_password=False)
    dice, acknowledged, started = Random(1), set[str](), 0
    for _ in range(0, KILLS, AT_ONCE):
        workers = []
        for _ in range(AT_ONCE):
            started += 1
            arguments = [url, str(actor.account_id), actor.login, str(started)]
            workers.append(_worker(arguments))
        for worker in workers:
            acknowledged |= _kill_after(worker, dice.randrange(1, 12))
    with installed.read() as session:
        booked = set(session.scalars(select(Idempotency.key)))
    assert acknowledged <= booked
    # A worker has one booking under way at most when it dies.
    assert len(booked - acknowledged) <= started
    assert list(check_all(installed, progress=quietly)) == []


def _worker(arguments: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.proofs.worker", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _kill_after(worker: subprocess.Popen[str], bookings: int) -> set[str]:
    """Kill a worker once it acknowledged so many bookings; returns all that it acknowledged."""
    with worker:
        assert worker.stdout is not None
        said = [worker.stdout.readline() for _ in range(bookings)]
        worker.kill()
        said += worker.stdout.readlines()
    # The last line may have been cut off in the middle.
    return {line.rstrip("\n") for line in said if line.endswith("\n")}
