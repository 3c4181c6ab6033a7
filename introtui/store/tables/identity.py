"""Who is signed in and by what: sessions, attempts, second factors, ssh keys, codes that were sent.

Secrets are kept as digests or sealed under a key that lies outside the database.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from introtui.store.tables.base import Base, Id


class StaffRole(Base):
    """A role of the company's own: the permissions it gives, a name a line."""

    __tablename__ = "staff_role"

    name: Mapped[str] = mapped_column(primary_key=True)
    permissions: Mapped[str]


class AccountSession(Base):
    """One sign-in and how it ended; `factor_at` is when its user last proved who they are."""

    __tablename__ = "account_session"
    __table_args__ = (Index(None, "account_id", "ended_at"), {"sqlite_autoincrement": True})

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime]
    last_key_at: Mapped[datetime]
    factor_at: Mapped[datetime | None]
    address: Mapped[str]
    way: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(default="")


class Attempt(Base):
    """One try that is limited in number; `key` is a digest of what it is counted by."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[Id]
    key: Mapped[str]
    at: Mapped[datetime]


class AddressTrial(Base):
    """An address list that counts already, and goes back to `before` unless it is confirmed until `ends_at`."""

    __tablename__ = "address_trial"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    before: Mapped[str]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class TwoFactor(Base):
    """A TOTP key (RFC 6238), sealed; it counts once confirmed, and each time step is accepted once."""

    __tablename__ = "two_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """A code for when the second factor is lost; it works once."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class SshKey(Base):
    """A public key that may sign in; `public_key` is its base64 blob, `fingerprint` SHA256 as OpenSSH shows it."""

    __tablename__ = "ssh_key"
    __table_args__ = (UniqueConstraint("account_id", "fingerprint"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    kind: Mapped[str]
    public_key: Mapped[str]
    fingerprint: Mapped[str]
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SentCode(Base):
    """A code sent by mail, SMS or call to `target`, and how often it was tried; `message_key` is its message's."""

    __tablename__ = "sent_code"
    __table_args__ = (Index(None, "account_id", "purpose"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str]
    target: Mapped[str]
    digest: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    message_key: Mapped[str]
