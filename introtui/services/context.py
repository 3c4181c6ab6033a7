"""What every service stands on: the database, the clock, and the rows each use case leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from introtui.clock import Clock
from introtui.domain.access import Actor
from introtui.domain.errors import NotFound
from introtui.domain.topics import Topic
from introtui.store.engine import Database
from introtui.store.tables import Account, Audit, Change


@dataclass(frozen=True, slots=True)
class Context:
    """A database and a clock, shared by all services of a process."""

    database: Database
    clock: Clock

    def record(
        self,
        session: Session,
        actor: Actor,
        *,
        action: str,
        topics: tuple[Topic, ...],
        subject: str = "",
        detail: str = "",
    ) -> None:
        """Write the audit row and the change rows of a use case, in its own transaction."""
        session.add(
            Audit(
                at=self.clock.now(),
                account_id=actor.account_id,
                actor=actor.login,
                address=actor.address,
                action=action,
                subject=subject,
                detail=detail,
            )
        )
        session.add_all(Change(account_id=actor.account_id, topic=topic) for topic in topics)


def own_account(session: Session, actor: Actor) -> Account:
    """Return the actor's account, or raise `NotFound`."""
    account = session.get(Account, actor.account_id)
    if account is None or account.login != actor.login:
        raise NotFound("There is no such account.")
    return account
