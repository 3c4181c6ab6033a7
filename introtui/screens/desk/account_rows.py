"""What is known of one row on an account's desk, as lines: beside its list, or in a dialog."""

from __future__ import annotations

from introtui.domain.billing import DocumentRow, HistoryRow, StatementRow
from introtui.domain.messages import MessageView
from introtui.domain.notes import AccountNote
from introtui.domain.order_views import OrderRow
from introtui.domain.tickets import TicketRow, TicketView
from introtui.screens.desk.account_lists import SignIn
from introtui.session import Session
from introtui.widgets.detail import said
from introtui.widgets.explained import action_explained, document_beside, movement_explained
from introtui.widgets.order_detail import has_no_key, order_drawn
from introtui.widgets.plain import Draw

AccountPart = OrderRow | DocumentRow | StatementRow | HistoryRow | MessageView | SignIn | TicketRow | AccountNote
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
        case SignIn():
            return "A sign-in"
        case TicketRow():
            return f"Ticket {row.ticket_id} · {row.state}"
        case AccountNote():
            return f"Note by {row.author}"
        case HistoryRow():
            return "What was done"


async def drawn_row(account: Session, staff: Session, row: AccountPart) -> Draw:
    """Return everything about a row; raises what the services raise. What staff alone have, `staff` reads."""
    match row:
        case OrderRow():
            order_id = row.order_id
            order = await account.read(lambda services, actor: services.orders.load(actor, order_id))
            return order_drawn(order, can=has_no_key)
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
        case SignIn():
            open_now = f"\n{row.state}" if row.state else ""
            return said(f"{row.at:%Y-%m-%d %H:%M} UTC from {row.address or 'nowhere'}, {row.way}{open_now}")
        case TicketRow():
            ticket_id = row.ticket_id
            return ticket_drawn(
                await staff.read(lambda services, actor: services.account_tickets.load(actor, ticket_id))
            )
        case AccountNote():
            return note_drawn(row)


def ticket_drawn(ticket: TicketView) -> Draw:
    """Show a ticket and what was answered to it."""
    row = ticket.row
    head = f"{row.subject}\n{row.kind}, {row.state}, {row.at:%Y-%m-%d %H:%M} UTC\n\n{row.body}"
    answers = (f"{each.at:%Y-%m-%d %H:%M} {each.author}:\n{each.body}" for each in ticket.replies)
    return said("\n\n".join([head, *answers]))


def note_drawn(note: AccountNote) -> Draw:
    """Show a note in full."""
    changed = "" if note.changed_at is None else f", changed {note.changed_at:%Y-%m-%d %H:%M}"
    pinned = ", pinned" if note.pinned else ""
    return said(f"{note.author}, {note.at:%Y-%m-%d %H:%M} UTC{changed}{pinned}\n\n{note.text}")
