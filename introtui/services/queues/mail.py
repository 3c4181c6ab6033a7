"""Messages that did not arrive: sent again to where such messages go by now, or dropped."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused
from introtui.domain.queues import DROPPED, Decision, Done, Fact, QueueItem
from introtui.domain.topics import Topic
from introtui.services.messages import address_for
from introtui.services.outbox import send_again
from introtui.services.queues.claims import bring_back, put_off
from introtui.services.queues.kind import Given, Outcome, QueueKind, thing, who
from introtui.store.outbox_queries import is_repeated
from introtui.store.tables import OutboxMessage


class Mail(QueueKind):
    """Messages that failed for good and were not sent again."""

    QUEUE = Queue.MAIL

    def describe(self, session: Session, item_id: int) -> QueueItem | None:
        """Return the message and what went wrong."""
        message = session.get(OutboxMessage, item_id)
        if message is None or message.failed_at is None or is_repeated(session, message.key):
            return None
        account, _profile = who(session, message.account_id)
        now_to = address_for(session, account.id, message.kind) if message.channel == "mail" else message.address
        return QueueItem(
            queue=self.QUEUE,
            item_id=item_id,
            account_id=account.id,
            login=account.login,
            title=message.subject or message.kind,
            since=message.created_at.date(),
            facts=(
                Fact(label="Address", value=now_to, other=message.address),
                Fact(label="By", value=f"{message.channel}, tried {_times(message.attempts)}"),
                Fact(label="Trouble", value=message.trouble or "not known"),
            ),
            stated="goes to now",
            compared="did not arrive at",
        )

    def decide(self, session: Session, actor: Actor, item_id: int, decision: Decision, given: Given) -> Outcome:
        """Send it again, or leave it."""
        message = thing(session, OutboxMessage, item_id)
        if decision is Decision.SEND_AGAIN:
            repeated = send_again(self.context, session, actor, message)
            return Outcome(sentence=f"On its way again, to {repeated.address}.")
        if is_repeated(session, message.key):
            raise ActionRefused("It was sent again meanwhile.")
        put_off(session, actor, self.QUEUE, item_id, self.context.clock.now(), DROPPED)
        self._record(session, actor, message, "message.drop")
        return Outcome(sentence=f"Dropped: {message.subject}")

    def undo(self, session: Session, actor: Actor, done: Done) -> str:
        """Have the message wait again."""
        message = thing(session, OutboxMessage, done.item_id)
        bring_back(session, self.QUEUE, done.item_id)
        self._record(session, actor, message, "message.undo")
        return f"It waits again: {message.subject}"

    def _record(self, session: Session, actor: Actor, message: OutboxMessage, action: str) -> None:
        self.context.record(
            session,
            actor,
            action=action,
            topics=(Topic.DESK,),
            subject=str(message.id),
            detail=message.subject,
            account_id=message.account_id,
        )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
