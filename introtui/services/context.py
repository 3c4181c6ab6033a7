"""What every service stands on: the database, the clock, and the rows each use case leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from introtui.clock import Clock
from introtui.domain.access import Actor, Role
from introtui.domain.acting import INTO_PLACE, check_in_place
from introtui.domain.company import SAMPLE, Company
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.topics import Topic
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.services.identity.live import require_live
from introtui.services.staff import require_two_factor
from introtui.store.engine import Database
from introtui.store.receipts import leave_receipt
from introtui.store.rows import add_row, add_rows
from introtui.store.tables import Account, Audit, Change, Profile

_WHO = (
    select(Account, Profile)
    .join(Profile, Profile.account_id == Account.id)
    .where(Account.id == bindparam("account_id"))
)
"""An account with its profile, which every price and document is made from."""

WITHOUT_FACTOR = ("two_factor.", "session.", "security.ip_restriction_back")
"""How actions begin that staff do, or cause, before they have turned two-factor authentication on."""
WITH_SHORT_PASSWORD = (*WITHOUT_FACTOR, "security.change_password")
"""How actions begin of who signed in by a password that is too short to stand alone: both ways to mend that."""


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

        Raises `SessionEnded` when the actor's session was ended meanwhile, and `ActionRefused` for staff without a
        second factor and for a password that is too short to stand alone: then nothing of it is committed.

        `account_id` is whose account it is about, the actor's own unless staff act on another.
        """
        require_live(session, actor)
        check_in_place(actor, action)
        if not action.startswith(WITHOUT_FACTOR):
            require_two_factor(actor)
        if actor.needs_password and not action.startswith(WITH_SHORT_PASSWORD):
            raise ActionRefused("Choose a longer password first, in the section Security.")
        about = actor.account_id if account_id is None else account_id
        audit = {
            "at": self.clock.now(),
            "account_id": about,
            "actor": actor.person.login,
            "address": actor.address,
            "action": action,
            "subject": subject,
            "detail": detail if actor.by is None else f"{detail} In {actor.login}'s place: {actor.reason}".strip(),
            "by_staff": actor.person.role is not Role.CUSTOMER,
            "in_place": actor.by is not None or action in INTO_PLACE,
        }
        leave_receipt(session, add_row(session, Audit, audit), audit)
        add_rows(session, Change, [{"account_id": about, "topic": topic} for topic in topics])


def own_account(session: Session, actor: Actor) -> Account:
    """Return the actor's account, or raise `NotFound`."""
    # Held by the session, which forgets what nobody holds and would read it again.
    if actor not in session.info:
        session.info[actor] = session.execute(_WHO, {"account_id": actor.account_id}).one_or_none()
    found = session.info[actor]
    if found is None or found.Account.login != actor.login:
        raise NotFound("There is no such account.")
    account: Account = found.Account
    return account
