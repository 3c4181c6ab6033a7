"""What every service stands on: the database, the clock, and the rows each use case leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from introtui.clock import Clock
from introtui.domain.access import Actor
from introtui.domain.company import SAMPLE, Company
from introtui.domain.errors import NotFound
from introtui.domain.topics import Topic
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.services.identity.live import require_live
from introtui.store.engine import Database
from introtui.store.tables import Account, Audit, Change


@dataclass(frozen=True, slots=True)
class Context:
    """A database, a clock, the company that sells and what it sends by; shared by all services of a process."""

    database: Database
    clock: Clock
    company: Company = SAMPLE
    gateways: Gateways = NO_GATEWAYS

    def record(
        self,
        session: Session,
        actor: Actor,
        *,
        action: str,
        topics: tuple[Topic, ...],
        subject: str = "",
        detail: str = "",
        account_id: int | None = None,
    ) -> None:
        """Write the audit row and the change rows of a use case, in its own transaction.

        Raises `SessionEnded` when the actor's session was ended meanwhile: then nothing of it is committed.

        `account_id` is whose account it is about, the actor's own unless staff act on another.
        """
        require_live(session, actor)
        about = actor.account_id if account_id is None else account_id
        session.add(
            Audit(
                at=self.clock.now(),
                account_id=about,
                actor=actor.login,
                address=actor.address,
                action=action,
                subject=subject,
                detail=detail,
            )
        )
        session.add_all(Change(account_id=about, topic=topic) for topic in topics)


def own_account(session: Session, actor: Actor) -> Account:
    """Return the actor's account, or raise `NotFound`."""
    account = session.get(Account, actor.account_id)
    if account is None or account.login != actor.login:
        raise NotFound("There is no such account.")
    return account
