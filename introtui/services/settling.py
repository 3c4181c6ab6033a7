"""Paying an open invoice from the balance, and whether that can be done."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.orders import OrderAction
from introtui.domain.topics import Topic
from introtui.services.books import balance_of
from introtui.services.context import Context
from introtui.services.document_reading import is_open, issued, number_of
from introtui.services.documents import pay_from_balance
from introtui.services.fulfilment import fulfil
from introtui.store import tables


def settle_from_balance(
    context: Context, session: Session, actor: Actor, document: tables.Document, key: str | None
) -> None:
    """Pay an open invoice and do what it is for; raises `ActionRefused` with the reason."""
    number = number_of(document)
    reason = unpayable(session, document, context.clock.today())
    if reason is not None:
        raise ActionRefused(reason)
    total = Money(document.net_minor + document.vat_minor, document.currency)
    balance = balance_of(session, document.account_id, document.currency)
    if balance < total:
        raise ActionRefused(f"Your balance is {total - balance} short of {number}; top it up first.")
    pay_from_balance(context, session, actor, document, key)
    context.record(
        session,
        actor,
        action="invoice.pay",
        topics=(Topic.BILLING,),
        subject=number,
        detail=f"{number} paid from the balance.",
        account_id=document.account_id,
    )
    fulfil(context, session, actor, issued(session, document))


def unpayable(session: Session, document: tables.Document, today: date) -> str | None:
    """Return why a document is not to be paid, or no longer, None while it can be."""
    if not is_open(session, document):
        return f"{number_of(document)} is settled already."
    return lapsed(document, today)


def lapsed(document: tables.Document, today: date) -> str | None:
    """Return why an invoice can no longer be paid, None while it can.

    A plan change was priced for the days that were left: it lapses when it is overdue. A renewal does not.
    """
    if document.purpose != OrderAction.CHANGE_PLAN or document.due_on is None or today <= document.due_on:
        return None
    return f"{number_of(document)} lapsed on {document.due_on}; change the plan again for a new price."
