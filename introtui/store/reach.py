"""Reaching a database server that may be away for a moment: restarted, or replaced by its standby.

A connection is asked for until the server answers again; what a lost connection had begun is begun again, unless
it was lost while it committed: then nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from introtui.domain.errors import DatabaseAway, OutcomeUnknown

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
        """Run a transaction, and run it again where its connection was lost before it committed."""
        end = monotonic() + self._patience
        while True:
            try:
                return once()
            except DBAPIError as error:
                if not self._is_lost(error) or monotonic() >= end:
                    raise
                self.is_away = True

    def commit(self, session: Session) -> None:
        """Commit; raises `OutcomeUnknown` where the connection is lost meanwhile."""
        try:
            session.commit()
        except DBAPIError as error:
            if self._is_lost(error):
                raise OutcomeUnknown from error
            raise

    def _is_lost(self, error: DBAPIError) -> bool:
        return bool(self._patience) and error.connection_invalidated
