"""New accounts that are not imported: the first admin, and whoever an admin adds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.clock import Clock
from introtui.domain.access import Role
from introtui.domain.account import ProfileFields
from introtui.domain.countries import check_country
from introtui.domain.emails import parse_email
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money, check_currency
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
    new = new_account(clock, login=login, email=email, country=country, role=Role.ADMIN)

    def work(session: Session) -> bool:
        known = session.scalar(select(Account).where(Account.login == new.login))
        if known is not None:
            if known.role is not Role.ADMIN:
                raise ActionRefused(f"The account {new.login} is there and no admin; choose another login.")
            return False
        account_id = write_account(session, clock, new, ACTOR)
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


def new_account(
    clock: Clock,
    *,
    login: str,
    email: str,
    country: str,
    role: Role,
    staff_role: str = "",
    currency: str = CURRENCY,
) -> NewAccount:
    """Return an account to be written, without a password; raises `InvalidValue`."""
    return NewAccount(
        login=read_login(login),
        created_on=clock.today(),
        email=parse_email(email),
        country=check_country(country),
        opening_balance=Money.zero(check_currency(currency)),
        profile=ProfileFields(last_name=login),
        role=role,
        staff_role=staff_role,
    )


def write_account(session: Session, clock: Clock, new: NewAccount, by: str) -> int:
    """Write a new account and return its id."""
    with BulkWriter(session, at=clock.now(), actor=by) as writer:
        return writer.account(new)
