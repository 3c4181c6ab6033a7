"""Answers to tickets that are given often, by names that staff choose."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import InvalidValue, NotFound
from introtui.domain.permissions import Permission
from introtui.domain.text import clean_text
from introtui.services.context import Context
from introtui.services.staff import require
from introtui.store.tables import CannedReply

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


class ReplyService:
    """Keeps them; staff only."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def every(self, actor: Actor) -> dict[str, str]:
        """Return every answer, by its name."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return {row.name: row.body for row in session.scalars(select(CannedReply).order_by(CannedReply.name))}

    def save(self, actor: Actor, name: str, body: str) -> None:
        """Keep an answer under a name, instead of the one it had; raises `InvalidValue`."""
        require(actor, Permission.TICKETS)
        if not _NAME.fullmatch(name):
            raise InvalidValue("Name it by small letters, digits and hyphens, 20 at most.")
        text = clean_text(body)
        if not text:
            raise InvalidValue("Write what the answer says.")

        def work(session: Session) -> None:
            session.merge(CannedReply(name=name, body=text))
            self._context.record(session, actor, action="reply.save", topics=(), subject=name)

        self._context.database.transact(work)

    def remove(self, actor: Actor, name: str) -> None:
        """Forget an answer; raises `NotFound`."""
        require(actor, Permission.TICKETS)

        def work(session: Session) -> None:
            row = session.get(CannedReply, name)
            if row is None:
                raise NotFound(f"There is no answer called {name!r}.")
            session.delete(row)
            self._context.record(session, actor, action="reply.remove", topics=(), subject=name)

        self._context.database.transact(work)
