"""Every command that moves money, as a customer or staff confirm it: prepared by one call, done by the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import delete, select

from introtui.domain.access import Actor, Role
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.orders import OrderStatus
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.store.tables import Document, Order, PoolAddress
from tests.building import TODAY, plan_ids
from tests.services.ordering import Desk

Command = Callable[[], object]


def renewal(at: Desk, pay_by: PayBy) -> Command:
    quote = at.services.renewals.quote(at.actor, [RenewalChoice(order_id=at.order_id, term_months=3)])
    return lambda: at.services.renewals.confirm(at.actor, quote, "key", pay_by)


def upgrade(at: Desk, pay_by: PayBy) -> Command:
    quote = at.services.order_changes.quote_change(
        at.actor, at.order_id, plan_ids(at.database)["VPS L"], 1, When.NOW
    )
    return lambda: at.services.order_changes.confirm(at.actor, quote, "key", pay_by)


def cancel(at: Desk) -> Command:
    quote = at.quote_cancel()
    return lambda: at.changes.confirm(at.actor, quote, "key")


def placing(at: Desk, pay_by: PayBy) -> Command:
    offer = at.services.new_orders.offers(at.actor)[-1]
    draft = NewOrderDraft(
        product=offer.product,
        plan=offer.plans[0].name,
        hostname="web.example",
        operating_system=next(iter(offer.operating_systems), ""),
        location=next(iter(offer.locations), ""),
    )
    quote = at.services.new_orders.quote(at.actor, draft)
    return lambda: at.services.new_orders.confirm(at.actor, quote, "key", pay_by)


def paying(at: Desk) -> Command:
    upgrade(at, PayBy.INVOICE)()
    with at.database.read() as session:
        document = session.scalars(select(Document.id)).one()
    return lambda: at.services.payments.pay(at.actor, document, "pay")


def staff(at: Desk) -> Actor:
    return replace(at.actor, role=Role.ADMIN)


def receiving(at: Desk) -> Command:
    payment = IncomingPayment(
        login=at.actor.login,
        amount=Money(5000, "EUR"),
        received_on=TODAY,
        external_id="bank 1",
        reference="thanks",
    )
    return lambda: at.services.payments.record(staff(at), payment)


def undoing(at: Desk) -> Command:
    upgrade(at, PayBy.INVOICE)()
    return lambda: at.services.orders.undo_change(at.actor, at.order_id)


def waiting_for_setup(at: Desk) -> int:
    """Place an order whose pool has no address left; returns its number."""
    at.database.transact(lambda session: session.execute(delete(PoolAddress)))
    placing(at, PayBy.BALANCE)()
    with at.database.read() as session:
        return session.scalars(select(Order.id).where(Order.status == OrderStatus.PROCESSING)).one()


def setting_up(at: Desk) -> Command:
    number = waiting_for_setup(at)
    return lambda: at.services.setup_work.deliver(staff(at), number, ["192.0.2.77"])


def giving_up(at: Desk) -> Command:
    number = waiting_for_setup(at)
    return lambda: at.services.setup_work.fail(staff(at), number, "sold out")


COMMANDS: dict[str, Callable[[Desk], Command]] = {
    "renew": lambda at: renewal(at, PayBy.BALANCE),
    "renew by invoice": lambda at: renewal(at, PayBy.INVOICE),
    "change plan": lambda at: upgrade(at, PayBy.BALANCE),
    "change plan by invoice": lambda at: upgrade(at, PayBy.INVOICE),
    "cancel": cancel,
    "place an order": lambda at: placing(at, PayBy.BALANCE),
    "place an order by invoice": lambda at: placing(at, PayBy.INVOICE),
    "pay an invoice": paying,
    "record a payment": receiving,
    "undo a change": undoing,
    "set up": setting_up,
    "give up a set-up": giving_up,
}
WITHOUT_KEY = frozenset({"undo a change", "set up", "give up a set-up"})
"""What is done once by the order's own state: done again, it is refused."""
