"""What staff do about bulk actions: look what would happen, start, watch, stop, resume."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.bulk import (
    MOST_TARGETS,
    BulkKind,
    BulkTask,
    CheckedItem,
    DryRun,
    GoesOn,
    ItemState,
    ItemView,
    JobState,
    JobView,
    keep_going,
    too_many,
)
from introtui.domain.errors import ActionRefused
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.domain.topics import Topic
from introtui.services.books import already_done
from introtui.services.bulk_jobs.kinds import kind_of
from introtui.services.bulk_jobs.lease import leave
from introtui.services.bulk_jobs.reading import (
    count_items,
    count_jobs,
    job_numbered,
    job_view,
    page_of_items,
    page_of_jobs,
)
from introtui.services.context import Context
from introtui.services.staff import require
from introtui.store.rows import Row, table_of
from introtui.store.tables import BulkItem, BulkJob

CHUNK = 200
"""Orders or accounts looked at between two reports of how far a dry run is."""
STOPPED = "Stopped; nothing was done."


def require_kind(actor: Actor, kind: BulkKind) -> None:
    """Raise `NotFound` or `ActionRefused` unless the actor may do such a thing to many."""
    require(actor, Permission.BULK)
    require(actor, kind.needs)


class BulkService:
    """Starts bulk actions; `wake` is called when there is one to work on."""

    def __init__(self, context: Context, wake: Callable[[], None]) -> None:
        self._context = context
        self._wake = wake

    def check(self, actor: Actor, task: BulkTask, targets: Sequence[int], goes_on: GoesOn = keep_going) -> DryRun:
        """Return what a task would do to each order or account named; nothing is written.

        `goes_on` is told how far it is; where it says no, this raises `ActionRefused`.
        """
        require_kind(actor, task.kind)
        ids = list(dict.fromkeys(targets))
        if len(ids) > MOST_TARGETS:
            raise too_many()
        kind, items = kind_of(self._context, task), list[CheckedItem]()
        with self._context.database.read() as session:
            for start in range(0, len(ids), CHUNK):
                items.extend(kind.check(session, actor, ids[start : start + CHUNK]))
                # What was looked at is not looked at again, and there may be a great many of them.
                session.expunge_all()
                if not goes_on(len(items)):
                    raise ActionRefused(STOPPED)
        return DryRun(task=task, items=tuple(items))

    def start(self, actor: Actor, shown: DryRun, key: str) -> JobView:
        """Start what was shown, for just those it was shown for; the same key starts once.

        What was refused then is refused in the results. Raises `ActionRefused` where there is nothing to do.
        """
        require_kind(actor, shown.task.kind)
        request, at = f"bulk {shown.task.kind} {shown.task.stored()}", self._context.clock.now()

        def work(session: Session) -> JobView:
            if already_done(session, key=key, account_id=actor.account_id, request=request, at=at):
                started = session.scalars(select(BulkJob.id).where(BulkJob.key == key)).one()
            else:
                started = self._write(session, actor, shown, key).id
            return job_view(session, started)

        view = self._context.database.transact(work)
        self._wake()
        return view

    def _write(self, session: Session, actor: Actor, shown: DryRun, key: str) -> BulkJob:
        if not shown.allowed:
            raise ActionRefused("There is nothing to do: all of it would be refused.")
        job = BulkJob(
            key=key,
            kind=shown.task.kind,
            parameters=shown.task.stored(),
            by_id=actor.account_id,
            made_at=self._context.clock.now(),
            state=JobState.WAITING,
            size=len(shown.items),
            done=0,
            refused=shown.refused,
        )
        session.add(job)
        session.flush()
        rows = [_row(job.id, position, item) for position, item in enumerate(shown.items, 1)]
        session.execute(insert(table_of(BulkItem)), rows)
        self._note(session, actor, job, "start", f"{shown.task.words} ({shown.allowed} of {len(shown.items)})")
        return job

    def stop(self, actor: Actor, job_id: int) -> JobView:
        """Stop a job after what is being done at this moment; raises `ActionRefused` where it is over."""

        def change(job: BulkJob) -> None:
            if job.state == JobState.DONE:
                raise ActionRefused(f"Job {job_id} is done.")
            leave(job, JobState.STOPPED)

        return self._change(actor, job_id, "stop", change)

    def resume(self, actor: Actor, job_id: int) -> JobView:
        """Let a stopped job go on, from now on in the name of whoever resumed it."""

        def change(job: BulkJob) -> None:
            if job.state != JobState.STOPPED:
                raise ActionRefused(f"Job {job_id} is not stopped.")
            job.by_id, job.trouble = actor.account_id, ""
            leave(job, JobState.WAITING)

        view = self._change(actor, job_id, "resume", change)
        self._wake()
        return view

    def _change(self, actor: Actor, job_id: int, word: str, change: Callable[[BulkJob], None]) -> JobView:
        require(actor, Permission.BULK)

        def work(session: Session) -> JobView:
            job = job_numbered(session, job_id)
            require_kind(actor, BulkKind(job.kind))
            change(job)
            self._note(session, actor, job, word, "")
            session.flush()
            return job_view(session, job_id)

        return self._context.database.transact(work)

    def _note(self, session: Session, actor: Actor, job: BulkJob, word: str, detail: str) -> None:
        self._context.record(
            session, actor, action=f"bulk.{word}", topics=(Topic.DESK,), subject=str(job.id), detail=detail
        )

    def page(self, actor: Actor, request: PageRequest) -> Page[JobView]:
        """Return one page of the jobs, without what they booked."""
        require(actor, Permission.BULK)
        with self._context.database.read() as session:
            return page_of_jobs(session, request)

    def count(self, actor: Actor) -> int:
        """Return how many jobs there are."""
        require(actor, Permission.BULK)
        with self._context.database.read() as session:
            return count_jobs(session)

    def load(self, actor: Actor, job_id: int) -> JobView:
        """Return a job and what it booked."""
        require(actor, Permission.BULK)
        with self._context.database.read() as session:
            return job_view(session, job_id)

    def results(
        self, actor: Actor, job_id: int, request: PageRequest, state: ItemState | None = None
    ) -> Page[ItemView]:
        """Return one page of what became of each, all or those in one state."""
        require(actor, Permission.BULK)
        with self._context.database.read() as session:
            return page_of_items(session, job_id, state, request)

    def count_results(self, actor: Actor, job_id: int, state: ItemState | None = None) -> int:
        """Return how many results there are."""
        require(actor, Permission.BULK)
        with self._context.database.read() as session:
            return count_items(session, job_id, state)


def _row(job_id: int, position: int, item: CheckedItem) -> Row:
    total = item.total
    return {
        "job_id": job_id,
        "position": position,
        "target_id": item.target_id,
        "state": ItemState.REFUSED if item.refusal else ItemState.WAITING,
        "sentence": item.refusal,
        "currency": None if total is None else total.currency,
        "expected_minor": None if total is None else total.minor,
        "expected_until": item.until,
        "booked_minor": None,
    }
