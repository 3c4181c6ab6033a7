"""A clock that is moved by hand, gateways that do as they are told, and messages to send by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.messages import MessageView
from introtui.domain.paging import PageRequest
from introtui.gateways.mail import Message
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.services.context import Context
from introtui.services.hashing import Hasher
from introtui.services.messages import tell
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import OutboxMessage

NEWEST_FIRST = PageRequest(sort="", descending=True)


@dataclass(slots=True)
class MovingClock:
    """Noon, until it is moved."""

    at: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def today(self) -> Any:
        return self.at.date()

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass(slots=True)
class ScriptedMail:
    """Takes mail; `before` and `after` may raise, one after the other, before or once a mail is taken."""

    before: list[BaseException | None] = field(default_factory=list)
    after: list[BaseException | None] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    keeps: bool = False

    def send(self, message: Message) -> None:
        _raise_next(self.before)
        self.taken.append(message)
        _raise_next(self.after)


@dataclass(slots=True)
class ScriptedTexts:
    """Takes texts; `before` may raise, one after the other, before a text is taken."""

    taken: list[tuple[str, str, str]] = field(default_factory=list)
    keeps: bool = False
    before: list[BaseException | None] = field(default_factory=list)

    def send(self, number: str, text: str, request_id: str) -> None:
        _raise_next(self.before)
        self.taken.append((number, text, request_id))


def _raise_next(errors: list[BaseException | None]) -> None:
    error = errors.pop(0) if errors else None
    if error is not None:
        raise error


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A database, its clock and what it sends by."""

    database: Database
    gateways: Gateways = NO_GATEWAYS
    clock: MovingClock = field(default_factory=MovingClock)

    @property
    def context(self) -> Context:
        return Context(self.database, self.clock, gateways=self.gateways)

    @property
    def services(self) -> Services:
        return Services.over(self.database, self.clock, Hasher(time_cost=1, memory_kib=64), gateways=self.gateways)

    def tell(self, actor: Actor, kind: str = "low_balance", key: str = "low 1", **more: Any) -> bool:
        values = {"balance": "3.15 EUR", "threshold": "20.00 EUR", **more}
        written: bool = self.transact(
            lambda session: tell(self.context, session, actor.account_id, kind=kind, key=key, **values)
        )
        return written

    def transact(self, work: Callable[[Session], Any]) -> Any:
        return self.database.transact(work)

    def rows(self) -> list[OutboxMessage]:
        with self.database.read() as session:
            found = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
            session.expunge_all()
            return found

    def row(self) -> OutboxMessage:
        (row,) = self.rows()
        return row

    def log(self, actor: Actor) -> tuple[MessageView, ...]:
        return self.services.outbox.log(actor, NEWEST_FIRST).items
