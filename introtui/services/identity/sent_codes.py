"""Codes under way: one a purpose and account, three tries, and gone when used or late."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from introtui.domain.contact_codes import DIGITS, SENDS, TRIES, WORKS, Purpose, SentTo, typed_digits
from introtui.domain.errors import TooManyTries
from introtui.domain.throttling import counted_by
from introtui.services.identity.throttle import take_try
from introtui.services.identity.vault import Vault
from introtui.store.tables import SentCode

WRONG = "This is not the code; look again."
OVER = "The code is over. Ask for a new one."


def take_send(session: Session, account_id: int, purpose: Purpose, target: str, now: datetime) -> None:
    """Count one more code; raises `TooManyTries` when enough went out."""
    by = () if purpose is Purpose.EMAIL else (target,)
    limit = SENDS[purpose]
    if take_try(session, now, counted_by(purpose, str(account_id), *by), limit) is None:
        within = "an hour" if purpose is Purpose.EMAIL else "a day"
        raise TooManyTries(f"{limit.tries} codes went out within {within}. Try again later, or write to support.")


def keep_code(
    session: Session,
    vault: Vault,
    account_id: int,
    purpose: Purpose,
    *,
    target: str,
    code: str,
    message_key: str,
    now: datetime,
) -> SentTo:
    """Let a code wait to be typed; those before it end."""
    session.execute(update(SentCode).where(*_waiting(account_id, purpose)).values(ended_at=now))
    row = SentCode(
        account_id=account_id,
        purpose=purpose,
        target=target,
        digest=vault.digest(code, _place(account_id, purpose)),
        made_at=now,
        expires_at=now + WORKS[purpose],
        message_key=message_key,
    )
    session.add(row)
    session.flush()
    return SentTo(purpose=purpose, target=target, expires_at=row.expires_at)


def waiting_code(session: Session, account_id: int, *purposes: Purpose) -> SentCode | None:
    """Return the newest code that waits to be typed, be it late by now; None when none does."""
    query = select(SentCode).where(*_waiting(account_id, *purposes)).order_by(SentCode.id.desc()).limit(1)
    return session.scalars(query).first()


def is_over(code: SentCode, now: datetime) -> bool:
    """Return whether a code is late, or was tried too often."""
    return code.expires_at <= now or code.tries >= TRIES


def try_code(
    session: Session, vault: Vault, account_id: int, purpose: Purpose, typed: str, now: datetime
) -> tuple[str, str]:
    """Return the target a code proves, and a sentence when it proves none.

    The try counts either way, but for what is not as long as a code: that is a slip, and guesses nothing.
    """
    row = waiting_code(session, account_id, purpose)
    if row is None or is_over(row, now):
        return "", OVER
    digits = typed_digits(typed)
    if len(digits) != DIGITS[purpose]:
        return "", f"The code has {DIGITS[purpose]} digits; type all of them."
    row.tries += 1
    if not hmac.compare_digest(row.digest, vault.digest(digits, _place(account_id, purpose))):
        return "", WRONG if row.tries < TRIES else OVER
    row.ended_at = now
    return row.target, ""


def _waiting(account_id: int, *purposes: Purpose) -> tuple[ColumnElement[bool], ...]:
    return (SentCode.account_id == account_id, SentCode.purpose.in_(purposes), SentCode.ended_at.is_(None))


def _place(account_id: int, purpose: Purpose) -> str:
    return f"{purpose} {account_id}"
