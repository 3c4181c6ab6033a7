"""Replacing a password: whether a new one may be used, and what storing it brings about."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import InvalidValue, StaleVersion
from introtui.domain.passwords import check_password, normalized
from introtui.domain.sessions import Ended
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.hashing import Hasher
from introtui.services.identity.live import end_sessions
from introtui.services.messages import warn
from introtui.store.tables import Security

NOT_CURRENT = "This is not the current password."


def is_password(hasher: Hasher, encoded: str | None, typed: str) -> bool:
    """Return whether a password is the stored one; takes as long as hashing does."""
    return encoded is not None and hasher.matches(encoded, normalized(typed))


def wrong_new(new: str, again: str, *, two_factor: bool, personal: tuple[str, ...]) -> dict[str, str]:
    """Return what is wrong with a new password, by the names `new` and `again`."""
    errors: dict[str, str] = {}
    try:
        check_password(new, two_factor=two_factor, personal=personal)
    except InvalidValue as error:
        errors["new"] = str(error)
    if normalized(new) != normalized(again):
        errors["again"] = "The two new passwords differ; type the same one twice."
    return errors


def require_unchanged(session: Session, actor: Actor, old_hash: str | None) -> Security:
    """Return the actor's row, or raise `StaleVersion` when its password is no longer the one that was checked."""
    security = session.get_one(Security, actor.account_id)
    if security.password_hash != old_hash:
        raise StaleVersion("The password was changed by another session meanwhile.")
    return security


def replace_password(context: Context, session: Session, actor: Actor, security: Security, encoded: str) -> None:
    """Store a new password's hash, end the other sessions, and tell the owner."""
    now = context.clock.now()
    security.password_hash, security.password_changed_at = encoded, now
    end_sessions(session, actor.account_id, Ended.PASSWORD, now, but=actor.session_id)
    context.record(session, actor, action="security.change_password", topics=(Topic.SECURITY,))
    session.flush()
    warn(context, session, actor, kind="password_changed", key=str(security.version))
