"""Reaching a database server that may be away for a moment: restarted, or replaced by its standby.

A connection is asked for until the server answers again; what a lost connection had begun is begun again. Where it
was lost while it committed, whoever gave the transaction looks first whether it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from introtui.domain.errors import DatabaseAway

T = TypeVar("T")

PATIENCE_SECONDS = 30.0
"""How long somebody waits for a server; a standby takes over in less."""
PAUSE_SECONDS = 0.2


class Reach:
    """Whether a server answers, as its last connection had it; `patience` is in seconds, 0 for a file."""

    def __init__(self, patience: float) -> None:
        self.is_away = False
        self._patience = patience

    def connect(self, session: Session) -> None:
        """Give a session its connection; raises `DatabaseAway` after all patience."""
        end = monotonic() + self._patience
        while True:
            try:
                session.connection()
            except DBAPIError as error:
                session.rollback()
                if not self._patience:
                    raise
                self.is_away = True
                if monotonic() >= end:
                    raise DatabaseAway from error
                sleep(PAUSE_SECONDS)
            else:
                self.is_away = False
                return

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Raise `DatabaseAway` where the connection is lost: whoever only looks may look again."""
        try:
            yield
        except DBAPIError as error:
            if self._is_lost(error):
                raise DatabaseAway from error
            raise

    def begun_again(self, once: Callable[[], T]) -> T:
        """Run a transaction, and run it again where its connection was lost and nothing was committed.

        Raises `DatabaseAway` after all patience, which begins when a connection is first lost.
        """
        end = inf
        while True:
            try:
                return once()
            except DBAPIError as error:
                if not self._is_lost(error):
                    raise
                self.is_away = True
                end = min(end, monotonic() + self._patience)
                if monotonic() >= end:
                    raise DatabaseAway from error

    def commit(self, session: Session, was_committed: Callable[[], bool]) -> None:
        """Commit; where the connection is lost meanwhile, `was_committed` has to find out, or to raise.

        Raises what the lost connection raised where nothing was committed.
        """
        try:
            session.commit()
        except DBAPIError as error:
            if not self._is_lost(error):
                raise
            self.is_away = True
            if not was_committed():
                raise

    def _is_lost(self, error: DBAPIError) -> bool:
        return bool(self._patience) and error.connection_invalidated
