"""What is known of one row on an account's desk, as lines: beside its list, or in a dialog."""

from __future__ import annotations

from introtui.domain.billing import DocumentRow, HistoryRow, StatementRow
from introtui.domain.messages import MessageView
from introtui.domain.order_views import OrderRow
from introtui.screens.dialogs.logins import LoginRow
from introtui.session import Session
from introtui.widgets.detail import said
from introtui.widgets.explained import action_explained, document_beside, movement_explained
from introtui.widgets.order_detail import order_drawn
from introtui.widgets.plain import Draw

AccountPart = OrderRow | DocumentRow | StatementRow | HistoryRow | MessageView | LoginRow
"""A row of any of the lists."""


def title_of(row: AccountPart) -> str:
    """Return what a row is called at the head of a dialog."""
    match row:
        case OrderRow():
            return f"Order {row.order_id} · {row.plan}"
        case DocumentRow():
            return row.number
        case StatementRow():
            return "How this movement came about"
        case MessageView():
            return "A message"
        case LoginRow():
            return "A sign-in"
        case HistoryRow():
            return "What was done"


async def drawn_row(account: Session, row: AccountPart) -> Draw:
    """Return everything about a row; raises what the services raise."""
    match row:
        case OrderRow():
            order_id = row.order_id
            return order_drawn(await account.read(lambda services, actor: services.orders.load(actor, order_id)))
        case DocumentRow():
            document_id = row.document_id
            found = await account.read(lambda services, actor: services.documents.load(actor, document_id))
            return document_beside(found)
        case StatementRow():
            number = row.transaction_id
            return movement_explained(
                await account.read(lambda services, actor: services.billing.movement(actor, number))
            )
        case HistoryRow():
            return action_explained(row)
        case MessageView():
            return said(f"{row.subject}\nTo {row.address}: {row.state}\n{row.trouble}\n\n{row.body}")
        case LoginRow():
            return said(
                f"{row.login.at:%Y-%m-%d %H:%M} UTC from {row.login.address or 'nowhere'}, {row.login.way}"
            )
