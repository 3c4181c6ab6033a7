"""Security use cases: the security code and the password."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, InvalidFields
from introtui.domain.passwords import normalized
from introtui.domain.security import SecurityView, check_security_code
from introtui.domain.topics import Topic
from introtui.services.context import Context, own_account
from introtui.services.hashing import Hasher
from introtui.services.identity.factors import Factors
from introtui.services.identity.live import require_fresh
from introtui.services.identity.passwords import (
    NOT_CURRENT,
    is_password,
    replace_password,
    require_unchanged,
    wrong_new,
)
from introtui.services.identity.personal import personal_words
from introtui.services.identity.proving import take_proof
from introtui.services.identity.throttle import give_back
from introtui.services.messages import warn
from introtui.services.security_reading import security_row, security_view


class SecurityService:
    """What the security section does with the secrets of its owner."""

    def __init__(self, context: Context, hasher: Hasher, factors: Factors) -> None:
        self._context = context
        self._hasher = hasher
        self._factors = factors

    def load(self, actor: Actor) -> SecurityView:
        """Return the actor's security settings, without any secret."""
        with self._context.database.read() as session:
            return self._view(session, actor)

    def set_security_code(self, actor: Actor, code: str) -> SecurityView:
        """Store the security code's hash, once and for all."""
        encoded = self._hasher.hash(check_security_code(code))

        def work(session: Session) -> SecurityView:
            security = security_row(session, actor)
            if security.security_code_hash is not None:
                raise ActionRefused("The security code is set already and cannot be changed.")
            security.security_code_hash = encoded
            view = self._saved(session, actor, "security.set_code")
            warn(self._context, session, actor, kind="code_set", key=str(view.version))
            return view

        return self._context.database.transact(work)

    def change_password(self, actor: Actor, current: str, new: str, again: str) -> SecurityView:
        """Replace the password and end the other sessions.

        Raises `InvalidFields` naming `current`, `new` or `again`.
        """
        with self._context.database.read() as session:
            old_hash = security_row(session, actor).password_hash
            personal = personal_words(session, actor.account_id, actor.login)
            two_factor = self._factors.is_on(session, actor.account_id)
        errors = self._wrong_current(actor, old_hash, current, new)
        errors.update(wrong_new(new, again, two_factor=two_factor, personal=personal))
        if errors:
            raise InvalidFields(errors)
        encoded = self._hasher.hash(normalized(new))
        return self._context.database.transact(
            lambda session: self._replace_password(session, actor, old_hash, encoded)
        )

    def _wrong_current(self, actor: Actor, old_hash: str | None, current: str, new: str) -> dict[str, str]:
        if old_hash is None:
            return {}
        tries = take_proof(self._context, actor, "current")
        if not is_password(self._hasher, old_hash, current):
            return {"current": NOT_CURRENT}
        self._context.database.transact(lambda session: give_back(session, tries))
        if normalized(new) == normalized(current):
            return {"new": "This is the current password; choose another."}
        return {}

    def _replace_password(
        self, session: Session, actor: Actor, old_hash: str | None, encoded: str
    ) -> SecurityView:
        own_account(session, actor)
        security = require_unchanged(session, actor, old_hash)
        if self._factors.is_on(session, actor.account_id):
            # Without a second factor, the current password that was just typed is the proof.
            require_fresh(session, actor, self._context.clock.now())
        replace_password(self._context, session, actor, security, encoded)
        return self._view(session, actor)

    def personal_words(self, actor: Actor) -> tuple[str, ...]:
        """Return the words a password must not be made of (login, names, company, email)."""
        with self._context.database.read() as session:
            return personal_words(session, actor.account_id, actor.login)

    def _saved(self, session: Session, actor: Actor, action: str) -> SecurityView:
        self._context.record(session, actor, action=action, topics=(Topic.SECURITY,))
        session.flush()
        return self._view(session, actor)

    def _view(self, session: Session, actor: Actor) -> SecurityView:
        return security_view(session, actor, self._factors, self._context.clock.now())
