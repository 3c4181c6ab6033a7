"""Orders that wait until an invoice is paid, and the mail that says what is due and how to pay it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.services.context import Context
from introtui.services.document_reading import number_of
from introtui.services.messages import tell
from introtui.services.timeline import note_order
from introtui.store import tables
from introtui.store.tables import Order

NOTICE = "invoice"
"""The kind of message that a new invoice is told by, and how the kinds begin that say what it is for."""


def await_payment(
    context: Context,
    session: Session,
    actor: Actor,
    document: tables.Document,
    orders: Iterable[Order],
    *,
    action: str,
    sentence: str,
    kind: str = NOTICE,
    **more: Any,
) -> None:
    """Let orders wait for an open invoice, and send the notice of it; `more` fills in its template."""
    for order in orders:
        order.open_invoice_id = document.id
        note_order(context, session, actor, order, action=action, sentence=sentence)
    tell_of_invoice(context, session, document, kind=kind, **more)


def tell_of_invoice(
    context: Context, session: Session, document: tables.Document, *, kind: str, **more: Any
) -> bool:
    """Write a message about an invoice, once for its kind; one notice, whatever the invoice is for."""
    what = NOTICE if kind.startswith(NOTICE) else kind
    return tell(
        context,
        session,
        document.account_id,
        kind=kind,
        key=f"{what} {document.id}",
        number=number_of(document),
        total=Money(document.net_minor + document.vat_minor, document.currency),
        due_on=document.due_on or document.issued_on,
        reference=document.reference,
        iban=context.company.seller.iban,
        **more,
    )
