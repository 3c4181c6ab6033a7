"""What each value of the bulk writer becomes in the tables: pure functions from values to rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time

from introtui.domain.account import ProfileFields, ProfileType
from introtui.domain.countries import country_name
from introtui.domain.errors import RateNotSet
from introtui.domain.money import percent
from introtui.domain.orders import OrderStatus
from introtui.domain.periods import Period, add_months
from introtui.domain.taxation import Tax, TaxedCustomer, TaxedSeller, Treatment, tax_on
from introtui.domain.vat import VatRate
from introtui.services.books import CUSTOMER, OPENING
from introtui.services.bulk_values import NewAccount, NewOrder
from introtui.store import tables
from introtui.store.tables import Base

Row = dict[str, object]
"""One row of a table: column name to value."""

TableRow = tuple[type[Base], Row]
"""A row and where it goes."""

PAID = frozenset({OrderStatus.ACTIVE, OrderStatus.SUSPENDED})
"""The statuses of an order whose running period still holds value, when it has one."""

_PROFILE_FIELDS = tuple(field.name for field in fields(ProfileFields))


def account_rows(new: NewAccount, account_id: int, at: datetime, actor: str) -> Iterator[TableRow]:
    """Yield the account and everything its owner edits, changed by `actor` at `at`."""
    yield (
        tables.Account,
        {
            "id": account_id,
            "login": new.login,
            "role": new.role,
            "staff_role": new.staff_role,
            "currency": new.opening_balance.currency,
            "created_on": new.created_on,
        },
    )
    yield tables.Profile, _profile_row(new, account_id, at, actor)
    yield tables.Security, _security_row(new, account_id)
    yield tables.NotificationSettings, _notification_row(new, account_id)
    for login in new.logins:
        yield (
            tables.LoginEvent,
            {"account_id": account_id, "at": login.at, "address": login.address, "way": login.way},
        )


def opening_rows(
    new: NewAccount, account_id: int, transaction_id: int, at: datetime, actor: str
) -> Iterator[TableRow]:
    """Yield the opening balance as one balanced transaction; it needs no key: nobody confirms it twice."""
    money = new.opening_balance
    yield (
        tables.LedgerTransaction,
        {
            "id": transaction_id,
            "account_id": account_id,
            "order_id": None,
            "kind": "opening_balance",
            "memo": "Opening balance",
            "currency": money.currency,
            "at": at,
            "actor": actor,
            "idempotency_key": None,
        },
    )
    for book, owner, minor in ((CUSTOMER, account_id, money.minor), (OPENING, None, -money.minor)):
        yield (
            tables.Posting,
            {
                "transaction_id": transaction_id,
                "book": book,
                "account_id": owner,
                "currency": money.currency,
                "minor": minor,
            },
        )


def order_rows(new: NewOrder) -> Iterator[TableRow]:
    """Yield the order, its addresses in their order, and its timeline."""
    yield tables.Order, _order_row(new)
    for position, address in enumerate(new.addresses):
        yield tables.OrderAddress, {"order_id": new.order_id, "position": position, "address": address}
    for event in new.events:
        yield (
            tables.OrderEvent,
            {"order_id": new.order_id, "at": event.at, "actor": event.actor, "sentence": event.sentence},
        )


def charge_row(new: NewOrder, period: Period, tax: Tax | None, source: str) -> TableRow:
    """Return what the running period counts as charged: its whole price, nothing credited yet (spec 4)."""
    return (
        tables.OrderCharge,
        {
            "order_id": new.order_id,
            "transaction_id": None,
            "credits_id": None,
            "period_start": period.start,
            "period_end": period.end,
            "basis_minor": new.price.minor,
            "net_minor": new.price.minor,
            "line_id": None,
            "setup": False,
            "label": "",
            "term_months": new.term_months,
            "treatment": Treatment.EU_CONSUMER if tax is None else tax.treatment,
            "vat_rate_bp": None if tax is None else tax.rate_bp,
            "vat_rate_from": None if tax is None else tax.rate_from,
            "vat_minor": 0 if tax is None else percent(new.price, tax.rate_bp).minor,
            "vat_why": f"{country_name(new.country)}, not set" if tax is None else tax.why,
            "source": source,
        },
    )


def running_period(new: NewOrder) -> Period | None:
    """Return the period that ends on `paid_until`: one term back, but not before the order started.

    None without `paid_until`; ValueError when the order would start on that day or later.
    """
    end = new.paid_until
    if end is None:
        return None
    start = add_months(end, -new.term_months, anchor_of(new.started_on, end))
    return Period(start if new.started_on is None else max(start, new.started_on), end)


def anchor_of(started_on: date | None, paid_until: date) -> int:
    """Return the day of the month an order is renewed on (spec section 3).

    That is the day it started on, when `paid_until` is that day as far as its month has it; else the day of
    `paid_until` itself.
    """
    if started_on is not None and add_months(paid_until, 0, started_on.day) == paid_until:
        return started_on.day
    return paid_until.day


def tax_or_none(seller: TaxedSeller, rates: Sequence[VatRate], country: str, on: date) -> Tax | None:
    """Return how a sale to somebody in a country is taxed on a day, None when the rate is not set."""
    try:
        return tax_on(seller, TaxedCustomer(country=country), rates, on)
    except RateNotSet:
        return None


def _profile_row(new: NewAccount, account_id: int, at: datetime, actor: str) -> Row:
    row: Row = {name: getattr(new.profile, name) for name in _PROFILE_FIELDS}
    return row | {
        "account_id": account_id,
        "version": 1,
        "profile_type": ProfileType(new.profile.profile_type),
        "email": new.email,
        "email_changed_at": new.email_changed_at or datetime.combine(new.created_on, time(), UTC),
        "email_confirmed_at": new.email_confirmed_at,
        "phone_verified_at": new.phone_verified_at,
        "country": new.country,
        "company_verified_at": new.company_verified_at,
        "changed_at": at,
        "changed_by": actor,
    }


def _security_row(new: NewAccount, account_id: int) -> Row:
    return {
        "account_id": account_id,
        "version": 1,
        "password_hash": new.password_hash,
        "password_changed_at": new.password_changed_at,
        "security_code_hash": new.security_code_hash,
        "ip_restriction": new.ip_restriction,
    }


def _notification_row(new: NewAccount, account_id: int) -> Row:
    return {
        "account_id": account_id,
        "version": 1,
        "news": new.news,
        "low_balance_minor": None if new.low_balance is None else new.low_balance.minor,
        "invoices_email": new.invoices_email,
        "support_email": new.support_email,
        "complaints_email": new.complaints_email,
    }


def _suspended_on(new: NewOrder) -> date | None:
    if new.status is not OrderStatus.SUSPENDED:
        return None
    return new.suspended_on or new.paid_until


def _order_row(new: NewOrder) -> Row:
    period = running_period(new)
    return {
        "id": new.order_id,
        "version": 1,
        "account_id": new.account_id,
        "plan_id": new.plan_id,
        "status": new.status,
        "suspended_for": new.suspended_for,
        "term_months": new.term_months,
        "price_minor": new.price.minor,
        "currency": new.price.currency,
        "hostname": new.hostname,
        "first_address": new.addresses[0] if new.addresses else "",
        "started_on": new.started_on,
        "period_start": None if period is None else period.start,
        "paid_until": new.paid_until,
        "anchor_day": None if new.paid_until is None else anchor_of(new.started_on, new.paid_until),
        "ended_on": new.ended_on,
        "auto_renew": new.auto_renew,
        "cancel_at": new.cancel_at,
        "next_plan_id": new.next_plan_id,
        "next_term_months": new.next_term_months,
        "next_price_minor": None if new.next_price is None else new.next_price.minor,
        "change_at": None if new.next_plan_id is None else new.paid_until,
        "suspended_on": _suspended_on(new),
        "operating_system": new.operating_system,
        "location": new.location,
        "comment": new.comment,
    }
