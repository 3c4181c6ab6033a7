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
OPEN, DONE = "open", "done"

log = logging.getLogger("introtui")


def ask_for_rate(context: Context, actor: Actor) -> None:
    """Open the task to set the VAT rate of the actor's country, unless one is open (spec section 4).

    A task that cannot be opened is logged and raises nothing: the user is told what is missing all the same.
    """
    try:
        with context.database.read() as session:
            country = session.get_one(Profile, actor.account_id).country
            if _is_open(session, RATE_NOT_SET, _rate_subject(country)):
                return
        context.database.transact(lambda session: ask_for_rate_in(context, session, actor, actor.account_id))
    except SQLAlchemyError:
        log.exception("the task to set a VAT rate could not be opened")


def open_task(
    context: Context, session: Session, actor: Actor, account_id: int, *, kind: str, subject: str, body: str
) -> None:
    """Open a task for staff about an account, unless one with the same kind and subject is open."""
    if _is_open(session, kind, subject):
        return
    session.add(
        Ticket(account_id=account_id, kind=kind, subject=subject, body=body, created_at=context.clock.now())
    )
    context.record(
        session, actor, action="task.open", topics=(), subject=kind, detail=subject, account_id=account_id
    )


def ask_for_rate_in(context: Context, session: Session, actor: Actor, account_id: int) -> None:
    """Open the task to set the VAT rate of an account's country, within a transaction that goes on."""
    country = session.get_one(Profile, account_id).country
    body = f"{actor.login} could not be quoted a price."
    open_task(context, session, actor, account_id, kind=RATE_NOT_SET, subject=_rate_subject(country), body=body)


def close_tasks(context: Context, session: Session, actor: Actor, *, kind: str, subject: str) -> None:
    """Close the open tasks of a kind with a subject: they are done."""
    about = select(Ticket).where(Ticket.kind == kind, Ticket.subject == subject, Ticket.state == OPEN)
    for ticket in session.scalars(about):
        ticket.state = DONE
        context.record(
            session,
            actor,
            action="task.close",
            topics=(),
            subject=kind,
            detail=ticket.subject,
            account_id=ticket.account_id,
        )


def close_rate_task(context: Context, session: Session, actor: Actor, country: str) -> None:
    """Close the task to set a country's rate, once that is done."""
    close_tasks(context, session, actor, kind=RATE_NOT_SET, subject=_rate_subject(country))


def _rate_subject(country: str) -> str:
    # The error's own words may be a published name or a code; the task has one name for each code.
    return f"Set the VAT rate of {country_name(country)}"


def _is_open(session: Session, kind: str, subject: str) -> bool:
    found = select(Ticket.id).where(Ticket.kind == kind, Ticket.subject == subject, Ticket.state == OPEN)
    return session.scalars(found.limit(1)).first() is not None
