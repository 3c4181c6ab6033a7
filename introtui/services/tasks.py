"""Tasks for staff that the program itself opens, each once while it is open."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import RateNotSet
from introtui.services.context import Context
from introtui.store.tables import Ticket

RATE_NOT_SET = "vat rate not set"


def ask_for_rate(context: Context, actor: Actor, missing: RateNotSet) -> None:
    """Open the task to set a country's VAT rate, unless one is open (spec section 4)."""
    subject = f"Set the VAT rate of {missing.country}"

    def work(session: Session) -> None:
        is_open = select(Ticket.id).where(
            Ticket.kind == RATE_NOT_SET, Ticket.subject == subject, Ticket.state == "open"
        )
        if session.scalars(is_open.limit(1)).first() is None:
            session.add(
                Ticket(
                    account_id=actor.account_id,
                    kind=RATE_NOT_SET,
                    subject=subject,
                    body=f"{actor.login} could not be quoted a price.",
                    created_at=context.clock.now(),
                )
            )

    context.database.transact(work)
