"""What staff do while an order is set up: assign addresses, or give up and refund it (spec section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.corrections import needs_second
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue
from introtui.domain.ip_rules import parse_address
from introtui.domain.money import Money
from introtui.domain.order_views import OrderView
from introtui.domain.orders import ENDED, OrderAction, OrderStatus
from introtui.domain.permissions import Permission
from introtui.domain.pricing import reversed_line
from introtui.domain.queues import LONGEST_REASON
from introtui.domain.text import clean_line
from introtui.services.context import Context
from introtui.services.delivery import activate, deliver, first_invoice
from introtui.services.document_reading import number_of
from introtui.services.documents import Issue, issue
from introtui.services.order_changes import end_order
from introtui.services.order_reading import LoadedOrder, allowed_or_refused, load_any, view_of
from introtui.services.timeline import note_order
from introtui.store.tables import Order, OrderAddress, PoolAddress

MOST_ADDRESSES = 64
"""Addresses one order may be given at once."""


class SetupWorkService:
    """Delivers and fails orders that are paid and wait."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def deliver(self, actor: Actor, order_id: int, addresses: Sequence[str] = ()) -> OrderView:
        """Set an order up from its pool, or with the addresses named; staff only.

        Raises `NotFound`, `InvalidValue`, or `ActionRefused` when there is no free address or one is taken.
        """
        return self._context.database.transact_in_turn(
            lambda session: deliver_order(self._context, session, actor, order_id, addresses)
        )

    def fail(self, actor: Actor, order_id: int, reason: str) -> OrderView:
        """Give an order up that cannot be set up: its first invoice goes back to the balance in full; staff only.

        Raises `NotFound`, `InvalidFields` without a reason, or `ActionRefused`, also where so much goes back that
        it takes somebody who may approve refunds.
        """
        return self._context.database.transact_in_turn(
            lambda session: fail_order(self._context, session, actor, order_id, reason)
        )


def deliver_order(
    context: Context, session: Session, actor: Actor, order_id: int, addresses: Sequence[str]
) -> OrderView:
    """Set an order up within a transaction that goes on."""
    wanted = _parsed(addresses)
    order = _load(context, session, actor, order_id, OrderAction.DELIVER).order
    if wanted:
        _claim(session, order, wanted)
        activate(context, session, actor, order, wanted)
    elif not deliver(context, session, actor, order):
        raise ActionRefused("Its pool has no free address; add some to the pool, or name one.")
    session.flush()
    return _view(context, session, actor, order_id)


def fail_order(context: Context, session: Session, actor: Actor, order_id: int, reason: str) -> OrderView:
    """Give an order up within a transaction that goes on."""
    order = _load(context, session, actor, order_id, OrderAction.FAIL_SETUP).order
    why = clean_line(reason, max_length=LONGEST_REASON)
    if not why:
        raise InvalidFields({"text": "Say why; the customer reads it."})
    if takes_approval(context, session, order) and not actor.may(Permission.APPROVE):
        raise ActionRefused(
            f"{_paid_for(session, order)} go back to the balance: it takes somebody who may"
            f" {Permission.APPROVE.sentence} to give this order up."
        )
    refunded = _give_back(context, session, actor, order)
    end_order(session, order, OrderStatus.FAILED_SETUP, context.clock.today())
    sentence = f"Set-up failed: {why.rstrip('.')}; {refunded}"
    note_order(context, session, actor, order, action="order.fail_setup", sentence=sentence)
    return _view(context, session, actor, order_id)


def takes_approval(context: Context, session: Session, order: Order) -> bool:
    """Tell whether giving an order up gives back more than one person decides alone."""
    paid = _paid_for(session, order)
    return paid.minor != 0 and needs_second(paid, context.company.approval_above)


def _paid_for(session: Session, order: Order) -> Money:
    first = first_invoice(session, order.id)
    if first is None:
        return Money.zero(order.currency)
    return Money(first.document.net_minor + first.document.vat_minor, first.document.currency)


def _load(context: Context, session: Session, actor: Actor, order_id: int, action: OrderAction) -> LoadedOrder:
    today = context.clock.today()
    loaded = load_any(session, actor, order_id, today, Permission.DELIVERY)
    allowed_or_refused(loaded, action, actor.role, today)
    return loaded


def _view(context: Context, session: Session, actor: Actor, order_id: int) -> OrderView:
    today = context.clock.today()
    return view_of(session, load_any(session, actor, order_id, today), actor.role, today)


def _give_back(context: Context, session: Session, actor: Actor, order: Order) -> str:
    first = first_invoice(session, order.id)
    if first is None:
        return "no invoice of it is known here, so nothing was refunded."
    invoice = first.document
    source = f"on {number_of(invoice)}"
    note = issue(
        context,
        session,
        actor,
        Issue(
            account_id=order.account_id,
            purpose=OrderAction.FAIL_SETUP,
            memo=f"Order {order.id} could not be set up",
            lines=[reversed_line(booked.line, source) for booked in first.lines],
            paid=True,
            order_id=order.id,
            corrects=invoice,
        ),
    ).document
    refund = Money(-note.net_minor - note.vat_minor, note.currency)
    return f"{refund} refunded to the balance by {number_of(note)}."


def _parsed(addresses: Sequence[str]) -> list[str]:
    if len(addresses) > MOST_ADDRESSES:
        raise InvalidValue(f"Name at most {MOST_ADDRESSES} addresses.")
    return list(dict.fromkeys(str(parse_address(address)) for address in addresses))


def _claim(session: Session, order: Order, wanted: Sequence[str]) -> None:
    """Take addresses for an order, from a pool or from outside; raises `ActionRefused` for one that is taken."""
    pooled = session.scalars(select(PoolAddress).where(PoolAddress.address.in_(wanted))).all()
    taken = {row.address: row.order_id for row in pooled if row.order_id is not None}
    taken |= owners_of(session, wanted)
    for address in wanted:
        if address in taken:
            raise ActionRefused(f"{address} belongs to order {taken[address]}; name another.")
    for row in pooled:
        row.order_id = order.id
    session.flush()


def owners_of(session: Session, addresses: Sequence[str]) -> dict[str, int]:
    """Return the orders that have some of the addresses now."""
    found = (
        select(OrderAddress.address, Order.id)
        .join(Order, Order.id == OrderAddress.order_id)
        .where(OrderAddress.address.in_(addresses), Order.status.not_in(sorted(ENDED)))
    )
    return dict(session.execute(found).all())
