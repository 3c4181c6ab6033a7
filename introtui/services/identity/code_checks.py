"""Staff ask a caller for their security code, and are told whether it is the right one; nothing more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, TooManyTries
from introtui.domain.permissions import Permission
from introtui.domain.throttling import CODE_CHECKS, counted_by
from introtui.services.context import Context
from introtui.services.hashing import Hasher
from introtui.services.identity.throttle import take_try
from introtui.services.staff import account_named, require
from introtui.store.tables import Security


class CodeCheckService:
    """The check of what a caller says; five a day for an account, whoever asks."""

    def __init__(self, context: Context, hasher: Hasher) -> None:
        self._context = context
        self._hasher = hasher

    def matches(self, actor: Actor, login: str, said: str) -> bool:
        """Return whether a caller said the account's security code.

        Raises `ActionRefused` when none is set, `TooManyTries` after five checks in a day.
        """
        require(actor, Permission.CALLER)
        encoded = self._context.database.transact(lambda session: self._begin(session, actor, login))
        if encoded is None:
            raise TooManyTries(
                "The security code of this account was checked five times today. Try again tomorrow."
            )
        right = self._hasher.matches(encoded, said.strip())
        self._context.database.transact(lambda session: self._note(session, actor, login, right=right))
        return right

    def _begin(self, session: Session, actor: Actor, login: str) -> str | None:
        account = account_named(session, login)
        encoded = session.get_one(Security, account.id).security_code_hash
        if encoded is None:
            raise ActionRefused("No security code is set for this account.")
        key = counted_by("security code", str(account.id))
        return None if take_try(session, self._context.clock.now(), key, CODE_CHECKS) is None else encoded

    def _note(self, session: Session, actor: Actor, login: str, *, right: bool) -> None:
        account = account_named(session, login)
        self._context.record(
            session,
            actor,
            action="security.check_code",
            topics=(),
            subject=login,
            detail="match" if right else "no match",
            account_id=account.id,
        )
