"""Noting when the billing run ran, so that somebody sees where it did not, or never got to its end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update

from introtui.domain.overview import BILLING_RUN
from introtui.store.engine import Database
from introtui.store.rows import add_row
from introtui.store.tables import JobRun


def note_begun(database: Database, as_of: date, at: datetime) -> int:
    """Note that a run for a day begins at a time; returns its number."""
    row = {"job": BILLING_RUN, "as_of": as_of, "started_at": at}
    return database.transact(lambda session: add_row(session, JobRun, row))


def note_finished(database: Database, run: int, at: datetime, problems: int) -> None:
    """Note that a run got to its end, and how many units it left as they were."""
    finished = update(JobRun).where(JobRun.id == run).values(finished_at=at, problems=problems)
    database.transact(lambda session: session.execute(finished))
