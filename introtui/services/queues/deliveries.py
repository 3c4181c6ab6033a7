"""Orders to set up: from the pool, with addresses that staff name, or given up and refunded."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.desk import Queue
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus
from introtui.domain.permissions import Permission
from introtui.domain.queues import Decision, Fact, QueueItem
from introtui.services.books import balance_of
from introtui.services.delivery import first_invoice
from introtui.services.document_reading import number_of
from introtui.services.queues.kind import Given, Outcome, QueueKind, months, name_of, who
from introtui.services.setup_work import deliver_order, fail_order, takes_approval
from introtui.store.tables import Document, Order, Plan, PoolAddress, Product

FOR_APPROVERS = f"gives back so much that it is for who may {Permission.APPROVE.sentence}"


class Deliveries(QueueKind):
    """Orders that are paid and wait."""

    QUEUE = Queue.DELIVERIES

    def describe(self, session: Session, item_id: int) -> QueueItem | None:
        """Return the order with what its pool has."""
        order = session.get(Order, item_id)
        if order is None or order.status is not OrderStatus.PROCESSING:
            return None
        account, profile = who(session, order.account_id)
        plan = session.get_one(Plan, order.plan_id)
        product = session.get_one(Product, plan.product_id)
        free = _free(session, product.id, order.location)
        approval = takes_approval(self.context, session, order)
        invoice, price = first_invoice(session, order.id), Money(order.price_minor, order.currency)
        return QueueItem(
            queue=self.QUEUE,
            item_id=item_id,
            account_id=account.id,
            login=account.login,
            title=f"Order {order.id}: {plan.name} for {name_of(profile)}",
            since=None if invoice is None else invoice.document.issued_on,
            facts=(
                Fact(label="Plan", value=f"{product.name}, {plan.name}, {plan.specs}"),
                Fact(label="Host name", value=order.hostname or "none"),
                Fact(label="System", value=order.operating_system or "any"),
                Fact(label="Location", value=order.location or "any"),
                Fact(label="Term", value=f"{months(order.term_months)}, {price}"),
                Fact(label="Paid by", value="-" if invoice is None else number_of(invoice.document)),
                Fact(label="Pool", value=f"{free} free addresses" if free else "no free address"),
                *((Fact(label="Giving up", value=FOR_APPROVERS),) if approval else ()),
            ),
            refund="" if invoice is None else self._refund(session, invoice.document),
            takes={Decision.GIVE_UP: Permission.APPROVE} if approval else {},
            warning="" if free else "Its pool is empty: name addresses, or fill the pool.",
        )

    def _refund(self, session: Session, document: Document) -> str:
        total = Money(document.net_minor + document.vat_minor, document.currency)
        before = balance_of(session, document.account_id, document.currency)
        return f"{total} go back to the balance: {before} -> {before + total}"

    def decide(self, session: Session, actor: Actor, item_id: int, decision: Decision, given: Given) -> Outcome:
        """Set the order up, or give it up."""
        if decision is Decision.GIVE_UP:
            fail_order(self.context, session, actor, item_id, given.text)
            return Outcome(sentence=f"Order {item_id} given up; what was paid is on the balance again.")
        view = deliver_order(self.context, session, actor, item_id, given.addresses)
        return Outcome(sentence=f"Order {item_id} set up with {', '.join(view.addresses)}.")


def _free(session: Session, product_id: int, location: str) -> int:
    query = select(func.count()).where(
        PoolAddress.product_id == product_id,
        PoolAddress.location.in_(("", location)),
        PoolAddress.order_id.is_(None),
    )
    return session.scalar(query) or 0
