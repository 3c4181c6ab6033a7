"""Committing changes and hearing of them, for the tests of the change feed."""

from __future__ import annotations

from queue import Queue

from sqlalchemy.orm import Session

from introtui.domain.topics import Topic
from introtui.store.engine import Database
from introtui.store.tables import Change

WITHIN = 1.0
"""Seconds (spec section 7)."""

OWN, OTHER = 1, 2
Heard = Queue[frozenset[Topic]]


def commit(database: Database, *changes: tuple[int | None, str], first_id: int | None = None) -> None:
    """Write change rows as a use case does; `first_id` numbers them by hand."""

    def work(session: Session) -> None:
        for number, (account_id, topic) in enumerate(changes):
            change_id = None if first_id is None else first_id + number
            session.add(Change(id=change_id, account_id=account_id, topic=topic))

    database.transact(work)


def hear(heard: Heard, *topics: Topic, within: float = WITHIN) -> None:
    """Wait until exactly these topics were told; AssertionError for any other."""
    missing = set(topics)
    while missing:
        told = heard.get(timeout=within)
        assert told <= missing
        missing -= told
