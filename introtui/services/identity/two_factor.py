"""Turning two-factor authentication on and off: a key counts once a code of it was typed."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, InvalidFields
from introtui.domain.passwords import MIN_LENGTH, is_long_enough_alone, normalized
from introtui.domain.sessions import Ended
from introtui.domain.topics import Topic
from introtui.domain.two_factor import RECOVERY_CODES, Enrolment, new_recovery_code, scanned, typed_code
from introtui.services.context import Context, own_account
from introtui.services.hashing import Hasher
from introtui.services.identity.factors import Factors, place_of
from introtui.services.identity.live import end_sessions, require_fresh
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
from introtui.store.tables import RecoveryCode, Security, TwoFactor

NO_CODE = "Type the six digits your app shows now, or a recovery code."
PROTECTS_ALONE = "Type your password too: it protects the account alone once two-factor is off."
TOO_SHORT = f"Without two-factor a password has {MIN_LENGTH} characters or more; choose a longer one."
WRONG = "This code is not right; type the six digits your app shows now."


class TwoFactorService:
    """What the owner of an account does with their second factor."""

    def __init__(self, context: Context, hasher: Hasher, factors: Factors, issuer: str) -> None:
        self._context = context
        self._hasher = hasher
        self._factors = factors
        self._issuer = issuer

    def is_on(self, actor: Actor) -> bool:
        """Return whether a code is asked for besides the password."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return self._factors.is_on(session, actor.account_id)

    def may_disable(self, actor: Actor) -> bool:
        """Return whether the owner may turn it off: staff may not."""
        return actor.role is Role.CUSTOMER

    def begin(self, actor: Actor) -> Enrolment:
        """Make a key to scan; it counts for nothing until `confirm`, and beginning again forgets it."""
        from pyotp import random_base32

        key = random_base32()
        sealed = self._factors.vault.seal(key.encode(), place_of(actor.account_id))

        def work(session: Session) -> None:
            self._require_off(session, actor)
            session.execute(delete(TwoFactor).where(TwoFactor.account_id == actor.account_id))
            session.add(
                TwoFactor(account_id=actor.account_id, sealed_key=sealed, made_at=self._context.clock.now())
            )
            self._context.record(session, actor, action="two_factor.begin", topics=())

        self._context.database.transact(work)
        return Enrolment(key=key, uri=scanned(self._issuer, actor.login, key))

    def confirm(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Turn it on by a code of the new key; returns the recovery codes, which nobody can show again.

        Ends the account's other sessions. Raises `InvalidFields` naming `code`.
        """
        codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))

        def work(session: Session) -> None:
            self._require_off(session, actor)
            if not self._factors.accept_step(session, actor.account_id, code):
                raise InvalidFields({"code": WRONG})
            session.get_one(TwoFactor, actor.account_id).confirmed_at = self._context.clock.now()
            self._replace_recovery(session, actor, codes)
            self._changed(session, actor, "two_factor.on")

        self._context.database.transact(work)
        return codes

    def renew_recovery(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Replace the recovery codes, by a code; raises `InvalidFields` naming `code`."""
        codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
        tries = take_proof(self._context, actor, "code")

        def work(session: Session) -> None:
            self._require_code(session, actor, code, tries)
            self._replace_recovery(session, actor, codes)
            self._context.record(session, actor, action="two_factor.new_recovery", topics=(Topic.SECURITY,))

        self._context.database.transact(work)
        return codes

    def disable(self, actor: Actor, code: str, password: str, new: str = "", again: str = "") -> None:
        """Turn it off by a code, one-time or recovery, and the password, which then protects the account alone.

        A password that is too short for that is replaced by `new` in the same transaction. Raises `InvalidFields`
        naming `code`, `password`, `new` or `again`.
        """
        if not self.may_disable(actor):
            raise ActionRefused("Staff work with two-factor authentication; it cannot be turned off.")
        with self._context.database.read() as session:
            self._require_on(session, actor)
            old_hash = session.get_one(Security, actor.account_id).password_hash
            personal = personal_words(session, actor.account_id, actor.login)
        _require_typed(code, password, password_set=old_hash is not None)
        tries = take_proof(self._context, actor, "code")
        if old_hash is not None and not is_password(self._hasher, old_hash, password):
            raise InvalidFields({"password": NOT_CURRENT})
        replaces = old_hash is not None and (bool(new) or not is_long_enough_alone(password))
        if replaces and (errors := _wrong_alone(new, again, personal)):
            # The password was right: choosing another one is no guess.
            self._context.database.transact(lambda session: give_back(session, tries))
            raise InvalidFields(errors)
        encoded = self._hasher.hash(normalized(new)) if replaces else None
        self._context.database.transact(
            lambda session: self._disable(session, actor, code, tries, old_hash, encoded)
        )

    def _disable(
        self, session: Session, actor: Actor, code: str, tries: int, old_hash: str | None, encoded: str | None
    ) -> None:
        self._require_code(session, actor, code, tries)
        security = require_unchanged(session, actor, old_hash)
        if encoded is not None:
            replace_password(self._context, session, actor, security, encoded)
        self._forget(session, actor)
        self._changed(session, actor, "two_factor.off")
        now = self._context.clock.now()
        warn(self._context, session, actor, kind="two_factor_off", key=now.isoformat())

    def _require_off(self, session: Session, actor: Actor) -> None:
        own_account(session, actor)
        require_fresh(session, actor, self._context.clock.now())
        if self._factors.is_on(session, actor.account_id):
            raise ActionRefused("Two-factor authentication is on already.")

    def _require_on(self, session: Session, actor: Actor) -> None:
        own_account(session, actor)
        if not self._factors.is_on(session, actor.account_id):
            raise ActionRefused("Two-factor authentication is off.")

    def _require_code(self, session: Session, actor: Actor, code: str, tries: int) -> None:
        self._require_on(session, actor)
        if not self._factors.accept(session, actor.account_id, code):
            raise InvalidFields({"code": "This code is not right, or was used; type the next one your app shows."})
        give_back(session, tries)

    def _replace_recovery(self, session: Session, actor: Actor, codes: tuple[str, ...]) -> None:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == actor.account_id))
        place = place_of(actor.account_id)
        session.add_all(
            RecoveryCode(account_id=actor.account_id, digest=self._factors.vault.digest(typed_code(code), place))
            for code in codes
        )

    def _forget(self, session: Session, actor: Actor) -> None:
        for table in (TwoFactor, RecoveryCode):
            session.execute(delete(table).where(table.account_id == actor.account_id))

    def _changed(self, session: Session, actor: Actor, action: str) -> None:
        self._context.record(session, actor, action=action, topics=(Topic.SECURITY,))
        now = self._context.clock.now()
        end_sessions(session, actor.account_id, Ended.TWO_FACTOR, now, but=actor.session_id)


def _require_typed(code: str, password: str, *, password_set: bool) -> None:
    """Raise `InvalidFields` naming what is missing; it is no try."""
    missing = {} if code.strip() else {"code": NO_CODE}
    if password_set and not password:
        missing["password"] = PROTECTS_ALONE
    if missing:
        raise InvalidFields(missing)


def _wrong_alone(new: str, again: str, personal: tuple[str, ...]) -> dict[str, str]:
    """Return what is wrong with a password that has to protect the account without a second factor."""
    if not is_long_enough_alone(new):
        return {"new": TOO_SHORT}
    return wrong_new(new, again, two_factor=False, personal=personal)


def recovery_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes of an account were not used."""
    unused = select(RecoveryCode.digest).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return len(session.scalars(unused).all())
