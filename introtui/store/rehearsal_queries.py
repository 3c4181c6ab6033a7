"""What the next renewals of running orders come to before and after a rate: summed up where the orders are.

One answer is a row a country and currency, or the accounts with the largest change; never a row an order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Row,
    and_,
    case,
    distinct,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from introtui.domain.account import ProfileType
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.store.tables import Account, Order, Profile, VatEvidence

BASIS_POINTS = 10_000

RENEWABLE = and_(
    Order.paid_until.is_not(None),
    Order.cancel_at.is_(None),
    or_(
        Order.status == OrderStatus.ACTIVE,
        and_(Order.status == OrderStatus.SUSPENDED, Order.suspended_for == SuspendedFor.NONPAYMENT),
    ),
)
"""The orders that have a next period."""

NET: ColumnElement[int] = case(
    (Order.next_plan_id.is_not(None), func.coalesce(Order.next_price_minor, 0)), else_=Order.price_minor
)
"""The agreed price of an order's next period: a plan change that is scheduled has come by then."""

_NEWEST = (
    select(VatEvidence.valid)
    .where(VatEvidence.account_id == Profile.account_id, VatEvidence.vat_id == Profile.vat_id)
    .order_by(VatEvidence.id.desc())
    .limit(1)
    .scalar_subquery()
)
CONFIRMED = and_(
    Profile.profile_type == ProfileType.COMPANY, Profile.vat_id != "", func.coalesce(_NEWEST, false()).is_(true())
)
"""Whether a customer's VAT ID is confirmed, by the newest evidence about that very number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Customers of some countries whose rate goes from one to another, in basis points, None where not set.

    `confirmed`: those with a confirmed VAT ID alone, or those without; None for both.
    """

    countries: tuple[str, ...]
    confirmed: bool | None
    before_bp: int | None
    after_bp: int | None


def countries_of_customers(session: Session) -> list[str]:
    """Return every country that a customer is in, by code."""
    return list(session.scalars(select(Profile.country).distinct().order_by(Profile.country)))


def sums_by_country(session: Session, moved: Moved) -> Iterable[Row[Any]]:
    """Yield country, currency, accounts, orders, before and after; amounts in minor units, with VAT."""
    query = (
        select(
            Profile.country,
            Order.currency,
            func.count(distinct(Order.account_id)).label("accounts"),
            func.count().label("orders"),
            *_amounts(moved),
        )
        .join(Order, Order.account_id == Profile.account_id)
        .where(*_whose(moved))
        .group_by(Profile.country, Order.currency)
        .order_by(Profile.country, Order.currency)
    )
    return session.execute(query)


def largest_by_account(session: Session, moved: Moved, most: int) -> Iterable[Row[Any]]:
    """Yield the accounts that change most, at most so many of a currency, with the same columns as the sums."""
    sums = (
        select(
            Order.account_id,
            Profile.country,
            Order.currency,
            literal(1, Integer).label("accounts"),
            func.count().label("orders"),
            *_amounts(moved),
        )
        .join(Order, Order.account_id == Profile.account_id)
        .where(*_whose(moved))
        .group_by(Order.account_id, Profile.country, Order.currency)
        .subquery()
    )
    ranked = _ranked(sums)
    return session.execute(
        select(ranked, Account.login)
        .join(Account, Account.id == ranked.c.account_id)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.currency, ranked.c.place)
    )


def _ranked(sums: FromClause) -> FromClause:
    largest = (func.abs(sums.c.after - sums.c.before).desc(), sums.c.account_id)
    place = func.row_number().over(partition_by=sums.c.currency, order_by=largest)
    return select(sums, place.label("place")).subquery()


def _whose(moved: Moved) -> Iterable[ColumnElement[bool]]:
    yield Profile.country.in_(moved.countries)
    yield RENEWABLE
    if moved.confirmed is not None:
        yield CONFIRMED if moved.confirmed else not_(CONFIRMED)


def _amounts(moved: Moved) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return func.sum(_gross(moved.before_bp)).label("before"), func.sum(_gross(moved.after_bp)).label("after")


def _gross(rate_bp: int | None) -> ColumnElement[int]:
    """Return an order's price with its VAT, half up on each as on its line; nothing where no rate is set.

    Whole ten thousands apart, since an amount times a rate may not fit into 64 bits.
    """
    if rate_bp is None:
        return literal(0, Integer)
    rest = NET % BASIS_POINTS
    vat = NET // BASIS_POINTS * rate_bp + (2 * rest * rate_bp + BASIS_POINTS) // (2 * BASIS_POINTS)
    return NET + vat
