"""Working through bulk jobs: an item is a transaction, so a kill loses none and two workers do none twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from time import monotonic

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.bulk import BulkTask, ItemState, JobState
from introtui.domain.errors import DatabaseAway, IntrotuiError, OutcomeUnknown
from introtui.domain.money import Money
from introtui.domain.topics import Topic
from introtui.logs import log_with_reference
from introtui.services.bulk_jobs.kind import Item, Kind
from introtui.services.bulk_jobs.kinds import kind_of
from introtui.services.bulk_jobs.lease import RENEWED_AFTER, is_free, leave, new_holder, take
from introtui.services.bulk_jobs.service import require_kind
from introtui.services.context import Context
from introtui.services.staff_roles import permissions_of
from introtui.store.rows import add_row
from introtui.store.tables import Account, BulkItem, BulkJob, Change

BATCH = 50
"""Items looked up at once; whether each still waits is asked again when it is done."""
WAY = "bulk job"
Rest = Callable[[float], object]
"""Told how many seconds an item took, to leave others that much."""


def no_rest(_seconds: float) -> None:
    """Go on at once."""


class _Halted(Exception):
    """Whoever a job is done for may not do it any more; the sentence says why."""


class _Went(Enum):
    """How it goes on after an item."""

    ON = auto()
    AWAY = auto()


@dataclass(frozen=True, slots=True)
class _Taken:
    """A job that this worker has taken."""

    job_id: int
    task: BulkTask


class Runner:
    """One worker; `now` is the time of day, by which leases run."""

    def __init__(self, context: Context, now: Callable[[], datetime]) -> None:
        self._context = context
        self._database = context.database
        self._now = now
        self._holder = new_holder()

    def run_due(self, goes_on: Callable[[], bool] = lambda: True, rest: Rest = no_rest) -> int:
        """Work through every job that waits, while `goes_on`; returns how many items were dealt with.

        Only the database's own errors are raised.
        """
        worked = 0
        while goes_on():
            taken = self._take_next()
            if taken is None:
                break
            worked += self._work(taken, goes_on, rest)
        return worked

    def _take_next(self) -> _Taken | None:
        # Looked for without the write lock first: mostly there is none.
        with self._database.read() as session:
            if self._next_free(session) is None:
                return None

        def work(session: Session) -> _Taken | None:
            job = self._next_free(session)
            if job is None:
                return None
            take(job, self._holder, self._now())
            return _Taken(job.id, BulkTask.of_stored(job.kind, job.parameters))

        return self._database.transact(work)

    def _next_free(self, session: Session) -> BulkJob | None:
        waiting = select(BulkJob).where(BulkJob.state.in_((JobState.WAITING, JobState.RUNNING)))
        jobs = session.scalars(waiting.order_by(BulkJob.id))
        return next((job for job in jobs if is_free(job, self._holder, self._now())), None)

    def _work(self, taken: _Taken, goes_on: Callable[[], bool], rest: Rest) -> int:
        kind, worked, held_at = kind_of(self._context, taken.task), 0, self._now()
        while positions := self._waiting(taken.job_id):
            for position in positions:
                if not goes_on():
                    self._end(taken, JobState.WAITING)
                    return worked
                if self._now() - held_at > RENEWED_AFTER:
                    held_at = self._now()
                    self._hold(taken.job_id)
                began = monotonic()
                if self._deal_with(taken, kind, position) is _Went.AWAY:
                    return worked
                worked += 1
                rest(monotonic() - began)
        self._end(taken, JobState.DONE)
        return worked

    def _waiting(self, job_id: int) -> list[int]:
        query = (
            select(BulkItem.position)
            .where(BulkItem.job_id == job_id, BulkItem.state == ItemState.WAITING)
            .order_by(BulkItem.position)
            .limit(BATCH)
        )
        with self._database.read() as session:
            return list(session.scalars(query))

    def _hold(self, job_id: int) -> None:
        def work(session: Session) -> None:
            job = session.get_one(BulkJob, job_id)
            if self._has(job):
                take(job, self._holder, self._now())

        self._database.transact(work)

    def _has(self, job: BulkJob) -> bool:
        return job.state == JobState.RUNNING and job.lease_holder == self._holder

    def _deal_with(self, taken: _Taken, kind: Kind, position: int) -> _Went:
        """Do one item, or write down why it was refused."""
        transact = self._database.transact_in_turn if kind.MOVES_MONEY else self._database.transact
        try:
            return transact(lambda session: self._do(session, taken, kind, position))
        except _Halted as halted:
            sentence = str(halted)
            self._database.transact(lambda session: self._halt(session, taken.job_id, sentence))
            return _Went.AWAY
        except (DatabaseAway, OutcomeUnknown, SQLAlchemyError):
            raise
        except IntrotuiError as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 - one item must not stop all others
            why = f"That did not work. Reference {log_with_reference(error)}."
        return self._database.transact(lambda session: self._refuse(session, taken, position, why))

    def _do(self, session: Session, taken: _Taken, kind: Kind, position: int) -> _Went:
        job, item = self._still_waiting(session, taken.job_id, position)
        if job is None or item is None:
            return _Went.AWAY if job is None else _Went.ON
        expected = None
        if item.expected_minor is not None and item.currency is not None:
            expected = Money(item.expected_minor, item.currency)
        outcome = kind.do(
            Item(
                session=session,
                by=_acting(session, job, taken.task),
                job_id=taken.job_id,
                target_id=item.target_id,
                key=f"bulk {taken.job_id} {position}",
                expected=expected,
                until=item.expected_until,
            )
        )
        item.state, item.sentence = ItemState.DONE, outcome.sentence
        if outcome.booked is not None:
            item.booked_minor, item.currency = outcome.booked.minor, outcome.booked.currency
        job.done += 1
        return _Went.ON

    def _refuse(self, session: Session, taken: _Taken, position: int, why: str) -> _Went:
        job, item = self._still_waiting(session, taken.job_id, position)
        if job is None or item is None:
            return _Went.AWAY if job is None else _Went.ON
        item.state, item.sentence = ItemState.REFUSED, why
        job.refused += 1
        _tell_desk(session, job)
        return _Went.ON

    def _still_waiting(
        self, session: Session, job_id: int, position: int
    ) -> tuple[BulkJob | None, BulkItem | None]:
        """Return the job if it is still this worker's, and the item if nobody dealt with it meanwhile."""
        job = session.get_one(BulkJob, job_id)
        item = session.get_one(BulkItem, (job_id, position))
        return job if self._has(job) else None, item if item.state == ItemState.WAITING else None

    def _halt(self, session: Session, job_id: int, why: str) -> None:
        job = session.get_one(BulkJob, job_id)
        if self._has(job):
            leave(job, JobState.STOPPED)
            job.trouble = why
            _tell_desk(session, job)

    def _end(self, taken: _Taken, state: JobState) -> None:
        """Give a job back, done or for another to go on with."""

        def work(session: Session) -> None:
            job = session.get_one(BulkJob, taken.job_id)
            if not self._has(job):
                return
            leave(job, state)
            if state is JobState.DONE:
                job.ended_at = self._context.clock.now()
            _tell_desk(session, job)

        self._database.transact(work)


def _acting(session: Session, job: BulkJob, task: BulkTask) -> Actor:
    """Return in whose name a job is done, by what their role holds now; raises `_Halted`."""
    account = session.get_one(Account, job.by_id)
    if account.blocked_at is not None:
        raise _Halted(f"{account.login} is blocked; somebody else may resume it.")
    actor = Actor(
        account_id=account.id,
        login=account.login,
        role=account.role,
        address="",
        way=WAY,
        permissions=permissions_of(session, account),
    )
    try:
        require_kind(actor, task.kind)
    except IntrotuiError:
        raise _Halted(f"The role of {account.login} no longer allows this; somebody else may resume it.") from None
    return actor


def _tell_desk(session: Session, job: BulkJob) -> None:
    add_row(session, Change, {"account_id": job.by_id, "topic": Topic.DESK})
