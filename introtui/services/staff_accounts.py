"""The first account of the company's own staff; it has no password until there is a login."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.clock import Clock
from introtui.domain.access import Role
from introtui.domain.account import ProfileFields
from introtui.domain.emails import parse_email
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.services.bulk import BulkWriter
from introtui.services.bulk_values import NewAccount
from introtui.services.importing.account_lines import read_login
from introtui.services.setup import ACTOR
from introtui.store.engine import Database
from introtui.store.tables import Account, Audit

CURRENCY = "EUR"
"""An account has one; nothing is ever booked on a staff account."""


def ensure_admin(database: Database, clock: Clock, *, login: str, email: str, country: str) -> bool:
    """Make an admin's account unless it is there; returns whether it was made.

    Raises `InvalidValue`, or `ActionRefused` where the login is a customer's.
    """
    new = NewAccount(
        login=read_login(login),
        created_on=clock.today(),
        email=parse_email(email),
        country=country,
        opening_balance=Money.zero(CURRENCY),
        profile=ProfileFields(last_name=login),
        role=Role.ADMIN,
    )

    def work(session: Session) -> bool:
        known = session.scalar(select(Account).where(Account.login == new.login))
        if known is not None:
            if known.role is not Role.ADMIN:
                raise ActionRefused(f"The account {new.login} is there and no admin; choose another login.")
            return False
        with BulkWriter(session, at=clock.now(), actor=ACTOR) as writer:
            account_id = writer.account(new)
        session.add(
            Audit(
                at=clock.now(),
                account_id=account_id,
                actor=ACTOR,
                address="",
                action="staff.add",
                subject=new.login,
                detail=f"Staff account {new.login} made, role {new.role}.",
            )
        )
        return True

    return database.transact(work)
