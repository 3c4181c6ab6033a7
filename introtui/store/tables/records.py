"""Who did what, what changed, what was imported."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from introtui.store.tables.base import Base, BigId, Id, index_rows


class Audit(Base):
    """One event, one line, written in the transaction it tells of; append-only.

    `by_staff` is whether staff acted, `in_place` whether they did it in a customer's place: as it was then.
    """

    __tablename__ = "audit"

    id: Mapped[Id]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]
    address: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]
    by_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    in_place: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        # What the action history is sorted by.
        Index("ix_audit_by_time", "account_id", "at", "id"),
        Index("ix_audit_by_action", "account_id", "action", "id"),
        Index("ix_audit_by_actor", "account_id", "actor", "id"),
        # What the audit of all accounts is filtered by, each newest first.
        Index("ix_audit_at_id", "at", "id"),
        Index("ix_audit_actor_at_id", "actor", "at", "id"),
        Index("ix_audit_action_at_id", "action", "at", "id"),
        Index("ix_audit_subject_at_id", "subject", "at", "id"),
        # The operator class has PostgreSQL find what begins with a text, whatever its collation.
        Index("ix_audit_from", "address", "at", "id", postgresql_ops={"address": "text_pattern_ops"}),
        index_rows("ix_audit_of_staff", "at", "id", where="by_staff"),
        index_rows("ix_audit_in_place", "at", "id", where="in_place"),
    )


class Change(Base):
    """The change feed: which slice of which account changed; no account means everybody's."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(BigId)
    topic: Mapped[str]


class QueueClaim(Base):
    """A thing of the desk's queues that somebody works on, or put off, until a time."""

    __tablename__ = "queue_claim"

    queue: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    until: Mapped[datetime]
    later: Mapped[bool] = mapped_column(default=False, server_default=false())


class ImportedLine(Base):
    """The columns of an imported line as short digests, to tell a repetition from a contradiction."""

    __tablename__ = "imported_line"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digests: Mapped[bytes] = mapped_column(LargeBinary)


class Mark(Base):
    """How far a job that reads a growing table has come: everything up to `last_id` is done."""

    __tablename__ = "mark"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_id: Mapped[int] = mapped_column(BigId)


class JobRun(Base):
    """A run of what a company's timer starts, such as the billing run.

    `as_of` is the day it ran for, `problems` how many units it left as they were. Without `finished_at` it still
    runs, or never got to its end.
    """

    __tablename__ = "job_run"
    __table_args__ = (Index(None, "job", "id"),)

    id: Mapped[Id]
    job: Mapped[str]
    as_of: Mapped[date]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    problems: Mapped[int] = mapped_column(default=0, server_default="0")
