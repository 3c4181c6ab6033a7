"""Tasks for staff that the program itself opens, each once while it is open."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.countries import country_name
from introtui.services.context import Context
from introtui.store.tables import Profile, Ticket

RATE_NOT_SET = "vat rate not set"

log = logging.getLogger("introtui")


def ask_for_rate(context: Context, actor: Actor) -> None:
    """Open the task to set the VAT rate of the actor's country, unless one is open (spec section 4).

    A task that cannot be opened is logged and raises nothing: the user is told what is missing all the same.
    """
    try:
        with context.database.read() as session:
            country = session.get_one(Profile, actor.account_id).country
            # The error's own words may be a published name or a code; the task has one name for each code.
            subject = f"Set the VAT rate of {country_name(country)}"
            if _is_open(session, subject):
                return
        context.database.transact(lambda session: _open(context, session, actor, subject))
    except SQLAlchemyError:
        log.exception("the task to set a VAT rate could not be opened")


def _is_open(session: Session, subject: str) -> bool:
    found = select(Ticket.id).where(Ticket.kind == RATE_NOT_SET, Ticket.subject == subject, Ticket.state == "open")
    return session.scalars(found.limit(1)).first() is not None


def _open(context: Context, session: Session, actor: Actor, subject: str) -> None:
    if _is_open(session, subject):
        return
    session.add(
        Ticket(
            account_id=actor.account_id,
            kind=RATE_NOT_SET,
            subject=subject,
            body=f"{actor.login} could not be quoted a price.",
            created_at=context.clock.now(),
        )
    )
    context.record(session, actor, action="task.open", topics=(), subject=RATE_NOT_SET, detail=subject)
