"""The account and what its owner edits: profile, security, notifications; logins and tickets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, event, false, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from introtui.domain.access import Role
from introtui.domain.account import ProfileType
from introtui.domain.find_text import find_text, turned_digits
from introtui.store.tables.base import Base, Currency, Id, Minor, index_rows, row_of

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

    __table_args__ = (Index("ix_account_find_login", text("lower(login)")),)


NAMES = ("first_name", "last_name", "company_name")
"""What of a profile is found by its words."""


def _words(context: DefaultExecutionContext) -> str:
    row = row_of(context)
    return find_text(row.get(name) or "" for name in NAMES)


def _turned(context: DefaultExecutionContext) -> str:
    return turned_digits(row_of(context).get("mobile_phone") or "")


class Profile(Base):
    """Personal data, edited by people: `version` guards against lost updates.

    `find_text` and `find_phone` are what an account is found by: both follow from the rest.
    """

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
    find_text: Mapped[str] = mapped_column(default=_words, server_default="")
    find_phone: Mapped[str] = mapped_column(default=_turned, server_default="")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        index_rows("ix_profile_to_verify", "account_id", where=TO_VERIFY),
        *(
            Index(f"ix_profile_by_{name}", text(f"lower({name})"))
            for name in ("email", "mobile_phone", "vat_id", "find_phone")
        ),
    )


@event.listens_for(Profile, "before_update")
def _keep_found(_mapper: object, _connection: object, profile: Profile) -> None:
    """Keep what an account is found by in step with what its owner changed."""
    profile.find_text = find_text(getattr(profile, name) for name in NAMES)
    profile.find_phone = turned_digits(profile.mobile_phone)


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

    __table_args__ = (
        Index(None, "account_id", "id"),
        # Who came from an address: each account once, however often it did.
        Index(None, "address", "account_id"),
    )


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
