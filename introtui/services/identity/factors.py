"""The second factor: whether an account has one, and whether a code is right; each works once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Executable, select, update
from sqlalchemy.orm import Session

from introtui.clock import Clock
from introtui.domain.two_factor import matching_step, typed_code
from introtui.services.identity.vault import Vault
from introtui.store.tables import RecoveryCode, TwoFactor


class Factors:
    """Checks second factors; `clock` is the real one, for phones know no other."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self.vault = vault
        self._clock = clock

    def is_on(self, session: Session, account_id: int) -> bool:
        """Return whether an account has confirmed a second factor."""
        confirmed = TwoFactor.confirmed_at.is_not(None)
        return bool(session.scalar(select(select(TwoFactor).where(_own(account_id), confirmed).exists())))

    def accept(self, session: Session, account_id: int, code: str) -> bool:
        """Use up a one-time code or a recovery code; False when it is neither, or was used."""
        typed = typed_code(code)
        if typed.isascii() and typed.isdigit():
            return self.accept_step(session, account_id, typed)
        return self._accept_recovery(session, account_id, typed)

    def accept_step(self, session: Session, account_id: int, code: str) -> bool:
        """Use up the time step of a one-time code."""
        row = session.scalar(select(TwoFactor).where(_own(account_id)))
        if row is None:
            return False
        key = self.vault.open(row.sealed_key, place_of(account_id)).decode()
        step = matching_step(key, typed_code(code), self._clock.now(), row.last_step)
        if step is None:
            return False
        # The database decides which of two at once was first.
        newer = update(TwoFactor).where(_own(account_id), TwoFactor.last_step < step).values(last_step=step)
        return _changed_one(session, newer)

    def _accept_recovery(self, session: Session, account_id: int, code: str) -> bool:
        digest = self.vault.digest(code, place_of(account_id))
        unused = update(RecoveryCode).where(
            RecoveryCode.account_id == account_id, RecoveryCode.digest == digest, RecoveryCode.used_at.is_(None)
        )
        return _changed_one(session, unused.values(used_at=self._now()))

    def _now(self) -> datetime:
        return self._clock.now()


def place_of(account_id: int) -> str:
    """Return the place an account's second factor is sealed for."""
    return f"totp {account_id}"


def _own(account_id: int) -> Any:
    return TwoFactor.account_id == account_id


def _changed_one(session: Session, statement: Executable) -> bool:
    result = session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1
