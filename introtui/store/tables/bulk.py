"""Bulk actions: what is done to many orders or accounts at once, and what became of each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from introtui.store.tables.base import Base, BigId, Id


class BulkJob(Base):
    """One bulk action; `by_id` is in whose name it is done, `parameters` are JSON.

    `lease_holder` is the process that works on it until `lease_until`, by the time of day and not by the
    company's; another takes it over after that.
    """

    __tablename__ = "bulk_job"
    __table_args__ = (Index(None, "state", "id"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    parameters: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    state: Mapped[str]
    size: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="")
    lease_holder: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]


class BulkItem(Base):
    """One order or account of a job; `sentence` says what was done, or why it was refused.

    `expected_minor` is the amount, VAT included, that was shown before it was started, and `expected_until` the
    end of what it was to pay for; `booked_minor` is what was booked.
    """

    __tablename__ = "bulk_item"
    __table_args__ = (Index(None, "job_id", "state", "position"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("bulk_job.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target_id: Mapped[int] = mapped_column(BigId)
    state: Mapped[str]
    sentence: Mapped[str] = mapped_column(default="")
    currency: Mapped[str | None]
    expected_minor: Mapped[int | None] = mapped_column(BigId)
    expected_until: Mapped[date | None]
    booked_minor: Mapped[int | None] = mapped_column(BigId)
