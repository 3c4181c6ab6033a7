"""One unit of the billing run: an order, the open transaction, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.company import BillingRules
from introtui.domain.overview import BILLING_RUN
from introtui.services.billing_run.report import Did, Done
from introtui.services.context import Context
from introtui.services.timeline import note_order
from introtui.store.tables import Order


def acting_for(account_id: int) -> Actor:
    """Return the run as it acts for an account; services that check their actor refuse it."""
    return Actor(account_id=account_id, login=BILLING_RUN, role=Role.CUSTOMER, address="", way=BILLING_RUN)


@dataclass(frozen=True, slots=True)
class Unit:
    """An order to do something with, in a transaction."""

    context: Context
    session: Session
    order: Order

    @property
    def as_of(self) -> date:
        """The day of the run."""
        return self.context.clock.today()

    @property
    def rules(self) -> BillingRules:
        """The company's days."""
        return self.context.company.rules

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return acting_for(self.order.account_id)

    def note(self, action: str, sentence: str) -> None:
        """Leave what was done in the order's timeline, the audit and the change feed."""
        note_order(self.context, self.session, self.actor, self.order, action=action, sentence=sentence)


def told(written: bool) -> list[Done]:
    """Return a message as something done, unless it had been written before."""
    return [Done(Did.MESSAGES)] if written else []
