"""Orders of customers nobody named: every status, drawn from dice; as many as a measurement needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from introtui.demo.dice import Dice
from introtui.demo.orders import OrderSpec, make_order, pool_address
from introtui.demo.shelf import Owner, load_shelf
from introtui.domain.orders import OrderStatus, SuspendedFor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ACTOR = "introtui demo"
"""Who the audit names, and what the books and the profiles say made them."""


PLANS = ("VPS S",) * 4 + ("VPS M",) * 3 + ("VPS L",) * 2 + ("Dedicated E3", "Dedicated EPYC")
TERMS = (1, 1, 1, 3, 6, 12)
COMMENTS = ("", "", "", "", "backups", "web shop", "Παραγωγή", "テスト用", "do not touch; ask Ivan first")
HOSTS = ("web", "db", "mail", "build", "vpn", "shop")

_Variant = Callable[[Dice, OrderSpec], OrderSpec]


def random_specs(dice: Dice, first_id: int, count: int) -> Iterator[OrderSpec]:
    """Yield `count` descriptions with the ids from `first_id` on."""
    for order_id in range(first_id, first_id + count):
        term = dice.pick(TERMS)
        spec = OrderSpec(
            order_id=order_id,
            plan=dice.pick(PLANS),
            term=term,
            left=dice.below(28 * term),
            periods=1 + dice.below(12 // term),
            ended_ago=1 + dice.below(700),
            auto_renew=dice.chance(60),
            addresses=(pool_address(order_id),),
            hostname=f"{dice.pick(HOSTS)}{order_id}.example.net",
            comment=dice.pick(COMMENTS),
        )
        yield dice.pick(_VARIANTS)(dice, spec)


def add_orders(session: Session, login: str, count: int, *, today: date) -> None:
    """Give an account `count` more orders in the caller's transaction; the same ones every time.

    Raises NoResultFound for an unknown login. A hundred thousand take about half a minute.
    """
    from sqlalchemy import func, select

    from introtui.domain.topics import Topic
    from introtui.services.bulk import BulkWriter
    from introtui.store.tables import Account, Change, Order, Profile

    account_id, currency, country = session.execute(
        select(Account.id, Account.currency, Profile.country)
        .join(Profile, Profile.account_id == Account.id)
        .where(Account.login == login)
    ).one()
    owner = Owner(account_id=account_id, login=login, country=country, currency=currency)
    first_id = (session.scalar(select(func.max(Order.id))) or 0) + 1
    shelf = load_shelf(session)
    at = datetime.combine(today, time(9), UTC)
    with BulkWriter(session, at=at, actor=ACTOR) as writer:
        for spec in random_specs(Dice(first_id), first_id, count):
            writer.order(make_order(spec, owner, shelf, today))
    session.add(Change(account_id=account_id, topic=Topic.ORDERS))


def _active(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return spec


def _overdue(dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, left=-1 - dice.below(2))


def _ending(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, left=max(spec.left, 1), ends=True, auto_renew=False)


def _changing(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, plan="VPS L", left=max(spec.left, 1), next_plan="VPS S")


def _awaiting(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, status=OrderStatus.AWAITING_PAYMENT, addresses=())


def _processing(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, status=OrderStatus.PROCESSING, addresses=())


def _unpaid(dice: Dice, spec: OrderSpec) -> OrderSpec:
    left = -3 - dice.below(13)
    return replace(spec, status=OrderStatus.SUSPENDED, suspended_for=SuspendedFor.NONPAYMENT, left=left)


def _violating(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, status=OrderStatus.SUSPENDED, suspended_for=SuspendedFor.VIOLATION, left=3)


def _terminated(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, status=OrderStatus.TERMINATED)


def _cancelled(dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, status=OrderStatus.CANCELLED, left=dice.below(20))


def _failed(_dice: Dice, spec: OrderSpec) -> OrderSpec:
    return replace(spec, status=OrderStatus.FAILED_SETUP, addresses=())


_VARIANTS: tuple[_Variant, ...] = (
    *(_active,) * 50,
    *(_overdue,) * 5,
    *(_ending,) * 5,
    *(_changing,) * 4,
    *(_awaiting,) * 4,
    *(_processing,) * 4,
    *(_unpaid,) * 5,
    *(_violating,) * 1,
    *(_terminated,) * 10,
    *(_cancelled,) * 9,
    *(_failed,) * 3,
)
"""What becomes of an order, as often as it does of a hundred."""
