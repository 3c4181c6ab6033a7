"""The account and what its owner edits: profile, security, notifications; logins and tickets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from introtui.domain.access import Role
from introtui.domain.account import ProfileType
from introtui.store.tables.base import Base, Currency, Id, Minor, index_rows

TO_VERIFY = "profile_type = 'company' AND company_verified_at IS NULL AND company_rejected_at IS NULL"
"""Companies that wait for staff: an index holds those alone."""


class Account(Base):
    """One billing customer or operator; `login` never changes (spec section 1).

    `staff_role` names what an operator may do: a role there always is, or one of the company's own.
    """

    __tablename__ = "account"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(default=Role.CUSTOMER)
    staff_role: Mapped[str] = mapped_column(default="", server_default="")
    currency: Mapped[Currency]
    created_on: Mapped[date]
    blocked_at: Mapped[datetime | None]


class Profile(Base):
    """Personal data, edited by people: `version` guards against lost updates."""

    __tablename__ = "profile"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    last_name: Mapped[str]
    first_name: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    email_changed_at: Mapped[datetime]
    email_confirmed_at: Mapped[datetime | None]
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    mobile_phone: Mapped[str] = mapped_column(default="")
    phone_verified_at: Mapped[datetime | None]
    country: Mapped[str]
    profile_type: Mapped[ProfileType] = mapped_column(default=ProfileType.INDIVIDUAL)
    company_name: Mapped[str] = mapped_column(default="")
    vat_id: Mapped[str] = mapped_column(default="")
    company_verified_at: Mapped[datetime | None]
    company_rejected_at: Mapped[datetime | None]
    company_rejection: Mapped[str] = mapped_column(default="", server_default="")
    postal_recipient: Mapped[str] = mapped_column(default="")
    postal_street: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    postal_city: Mapped[str] = mapped_column(default="")
    postal_region: Mapped[str] = mapped_column(default="")
    postal_country: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (index_rows("ix_profile_to_verify", "account_id", where=TO_VERIFY),)


class Security(Base):
    """Password, security code and address restriction; hashes only."""

    __tablename__ = "security"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    security_code_hash: Mapped[str | None]
    ip_restriction: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}


class NotificationSettings(Base):
    """What is sent and where; a blank address means the account's email."""

    __tablename__ = "notification_settings"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    news: Mapped[bool] = mapped_column(default=False)
    low_balance_minor: Mapped[Minor | None]
    low_balance_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    invoices_email: Mapped[str] = mapped_column(default="")
    support_email: Mapped[str] = mapped_column(default="")
    complaints_email: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}


class LoginEvent(Base):
    """One session start: when, from which address, by which way in."""

    __tablename__ = "login_event"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    address: Mapped[str]
    way: Mapped[str]

    __table_args__ = (Index(None, "account_id", "id"),)


class Ticket(Base):
    """A request to support, stored where its state can be shown; `about` is the country code it asks for."""

    __tablename__ = "ticket"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    subject: Mapped[str]
    body: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_ticket_state_kind_id", "state", "kind", "id"),)


class TicketReply(Base):
    """What staff answered to a ticket."""

    __tablename__ = "ticket_reply"

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime]
    author: Mapped[str]
    body: Mapped[str]


class CannedReply(Base):
    """An answer that staff give often, by its name."""

    __tablename__ = "canned_reply"

    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]


class AccountNote(Base):
    """What staff note about an account, for each other; its customer never sees it. One at most is pinned."""

    __tablename__ = "account_note"
    __table_args__ = (
        Index(None, "account_id", "id"),
        index_rows("ix_account_note_pinned", "account_id", unique=True, where="pinned"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    author: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    changed_at: Mapped[datetime | None]
