"""All accounts as keyset pages; what a page costs does not grow with how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Role
from introtui.domain.accounts import AccountFilter, AccountRow
from introtui.domain.money import Money
from introtui.domain.orders import ENDED, OrderStatus
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import ADMIN
from introtui.store.desk_queries import unverified
from introtui.store.keyset import cursor_of, sorted_rows
from introtui.store.numbers import can_be
from introtui.store.tables import Account, Order, Posting, Profile

_ROWS: Select[*tuple[Any, ...]] = select(Account, Profile).join(Profile, Profile.account_id == Account.id)
_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "login": Account.login.expression,
    "name": Profile.last_name.expression,
    "country": Profile.country.expression,
    "since": Account.created_on.expression,
}


def page_of_accounts(
    session: Session, which: AccountFilter, request: PageRequest, today: date
) -> Page[AccountRow]:
    """Return one page of the accounts a filter shows."""
    query = _ROWS.where(*_conditions(which, today))
    found = sorted_rows(session, query, request, _COLUMNS[request.sort], Account.id.expression)
    return Page.of(
        (row, cursor_of(each, row.account_id)) for each, row in zip(found, _made(session, found), strict=True)
    )


def count_accounts(session: Session, which: AccountFilter, today: date) -> int:
    """Return how many accounts a filter shows."""
    query = select(func.count()).select_from(Account).join(Profile, Profile.account_id == Account.id)
    return session.scalar(query.where(*_conditions(which, today))) or 0


def matching_accounts(session: Session, which: AccountFilter, today: date, most: int) -> list[int]:
    """Return the ids of the accounts a filter shows, lowest first; one more than `most` of them at most."""
    query = select(Account.id).join(Profile, Profile.account_id == Account.id).where(*_conditions(which, today))
    return list(session.scalars(query.order_by(Account.id).limit(most + 1)))


def account_rows(session: Session, ids: Sequence[int]) -> list[AccountRow]:
    """Return the rows of some accounts, in the order of their ids."""
    known = [number for number in ids if can_be(number)]
    found = session.execute(_ROWS.where(Account.id.in_(known))).all()
    by_id = {row.account_id: row for row in _made(session, found)}
    return [by_id[number] for number in ids if number in by_id]


def _conditions(which: AccountFilter, today: date) -> tuple[ColumnElement[bool], ...]:
    late = exists().where(
        Order.account_id == Account.id, Order.status == OrderStatus.ACTIVE, Order.paid_until < today
    )
    conditions: dict[AccountFilter, tuple[ColumnElement[bool], ...]] = {
        AccountFilter.ALL: (),
        AccountFilter.COMPANIES: (unverified(),),
        AccountFilter.OVERDUE: (late,),
        AccountFilter.BLOCKED: (Account.blocked_at.is_not(None),),
        AccountFilter.STAFF: (Account.role != Role.CUSTOMER,),
    }
    return conditions[which]


def _made(session: Session, found: Sequence[Row[Any]]) -> list[AccountRow]:
    ids = [row.Account.id for row in found]
    balances, orders = balances_of(session, ids), _orders(session, ids)
    return [_row(row.Account, row.Profile, balances, orders) for row in found]


def _row(
    account: Account, profile: Profile, balances: Mapping[tuple[int, str], int], orders: Mapping[int, int]
) -> AccountRow:
    role = "" if account.role is Role.CUSTOMER else account.staff_role or ADMIN
    return AccountRow(
        account_id=account.id,
        login=account.login,
        name=f"{profile.first_name} {profile.last_name}".strip(),
        company=profile.company_name,
        email=profile.email,
        country=profile.country,
        created_on=account.created_on,
        balance=Money(balances.get((account.id, account.currency), 0), account.currency),
        orders=orders.get(account.id, 0),
        role=role,
        profile_type=profile.profile_type,
        verified_at=profile.company_verified_at,
        blocked_at=account.blocked_at,
    )


def balances_of(session: Session, ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """Return the balances of some accounts, each in its currency, in one query."""
    query = (
        select(Posting.account_id, Posting.currency, func.sum(Posting.minor))
        .where(Posting.account_id.in_(ids))
        .group_by(Posting.account_id, Posting.currency)
    )
    return {(number or 0, currency): int(total) for number, currency, total in session.execute(query)}


def _orders(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Order.account_id, func.count())
        .where(Order.account_id.in_(ids), Order.status.not_in(sorted(ENDED)))
        .group_by(Order.account_id)
    )
    return dict(session.execute(query).all())
