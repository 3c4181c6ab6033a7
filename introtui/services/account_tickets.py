"""The tickets and tasks of one account, for staff to read."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import NotFound
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.domain.tickets import TicketReply, TicketRow, TicketView
from introtui.services.context import Context
from introtui.services.staff import account_named, require
from introtui.store import tables
from introtui.store.keyset import newest_rows
from introtui.store.numbers import row_by_number
from introtui.store.tables import Ticket


class AccountTicketService:
    """Lists the tickets of an account; `customer` is its login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def page(self, actor: Actor, customer: str, request: PageRequest) -> Page[TicketRow]:
        """Return one page of an account's tickets and tasks, by their number; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            query = select(Ticket).where(_of(session, customer))
            found = newest_rows(session, query, request, Ticket.id.expression)
            return Page.of((_row(each.Ticket), (None, each.Ticket.id)) for each in found)

    def count(self, actor: Actor, customer: str) -> int:
        """Return how many tickets and tasks an account has; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return session.scalar(select(func.count()).where(_of(session, customer))) or 0

    def load(self, actor: Actor, ticket_id: int) -> TicketView:
        """Return a ticket with its answers; staff only, raises `NotFound`."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            ticket = row_by_number(session, Ticket, ticket_id)
            if ticket is None:
                raise NotFound("There is no such ticket.")
            answers = select(tables.TicketReply).where(tables.TicketReply.ticket_id == ticket.id)
            return TicketView(
                row=_row(ticket),
                replies=tuple(
                    TicketReply(at=each.at, author=each.author, body=each.body)
                    for each in session.scalars(answers.order_by(tables.TicketReply.id))
                ),
            )


def _of(session: Session, customer: str) -> ColumnElement[bool]:
    return Ticket.account_id == account_named(session, customer).id


def _row(ticket: Ticket) -> TicketRow:
    return TicketRow(
        ticket_id=ticket.id,
        at=ticket.created_at,
        kind=ticket.kind,
        state=ticket.state,
        subject=ticket.subject,
        body=ticket.body,
    )
