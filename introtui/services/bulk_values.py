"""What the bulk writer writes: accounts, orders and prices as checked values.

Everything here is fit to store: names as `clean_line` returns them, phone numbers as E.164, emails as
`parse_email` returns them. Nothing is checked again on the way to the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from introtui.domain.access import Role
from introtui.domain.account import ProfileFields
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.plans import RefundTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLogin:
    """One session start of the past; `way` is "local", "ssh" or "demo"."""

    at: datetime
    address: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account with its profile, security and notification settings, and what it owns at the start.

    `opening_balance` carries the account's currency; `low_balance` is in the same one, None switches the alert
    off. `email_changed_at` None means midnight (UTC) of `created_on`.
    """

    login: str
    created_on: date
    email: str
    country: str
    opening_balance: Money
    profile: ProfileFields
    role: Role = Role.CUSTOMER
    staff_role: str = ""
    email_changed_at: datetime | None = None
    email_confirmed_at: datetime | None = None
    phone_verified_at: datetime | None = None
    company_verified_at: datetime | None = None
    password_hash: str | None = None
    password_changed_at: datetime | None = None
    security_code_hash: str | None = None
    ip_restriction: str = ""
    news: bool = False
    low_balance: Money | None = None
    invoices_email: str = ""
    support_email: str = ""
    complaints_email: str = ""
    logins: tuple[NewLogin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """One line of an order's timeline; `actor` is a login or the name of a program."""

    at: datetime
    actor: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order as it stands; `price` is net, for the whole term, and carries the currency.

    `country` is the account's: its published VAT rate is what the running period counts as charged at. Not both
    `started_on` and `paid_until` may be given with the second not later (ValueError when written). `documented`
    says that the running period's charge is written elsewhere, with the invoice that explains it.
    """

    order_id: int
    account_id: int
    country: str
    plan_id: int
    status: OrderStatus
    term_months: int
    price: Money
    addresses: tuple[str, ...] = ()
    hostname: str = ""
    started_on: date | None = None
    paid_until: date | None = None
    ended_on: date | None = None
    suspended_for: SuspendedFor | None = None
    cancel_at: date | None = None
    next_plan_id: int | None = None
    next_term_months: int | None = None
    next_price: Money | None = None
    suspended_on: date | None = None
    operating_system: str = ""
    location: str = ""
    auto_renew: bool = False
    comment: str = ""
    documented: bool = False
    events: tuple[NewEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """What a plan costs in one currency; `specs` counts only where the plan is new."""

    product: str
    plan: str
    monthly: Money
    setup_fee: Money
    refund_terms: RefundTerms
    specs: str = ""
