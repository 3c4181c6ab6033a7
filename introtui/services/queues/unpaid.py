"""Orders that are past what they are paid for: a reminder by mail, once a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus
from introtui.domain.queues import Decision, Fact, QueueItem
from introtui.services.books import balance_of
from introtui.services.document_reading import number_of
from introtui.services.messages import tell
from introtui.services.queues.claims import put_off
from introtui.services.queues.kind import Given, Outcome, QueueKind, months, name_of, thing, who
from introtui.services.timeline import note_order
from introtui.store.tables import Document, Order, Plan

REMINDED = timedelta(days=1)
"""How long an order whose owner was reminded does not come back."""


class Unpaid(QueueKind):
    """Active orders past their last paid day."""

    QUEUE = Queue.UNPAID

    def describe(self, session: Session, item_id: int) -> QueueItem | None:
        """Return the order with its open invoice and its owner's balance."""
        order = session.get(Order, item_id)
        if order is None or not self._waits(order):
            return None
        account, profile = who(session, order.account_id)
        plan = session.get_one(Plan, order.plan_id)
        invoice = None if order.open_invoice_id is None else session.get_one(Document, order.open_invoice_id)
        price = Money(order.price_minor, order.currency)
        balance = balance_of(session, account.id, order.currency)
        suspends = self.context.company.rules.suspend_days
        return QueueItem(
            queue=self.QUEUE,
            item_id=item_id,
            account_id=account.id,
            login=account.login,
            title=f"Order {order.id}: {plan.name} of {name_of(profile)}",
            since=order.paid_until,
            facts=(
                Fact(label="Paid until", value=str(order.paid_until)),
                Fact(label="Suspended", value=f"{suspends} days after that, by the billing run"),
                Fact(label="Price", value=f"{price} for {months(order.term_months)}"),
                Fact(label="Invoice", value="none is open" if invoice is None else _invoice(invoice)),
                Fact(label="Balance", value=str(balance)),
                Fact(label="Auto-renew", value="on" if order.auto_renew else "off"),
                Fact(label="Email", value=profile.email),
            ),
        )

    def _waits(self, order: Order) -> bool:
        today = self.context.clock.today()
        return order.status is OrderStatus.ACTIVE and order.paid_until is not None and order.paid_until < today

    def decide(self, session: Session, actor: Actor, item_id: int, decision: Decision, given: Given) -> Outcome:
        """Remind the owner."""
        order = thing(session, Order, item_id)
        if not self._waits(order):
            raise ActionRefused(f"Order {item_id} is not overdue any more.")
        account, _profile = who(session, order.account_id)
        now = self.context.clock.now()
        written = tell(
            self.context,
            session,
            order.account_id,
            kind="payment_missing",
            key=f"payment_missing {item_id} {now.date()}",
            order=item_id,
            until=order.paid_until,
        )
        if not written:
            raise ActionRefused(f"{account.login} was reminded of order {item_id} today already.")
        note_order(
            self.context, session, actor, order, action="order.remind", sentence="Reminded by mail.", topics=()
        )
        put_off(session, actor, self.QUEUE, item_id, now, REMINDED)
        return Outcome(sentence=f"{account.login} is reminded of order {item_id} by mail.")


def _invoice(document: Document) -> str:
    total = Money(document.net_minor + document.vat_minor, document.currency)
    return f"{number_of(document)}, {total}{f', due {document.due_on}' if document.due_on else ''}"
