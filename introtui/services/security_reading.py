"""What the security section shows, read in one go; no secret leaves the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import NotFound
from introtui.domain.security import LoginView, SecurityView
from introtui.services.context import own_account
from introtui.services.identity.factors import Factors
from introtui.services.identity.sessions import open_sessions
from introtui.services.identity.ssh_keys import keys_of
from introtui.services.identity.two_factor import recovery_left
from introtui.store.tables import AddressTrial, LoginEvent, Security

MOST_LOGINS = 50


def security_row(session: Session, actor: Actor) -> Security:
    """Return the actor's row, or raise `NotFound`."""
    own_account(session, actor)
    security = session.get(Security, actor.account_id)
    if security is None:
        raise NotFound("There is no such account.")
    return security


def security_view(session: Session, actor: Actor, factors: Factors, now: datetime) -> SecurityView:
    """Return the actor's security settings as they count at a time."""
    security = security_row(session, actor)
    trial = session.get(AddressTrial, actor.account_id)
    over = trial is not None and trial.ends_at <= now
    return SecurityView(
        login=actor.login,
        version=security.version,
        security_code_set=security.security_code_hash is not None,
        ip_restriction=trial.before if trial is not None and over else security.ip_restriction,
        trial_ends_at=None if trial is None or over else trial.ends_at,
        password_set=security.password_hash is not None,
        password_changed_at=security.password_changed_at,
        two_factor=factors.is_on(session, actor.account_id),
        recovery_left=recovery_left(session, actor.account_id),
        ssh_keys=keys_of(session, actor),
        sessions=open_sessions(session, actor, now),
        current_address=actor.address,
        logins=_logins(session, actor),
        blocked_at=own_account(session, actor).blocked_at,
    )


def _logins(session: Session, actor: Actor) -> tuple[LoginView, ...]:
    rows = session.scalars(
        select(LoginEvent)
        .where(LoginEvent.account_id == actor.account_id)
        .order_by(LoginEvent.id.desc())
        .limit(MOST_LOGINS)
    )
    return tuple(LoginView(at=row.at, address=row.address, way=row.way) for row in rows)
