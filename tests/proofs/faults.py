"""Faults on demand: a statement of a transaction fails, or its commit does, before or after it took effect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from introtui.store.engine import Database


class Fault(Exception):
    """What the machine did to us."""


@contextmanager
def failing_at(database: Database, statement: int) -> Iterator[list[int]]:
    """Fail at a statement, counted from 1; yields a list whose only item is how many were run."""
    run = [0]

    def count(*_arguments: Any) -> None:
        run[0] += 1
        if run[0] == statement:
            raise Fault

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        yield run
    finally:
        event.remove(database.engine, "before_cursor_execute", count)


@contextmanager
def failing_commit(*, after: bool) -> Iterator[None]:
    """Fail at the commit: before it has taken effect, or after it, when its answer is lost."""
    name = "after_commit" if after else "before_commit"

    def fail(session: Session) -> None:
        raise Fault

    event.listen(Session, name, fail)
    try:
        yield
    finally:
        event.remove(Session, name, fail)
