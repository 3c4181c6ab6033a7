"""The demo's orders: a short description of each becomes the order with its dates and its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import IPv4Address

from introtui.demo.shelf import Owner, Shelf
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.periods import add_months
from introtui.services.bulk_values import NewEvent, NewOrder

STAFF = "support"
"""Who set orders up, in their timelines."""

BILLING = "billing"
"""Who renewed, suspended and terminated them."""

SUSPEND_AFTER = 2
TERMINATE_AFTER = 14
"""Days from the end of the period to the suspension, and from there to the end (spec section 3)."""

_BENCHMARK = int(IPv4Address("198.18.0.0"))
_BENCHMARK_SIZE = 2**17
_SHARED = int(IPv4Address("100.64.0.0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSpec:
    """What tells one demo order from another; days count from today, or from `ended_ago` for one that ended.

    `left` is how many days of the paid period are left, `periods` how many terms were paid; 0 for none.
    """

    order_id: int
    plan: str = "VPS S"
    status: OrderStatus = OrderStatus.ACTIVE
    term: int = 1
    left: int = 14
    periods: int = 1
    ended_ago: int = 0
    suspended_for: SuspendedFor | None = None
    ends: bool = False
    next_plan: str = ""
    auto_renew: bool = False
    addresses: tuple[str, ...] = ()
    hostname: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _Dates:
    placed_on: date
    started_on: date | None
    paid_until: date | None
    ended_on: date | None


def make_order(spec: OrderSpec, owner: Owner, shelf: Shelf, today: date) -> NewOrder:
    """Return the order a description stands for."""
    dates = _dates(spec, today)
    offer = shelf.offer(owner.currency, spec.plan)
    return NewOrder(
        order_id=spec.order_id,
        account_id=owner.account_id,
        country=owner.country,
        plan_id=offer.plan_id,
        status=spec.status,
        term_months=spec.term,
        price=offer.price(spec.term),
        addresses=spec.addresses,
        hostname=spec.hostname,
        started_on=dates.started_on,
        paid_until=dates.paid_until,
        ended_on=dates.ended_on,
        suspended_for=spec.suspended_for,
        cancel_at=dates.paid_until if spec.ends else None,
        next_plan_id=shelf.offer(owner.currency, spec.next_plan).plan_id if spec.next_plan else None,
        next_term_months=spec.term if spec.next_plan else None,
        next_price=shelf.offer(owner.currency, spec.next_plan).price(spec.term) if spec.next_plan else None,
        suspended_on=_suspended_on(spec, dates),
        auto_renew=spec.auto_renew,
        comment=spec.comment,
        events=tuple(_timeline(spec, dates, owner.login, today)),
    )


def _suspended_on(spec: OrderSpec, dates: _Dates) -> date | None:
    if spec.status is not OrderStatus.SUSPENDED or dates.paid_until is None:
        return None
    return dates.paid_until + timedelta(days=SUSPEND_AFTER)


def pool_address(number: int) -> str:
    """Return the address an unnamed order is given: of the benchmark network first, then of the shared one."""
    if number < _BENCHMARK_SIZE:
        return str(IPv4Address(_BENCHMARK + number))
    return str(IPv4Address(_SHARED + number - _BENCHMARK_SIZE))


def _dates(spec: OrderSpec, today: date) -> _Dates:
    ended_on = None
    if spec.status in (OrderStatus.TERMINATED, OrderStatus.CANCELLED, OrderStatus.FAILED_SETUP):
        ended_on = today - timedelta(days=spec.ended_ago)
    if spec.status in _NEVER_PAID or not spec.periods:
        return _Dates((ended_on or today) - timedelta(days=1), None, None, ended_on)
    if spec.status is OrderStatus.TERMINATED and ended_on is not None:
        paid_until = ended_on - timedelta(days=SUSPEND_AFTER + TERMINATE_AFTER)
    else:
        paid_until = (ended_on or today) + timedelta(days=spec.left)
    started_on = add_months(paid_until, -spec.term * spec.periods, paid_until.day)
    return _Dates(started_on, started_on, paid_until, ended_on)


_NEVER_PAID = frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.PROCESSING, OrderStatus.FAILED_SETUP})


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def _timeline(spec: OrderSpec, dates: _Dates, login: str, today: date) -> Iterator[NewEvent]:
    """Yield what happened to the order, oldest first; nothing is later than the morning of today."""
    yield NewEvent(at=_at(dates.placed_on, 9, 12), actor=login, sentence="Order placed.")
    if spec.status is OrderStatus.PROCESSING:
        yield NewEvent(at=_at(dates.placed_on, 9, 14), actor=BILLING, sentence="Paid; waiting to be set up.")
    if dates.started_on is not None and dates.paid_until is not None:
        yield NewEvent(at=_at(dates.started_on, 9, 40), actor=STAFF, sentence="Set up; addresses assigned.")
        yield from _renewal(spec, dates.paid_until)
        yield from _plans_ahead(spec, dates.paid_until, login, today)
        yield from _suspension(spec, dates.paid_until, today)
    if dates.ended_on is not None:
        yield _ending(spec, dates.ended_on, login)


def _renewal(spec: OrderSpec, paid_until: date) -> Iterator[NewEvent]:
    if spec.periods > 1:
        renewed_on = add_months(paid_until, -spec.term, paid_until.day)
        yield NewEvent(at=_at(renewed_on, 6, 0), actor=BILLING, sentence=f"Renewed until {paid_until}.")


def _plans_ahead(spec: OrderSpec, paid_until: date, login: str, today: date) -> Iterator[NewEvent]:
    morning = _at(today, 10, 5)
    if spec.ends:
        yield NewEvent(at=morning, actor=login, sentence=f"Cancel scheduled for {paid_until}.")
    if spec.next_plan:
        yield NewEvent(at=morning, actor=login, sentence=f"Change to {spec.next_plan} scheduled for {paid_until}.")


def _suspension(spec: OrderSpec, paid_until: date, today: date) -> Iterator[NewEvent]:
    if spec.suspended_for is SuspendedFor.VIOLATION:
        sentence = "Suspended: mass mail was sent from this server."
        yield NewEvent(at=_at(today - timedelta(days=1), 16, 30), actor=STAFF, sentence=sentence)
    elif spec.status in (OrderStatus.SUSPENDED, OrderStatus.TERMINATED):
        suspended_on = paid_until + timedelta(days=SUSPEND_AFTER)
        yield NewEvent(at=_at(suspended_on, 6, 0), actor=BILLING, sentence="Suspended: the period was not paid.")


def _ending(spec: OrderSpec, ended_on: date, login: str) -> NewEvent:
    if spec.status is OrderStatus.CANCELLED:
        return NewEvent(at=_at(ended_on, 11, 0), actor=login, sentence="Cancelled; no money moved.")
    if spec.status is OrderStatus.TERMINATED:
        sentence = f"Terminated {TERMINATE_AFTER} days after the suspension."
        return NewEvent(at=_at(ended_on, 6, 0), actor=BILLING, sentence=sentence)
    sentence = "Set-up failed: no free hardware. Nothing was charged."
    return NewEvent(at=_at(ended_on, 11, 0), actor=STAFF, sentence=sentence)
