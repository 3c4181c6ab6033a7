"""Accounts and orders for tests, each with sensible values unless a test says otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.clock import FixedClock
from introtui.domain.access import Actor
from introtui.domain.account import ProfileFields
from introtui.domain.money import Money, parse_amount
from introtui.domain.orders import OrderStatus
from introtui.domain.permissions import ROLES
from introtui.gateways.local import local_gateways
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.services.bulk import BulkWriter
from introtui.services.bulk_values import NewAccount, NewOrder
from introtui.services.hashing import Hasher
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import OutboxMessage, Plan

TODAY = date(2026, 11, 23)
CLOCK = FixedClock(TODAY)
HOME = "192.0.2.10"
NUMBERS = count(20001)
QUICK = Hasher(time_cost=1, memory_kib=64)
KEY = bytes(range(32))
CODE = re.compile(r"\b\d{6}\b")

PROFILE = ProfileFields(
    last_name="Ivanov",
    first_name="Ivan",
    city="Rotterdam",
    address="Coolsingel 1",
    mobile_phone="+31612345678",
    postal_recipient="Ivan Ivanov",
    postal_street="Coolsingel 1",
    postal_code="3011 AD",
    postal_city="Rotterdam",
    postal_country="NL",
)
ACCOUNT = NewAccount(
    login="ivanov",
    created_on=date(2020, 1, 1),
    email="ivan@example.com",
    email_confirmed_at=datetime(2020, 1, 2, 9, tzinfo=UTC),
    country="NL",
    opening_balance=Money(12840, "EUR"),
    profile=PROFILE,
)


def services(database: Database, gateways: Gateways = NO_GATEWAYS) -> Services:
    """Return the services on the tests' clock, with a quick hasher."""
    return Services.over(database, CLOCK, QUICK, gateways=gateways, load_key=lambda: KEY)


def add_account(database: Database, account: NewAccount = ACCOUNT, *, balance: str | None = None) -> Actor:
    """Write an account and return who acts under it."""
    if balance is not None:
        account = replace(
            account, opening_balance=parse_amount(balance, account.opening_balance.currency, negative=True)
        )

    def work(session: Session) -> int:
        with bulk(session) as writer:
            return writer.account(account)

    account_id = database.transact(work)
    return Actor(
        account_id=account_id,
        login=account.login,
        role=account.role,
        address=HOME,
        way="test",
        permissions=ROLES.get(account.staff_role, frozenset()),
    )


def bulk(session: Session) -> BulkWriter:
    """Return a writer whose rows say they were charged on the first of the month."""
    return BulkWriter(session, at=CLOCK.now(), actor="test", source="charged 2026-11-01")


def plan_ids(database: Database) -> dict[str, int]:
    """Return the ids of the sample catalogue's plans by name."""
    with database.read() as session:
        return {plan.name: plan.id for plan in session.scalars(select(Plan))}


def add_order(
    database: Database,
    actor: Actor,
    *,
    plan: str = "VPS M",
    price: Money = Money(1995, "EUR"),  # noqa: B008
    status: OrderStatus = OrderStatus.ACTIVE,
    term_months: int = 1,
    started_on: date | None = date(2026, 1, 21),
    paid_until: date | None = date(2026, 12, 21),
    country: str = "NL",
    **more: Any,
) -> int:
    """Write an order of an account and return its number."""
    order = NewOrder(
        order_id=more.pop("order_id", None) or next(NUMBERS),
        account_id=actor.account_id,
        country=country,
        plan_id=plan_ids(database)[plan],
        status=status,
        term_months=term_months,
        price=price,
        started_on=started_on,
        paid_until=paid_until,
        **more,
    )

    def work(session: Session) -> None:
        with bulk(session) as writer:
            writer.order(order)

    database.transact(work)
    return order.order_id


def change_email(database: Database, actor: Actor, email: str) -> None:
    """Change an account's email the way its owner does: by the code that was sent to it."""
    at_work = services(database, local_gateways())
    at_work.contacts.send_email_code(actor, email)
    at_work.contacts.confirm_email(actor, last_code(database))


def last_code(database: Database) -> str:
    """Return the six digits of the newest message."""
    with database.read() as session:
        body = session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id.desc()).limit(1)).one()
    return str(CODE.findall(body)[0])
