"""Who may act for others: the company's staff, on an account they name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, InvalidFields, NotFound
from introtui.domain.permissions import Permission
from introtui.store.tables import Account


def require_staff(actor: Actor) -> None:
    """Raise `NotFound`, as for anything that does not exist, unless staff act."""
    if actor.role is Role.CUSTOMER:
        raise NotFound("There is no such thing.")
    require_two_factor(actor)


def require(actor: Actor, permission: Permission) -> None:
    """Raise `NotFound` to customers, as for what does not exist, and `ActionRefused` without permission."""
    require_staff(actor)
    if not actor.may(permission):
        raise ActionRefused(f"Your role may not {permission.sentence}.")


def require_two_factor(actor: Actor) -> None:
    """Raise `ActionRefused` for staff who have yet to turn two-factor authentication on."""
    if actor.needs_two_factor:
        raise ActionRefused("Staff work with two-factor authentication: turn it on first.")


def account_typed(session: Session, login: str) -> Account:
    """Return the account of a login in a form's field `login`; raises `InvalidFields`."""
    if not login.strip():
        raise InvalidFields({"login": "Enter the login of the account."})
    try:
        return account_named(session, login.strip())
    except NotFound as error:
        raise InvalidFields({"login": str(error)}) from error


def account_named(session: Session, login: str) -> Account:
    """Return the account of a login, or raise `NotFound`."""
    account = session.scalar(select(Account).where(Account.login == login))
    if account is None:
        raise NotFound(f"There is no account {login!r}.")
    return account
