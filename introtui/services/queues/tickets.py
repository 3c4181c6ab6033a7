"""Tickets and tasks: an answer by mail, or closed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused, InvalidFields
from introtui.domain.queues import Decision, Done, Fact, QueueItem
from introtui.domain.text import clean_text
from introtui.domain.topics import Topic
from introtui.services.messages import tell
from introtui.services.queues.kind import Given, Outcome, QueueKind, name_of, thing, who
from introtui.store.desk_queries import COUNTRY_CHANGE
from introtui.store.tables import Ticket, TicketReply

OPEN, DONE = "open", "done"


class Tickets(QueueKind):
    """What customers ask, and tasks the program opened for staff."""

    QUEUE = Queue.TICKETS

    def describe(self, session: Session, item_id: int) -> QueueItem | None:
        """Return the ticket with what was answered so far."""
        ticket = session.get(Ticket, item_id)
        if ticket is None or ticket.state != OPEN or ticket.kind == COUNTRY_CHANGE:
            return None
        account, profile = who(session, ticket.account_id)
        replies = session.scalars(
            select(TicketReply).where(TicketReply.ticket_id == item_id).order_by(TicketReply.id)
        )
        return QueueItem(
            queue=self.QUEUE,
            item_id=item_id,
            account_id=account.id,
            login=account.login,
            title=ticket.subject,
            since=ticket.created_at.date(),
            facts=(
                Fact(label="From", value=f"{account.login}, {name_of(profile)}"),
                Fact(label="Kind", value=ticket.kind),
                *(Fact(label=f"{each.at:%Y-%m-%d}", value=f"{each.author}: {each.body}") for each in replies),
            ),
            text=ticket.body,
        )

    def decide(self, session: Session, actor: Actor, item_id: int, decision: Decision, given: Given) -> Outcome:
        """Answer, or close."""
        ticket = thing(session, Ticket, item_id)
        if ticket.state != OPEN:
            raise ActionRefused("This was closed meanwhile.")
        account, _profile = who(session, ticket.account_id)
        if decision is Decision.CLOSE:
            ticket.state = DONE
            self._record(session, actor, ticket, "ticket.close", ticket.subject)
            return Outcome(sentence=f"Closed: {ticket.subject}")
        body = clean_text(given.text, max_length=2_000)
        if not body:
            raise InvalidFields({"text": "Write the answer; the customer gets it by mail."})
        now = self.context.clock.now()
        session.add(TicketReply(ticket_id=item_id, at=now, author=actor.login, body=body))
        session.flush()
        key = f"ticket_reply {item_id} {now.isoformat()}"
        tell(
            self.context,
            session,
            ticket.account_id,
            kind="support.reply",
            key=key,
            subject=ticket.subject,
            answer=body,
            staff=actor.login,
        )
        ticket.state = DONE
        self._record(session, actor, ticket, "ticket.reply", body)
        return Outcome(sentence=f"{account.login} gets the answer by mail: {ticket.subject}")

    def undo(self, session: Session, actor: Actor, done: Done) -> str:
        """Open the ticket again."""
        ticket = thing(session, Ticket, done.item_id)
        ticket.state = OPEN
        self._record(session, actor, ticket, "ticket.undo", ticket.subject)
        return f"Open again: {ticket.subject}"

    def _record(self, session: Session, actor: Actor, ticket: Ticket, action: str, detail: str) -> None:
        self.context.record(
            session,
            actor,
            action=action,
            topics=(Topic.PROFILE,),
            subject=ticket.subject,
            detail=detail,
            account_id=ticket.account_id,
        )
