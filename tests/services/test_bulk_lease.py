"""Who works on a bulk job: one at a time, until it ends, is gone or does not come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname
from threading import Event

import pytest

from introtui.compose import entrance_of
from introtui.domain.bulk import JobState
from introtui.services.bulk_jobs.lease import LEASE, is_free, leave, new_holder, take
from introtui.services.bulk_jobs.runner import Rest, Runner
from introtui.services.context import Context
from introtui.settings import Settings
from introtui.store.engine import Database
from introtui.store.tables import BulkJob
from tests.building import CLOCK
from tests.proofs import bulk_runner
from tests.proofs.processes import rest_of, start
from tests.services.bulk_desk import RENEW, bulk_desk
from tests.waiting import PATIENCE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(slots=True)
class Hand:
    """A clock that is moved by hand."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def job(holder: str = "", until: datetime | None = None, state: JobState = JobState.RUNNING) -> BulkJob:
    return BulkJob(state=state, lease_holder=holder, lease_until=until)


def test_a_job_is_one_workers_until_its_lease_runs_out() -> None:
    mine, other = new_holder(), new_holder()
    held = job(state=JobState.WAITING)
    assert is_free(held, mine, NOW)
    take(held, mine, NOW)
    assert is_free(held, mine, NOW)
    assert not is_free(held, other, NOW + LEASE - timedelta(seconds=1))
    assert is_free(held, other, NOW + LEASE)
    leave(held, JobState.WAITING)
    assert is_free(held, other, NOW)


@pytest.mark.parametrize("state", [JobState.STOPPED, JobState.DONE])
def test_nobody_takes_a_job_that_is_over_or_stopped(state: JobState) -> None:
    assert not is_free(job(state=state), new_holder(), NOW)


def test_of_another_machine_nobody_can_tell_and_what_no_worker_wrote_counts_as_held() -> None:
    later = NOW + timedelta(seconds=1)
    for holder in ("elsewhere 1 abc", "", f"{gethostname()} nonsense x"):
        assert not is_free(job(holder, later), new_holder(), NOW)


def test_a_job_of_a_process_that_is_gone_is_taken_over_at_once(installed: Database) -> None:
    desk = bulk_desk(installed)
    number = desk.start(RENEW, desk.orders(desk.customer("rich"), 3))
    process, heard = start(bulk_runner.run, installed.engine.url.render_as_string(hide_password=False))
    assert heard.recv() == "item"
    process.kill()
    rest_of(heard)
    process.join()
    # The clock stands still: no lease runs out.
    desk.at.bulk_runner.run_due()
    assert (desk.view(number).state, desk.view(number).done) == (JobState.DONE, 3)


def test_a_worker_that_lost_its_job_leaves_it_to_who_took_it_over(sqlite_database: Database) -> None:
    desk, hand = bulk_desk(sqlite_database), Hand()
    number = desk.start(RENEW, desk.orders(desk.customer("rich"), 4))
    slow, quick = (Runner(Context(sqlite_database, CLOCK), hand.now) for _ in range(2))

    def sleep_over(_seconds: float) -> None:
        if hand.at == NOW:
            hand.at = NOW + 2 * LEASE
            assert quick.run_due() == 3

    assert slow.run_due(rest=sleep_over) == 1
    assert (desk.view(number).state, desk.view(number).done) == (JobState.DONE, 4)


def test_a_worker_holds_its_job_as_long_as_it_works(sqlite_database: Database) -> None:
    desk, hand = bulk_desk(sqlite_database), Hand()
    desk.start(RENEW, desk.orders(desk.customer("rich"), 6))
    busy, idle = (Runner(Context(sqlite_database, CLOCK), hand.now) for _ in range(2))

    def work_on(_seconds: float) -> None:
        hand.at += LEASE / 2
        assert idle.run_due() == 0

    assert busy.run_due(rest=work_on) == 6


def test_a_program_works_on_jobs_once_its_door_is_open(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, worked = bulk_desk(sqlite_database), Event()
    number = desk.start(RENEW, desk.orders(desk.customer("rich"), 2))
    run = Runner.run_due

    def run_due(runner: Runner, goes_on: Callable[[], bool], rest: Rest) -> int:
        done = run(runner, goes_on, rest)
        worked.set()
        return done

    monkeypatch.setattr(Runner, "run_due", run_due)
    monkeypatch.setattr("introtui.compose.SystemClock", lambda: CLOCK)
    settings = Settings(
        database_url=sqlite_database.engine.url.render_as_string(hide_password=False),
        key_file=str(tmp_path / "key"),
    )
    entrance = entrance_of(settings, "", address="", way="test")
    entrance.open()
    assert worked.wait(PATIENCE)
    entrance.close()
    assert (desk.view(number).state, desk.view(number).done) == (JobState.DONE, 2)
