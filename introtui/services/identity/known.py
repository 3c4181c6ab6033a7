"""Who stands at the door, as far as that is known before anything is proved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from introtui.domain.access import Role
from introtui.services.identity.factors import Factors
from introtui.store.tables import Account, LoginEvent, Security, SshKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of who stands at the door; `account_id` is None for a login nobody has.

    `key_id` is the registered key they came with, None for whoever gives a password.
    """

    account_id: int | None
    login: str
    role: Role
    blocked: bool
    password_hash: str | None
    has_factor: bool
    has_been_here: bool
    key_id: int | None = None


def find_known(
    session: Session, factors: Factors, login: str, address: str, *, fingerprint: str | None = None
) -> Known:
    """Look a login up for somebody at an address, and the key they show."""
    row = session.execute(
        select(
            Account.id,
            Account.role,
            Account.blocked_at,
            Security.password_hash,
            _has_come_from(address).label("has_been_here"),
        )
        .join(Security, Security.account_id == Account.id)
        .where(Account.login == login)
    ).one_or_none()
    return Known(
        account_id=None if row is None else row.id,
        login=login,
        role=Role.CUSTOMER if row is None else row.role,
        blocked=row is not None and row.blocked_at is not None,
        password_hash=None if row is None else row.password_hash,
        has_factor=factors.is_on(session, -1 if row is None else row.id),
        has_been_here=row is not None and row.has_been_here,
        key_id=None if row is None or fingerprint is None else _key(session, row.id, fingerprint),
    )


def is_unchanged(session: Session, factors: Factors, known: Known) -> bool:
    """Tell whether all still is as it was decided on: somebody may have blocked the account meanwhile."""
    account = session.get(Account, known.account_id) if known.account_id is not None else None
    security = session.get(Security, known.account_id)
    if account is None or security is None or account.blocked_at is not None:
        return False
    if known.key_id is None and security.password_hash != known.password_hash:
        return False
    if known.key_id is not None and session.get(SshKey, known.key_id) is None:
        return False
    return factors.is_on(session, account.id) == known.has_factor


def _has_come_from(address: str) -> ColumnElement[bool]:
    return select(LoginEvent.id).where(LoginEvent.account_id == Account.id, LoginEvent.address == address).exists()


def _key(session: Session, account_id: int, fingerprint: str) -> int | None:
    own = (SshKey.account_id == account_id, SshKey.fingerprint == fingerprint)
    return session.scalar(select(SshKey.id).where(*own))
