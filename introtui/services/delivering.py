"""Delivering what is in the outbox: claimed for a while, sent outside of any transaction, then marked.

Any number of workers may run. A worker that dies between sending and marking leaves a claim that runs out; the
message then goes out again under the same id, by which whoever got it before can tell.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Select
from sqlalchemy.orm import Session

from introtui.domain.messages import Channel, carries_code
from introtui.domain.topics import Topic
from introtui.gateways.mail import Message
from introtui.gateways.sending import NotSent
from introtui.logs import log_with_reference
from introtui.services.context import Context
from introtui.store.outbox_queries import next_due
from introtui.store.tables import Change, OutboxMessage

CLAIM = timedelta(minutes=10)
"""Longer than any gateway may take for one message, its second try included."""
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""From one try to the next; after the last one a message has failed for good."""
CODE_PAUSE = timedelta(seconds=20)
CODE_LASTS = timedelta(minutes=10)
"""Nobody waits longer for a code, and most are over by then (spec section 5): its message is given up."""
NOBODY_ASKED = timedelta(minutes=1)
CODE_IS_OVER = "The code could not be sent within ten minutes; ask for a new one."
CODE_MAY_HAVE_GONE = "It is not known whether the code went out; if none came, ask for a new one."
REQUEST_ID = 32

log = logging.getLogger("introtui")


@dataclass(slots=True)
class Delivered:
    """How many messages a worker delivered, will try again, and gave up."""

    delivered: int = 0
    postponed: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that one worker alone sends now; `attempts` tells its claim from a later one.

    `is_left_behind` where a worker before it may have sent the message, and ended before it could say so.
    """

    message_id: int
    attempts: int
    key: str
    kind: str
    channel: Channel
    address: str
    subject: str
    body: str
    written_at: datetime
    is_over: bool
    is_left_behind: bool


def request_id(key: str) -> str:
    """Return the id a message is sent under each time, which tells nothing of it."""
    return sha256(key.encode()).hexdigest()[:REQUEST_ID]


class Worker:
    """Delivers one message after the other."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._database = context.database

    def deliver_due(self, goes_on: Callable[[], bool]) -> Delivered:
        """Deliver what is due, one by one, while `goes_on`; only the database's own errors are raised."""
        done = Delivered()
        while goes_on():
            claimed = self._claim()
            if claimed is None:
                break
            self._deliver(claimed, done)
        return done

    def _claim(self) -> Claimed | None:
        # Looked for without the write lock first: mostly nothing is due.
        with self._database.read() as session:
            if session.scalars(self._next()).first() is None:
                return None
        return self._database.transact(self._claim_next)

    def _next(self) -> Select[OutboxMessage]:
        now = self._context.clock.now()
        channels = [channel.value for channel in self._context.gateways.sends]
        return next_due(now, channels, now - CODE_LASTS)

    def _claim_next(self, session: Session) -> Claimed | None:
        message = session.scalars(self._next().with_for_update(skip_locked=True)).first()
        if message is None:
            return None
        now = self._context.clock.now()
        is_left_behind = message.attempts > 0 and not message.trouble
        message.attempts += 1
        # Without trouble and not due: that is how a message looks that is being sent.
        message.due_at, message.trouble = now + CLAIM, ""
        return Claimed(
            message_id=message.id,
            attempts=message.attempts,
            key=message.key,
            kind=message.kind,
            channel=Channel(message.channel),
            address=message.address,
            subject=message.subject,
            body=message.body,
            written_at=message.created_at,
            is_over=carries_code(message.kind) and message.created_at <= now - CODE_LASTS,
            is_left_behind=is_left_behind,
        )

    def _deliver(self, claimed: Claimed, done: Delivered) -> None:
        if claimed.is_left_behind:
            log.warning("message %s may have been sent before: nobody noted what came of it", claimed.message_id)
        trouble = self._trouble(claimed)
        if trouble is None:
            self._database.transact(lambda session: self._mark_delivered(session, claimed))
            done.delivered += 1
        elif self._database.transact(lambda session: self._mark_trouble(session, claimed, trouble)):
            done.failed += 1
        else:
            done.postponed += 1

    def _trouble(self, claimed: Claimed) -> NotSent | None:
        """Send a message; returns what came between."""
        if claimed.is_over:
            return NotSent(CODE_MAY_HAVE_GONE if claimed.is_left_behind else CODE_IS_OVER, again=False)
        try:
            self._send(claimed)
        except NotSent as trouble:
            cause = trouble.__cause__
            # Not what the server said: it may repeat whom the message was for.
            why = cause.strerror if isinstance(cause, OSError) else None
            log.warning("message %s not sent: %s %s", claimed.message_id, type(cause).__name__, why or "")
            return trouble
        except Exception as error:  # noqa: BLE001 - one message must not stop all others
            return NotSent(f"That did not work. Reference {log_with_reference(error)}.", again=True)
        return None

    def _send(self, claimed: Claimed) -> None:
        gateways = self._context.gateways
        if claimed.channel is Channel.MAIL and gateways.mail is not None:
            gateways.mail.send(
                Message(
                    key=claimed.key,
                    address=claimed.address,
                    subject=claimed.subject,
                    body=claimed.body,
                    written_at=claimed.written_at,
                )
            )
        elif claimed.channel is Channel.SMS and gateways.texts is not None:
            gateways.texts.send(claimed.address, claimed.body.strip(), request_id(claimed.key))
        else:
            raise NotSent("There is nothing to send it by.", again=True, tried=False)

    def _mark_delivered(self, session: Session, claimed: Claimed) -> None:
        message = session.get_one(OutboxMessage, claimed.message_id)
        message.due_at, message.failed_at, message.trouble = None, None, ""
        message.delivered_at = message.delivered_at or self._context.clock.now()
        _settled(session, message)

    def _mark_trouble(self, session: Session, claimed: Claimed, trouble: NotSent) -> bool:
        """Note why a message was not sent and when it is tried again; True when it is given up."""
        message = session.get_one(OutboxMessage, claimed.message_id)
        if message.delivered_at is not None or message.attempts != claimed.attempts:
            # Another worker took it over when the claim had run out; it knows better.
            return False
        message.trouble = str(trouble)
        if not trouble.tried:
            message.attempts -= 1
        pause = _pause(message, trouble)
        now = self._context.clock.now()
        if pause is not None:
            message.due_at = now + pause
            session.add(Change(account_id=message.account_id, topic=Topic.NOTIFICATIONS))
            return False
        message.due_at, message.failed_at = None, now
        _settled(session, message)
        return True


def _pause(message: OutboxMessage, trouble: NotSent) -> timedelta | None:
    """Return how long to wait for the next try, None when there is none."""
    if not trouble.again:
        return None
    if carries_code(message.kind):
        return CODE_PAUSE
    if not trouble.tried:
        return NOBODY_ASKED
    return PAUSES[message.attempts - 1] if message.attempts <= len(PAUSES) else None


def _settled(session: Session, message: OutboxMessage) -> None:
    """Keep no code that has been sent, or never will be, and tell the screens."""
    if carries_code(message.kind):
        message.body = ""
    session.add(Change(account_id=message.account_id, topic=Topic.NOTIFICATIONS))
