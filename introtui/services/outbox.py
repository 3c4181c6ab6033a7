"""What was sent to whom: an account's log, sending again, and what did not arrive for staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.messages import Channel, MessageView, carries_code
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.services.context import Context, own_account
from introtui.services.delivering import Delivered, Worker
from introtui.services.messages import TO_ACCOUNT, address_for, post
from introtui.services.staff import require
from introtui.store import outbox_queries
from introtui.store.numbers import row_by_number
from introtui.store.outbox_queries import AGAIN
from introtui.store.tables import OutboxMessage

MOST_REPEATS = 3
"""Times a customer may have one message sent again."""
MOST_AN_HOUR = 10
"""Messages a customer may have sent again in an hour."""
MOST_LISTED = 500


class OutboxService:
    """What shows, repeats and delivers messages."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._worker = Worker(context)

    def deliver_due(self, goes_on: Callable[[], bool] = lambda: True) -> Delivered:
        """Send what is due, message by message, while `goes_on`; each goes out once, however many workers run."""
        return self._worker.deliver_due(goes_on)

    def log(self, actor: Actor, request: PageRequest) -> Page[MessageView]:
        """Return one page of what was sent to the actor, without texts: one may carry a code."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return outbox_queries.page_of_log(session, actor.account_id, request, bodies=False)

    def count(self, actor: Actor) -> int:
        """Return how many messages there are."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return outbox_queries.count_log(session, actor.account_id)

    def kept(self, actor: Actor, request: PageRequest) -> Page[MessageView]:
        """Return one page of what local gateways delivered to the actor, texts and codes in it.

        Where anything really goes out there is no such thing: `NotFound`.
        """
        gateways = self._context.gateways
        if not all(gateways.keeps(channel) for channel in Channel):
            raise NotFound("There is no such thing.")
        with self._context.database.read() as session:
            own_account(session, actor)
            return outbox_queries.page_of_log(session, actor.account_id, request, bodies=True)

    def undelivered(self, actor: Actor) -> list[MessageView]:
        """Return what did not arrive or still waits, of all accounts, the newest first; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return outbox_queries.undelivered(session, MOST_LISTED)

    def resend(self, actor: Actor, message_id: int) -> MessageView:
        """Send one of the actor's messages again, to where such messages go by now; staff anybody's.

        What staff want sent again while it waits for its next try is tried at once. Raises `NotFound`, or
        `ActionRefused` with the reason.
        """

        def work(session: Session) -> MessageView:
            message = _visible(session, actor, message_id)
            if _waits(message) and actor.role is not Role.CUSTOMER:
                _hurry(self._context, session, actor, message)
                return _view(session, message)
            return _view(session, send_again(self._context, session, actor, message))

        return self._context.database.transact(work)


def send_again(context: Context, session: Session, actor: Actor, message: OutboxMessage) -> OutboxMessage:
    """Write a message once more, within a transaction that goes on; raises `ActionRefused`."""
    _refuse(context, session, actor, message)
    repeated = _copy(context, session, message)
    post(context, session, repeated)
    _record(context, session, actor, message)
    return repeated


def _hurry(context: Context, session: Session, actor: Actor, message: OutboxMessage) -> None:
    now = context.clock.now()
    if message.due_at is None or (message.due_at > now and not message.trouble):
        raise ActionRefused("It is being sent at this moment.")
    message.due_at = now
    _record(context, session, actor, message)


def _refuse(context: Context, session: Session, actor: Actor, message: OutboxMessage) -> None:
    if carries_code(message.kind) or message.channel == Channel.CALL:
        raise ActionRefused("It carried a code, which is over by now; ask for a new one where you need it.")
    if _waits(message):
        raise ActionRefused("It is still on its way, and is tried again by itself.")
    if outbox_queries.is_repeated(session, message.key):
        raise ActionRefused("It was sent again already; that is a line of its own.")
    if actor.role is Role.CUSTOMER:
        _require_within_limits(context, session, actor, message)


def _require_within_limits(context: Context, session: Session, actor: Actor, message: OutboxMessage) -> None:
    if message.key.endswith(AGAIN * MOST_REPEATS):
        raise ActionRefused(f"It was sent again {MOST_REPEATS} times. Check the address, or write to support.")
    since = context.clock.now() - timedelta(hours=1)
    if outbox_queries.count_repeats(session, actor.account_id, since) >= MOST_AN_HOUR:
        raise ActionRefused(f"{MOST_AN_HOUR} messages were sent again within an hour; try again later.")


def _copy(context: Context, session: Session, message: OutboxMessage) -> OutboxMessage:
    stays = message.channel != Channel.MAIL or message.kind.startswith(TO_ACCOUNT)
    return OutboxMessage(
        key=message.key + AGAIN,
        account_id=message.account_id,
        kind=message.kind,
        channel=message.channel,
        gateway=message.gateway,
        # A notice of a new address goes to the old one too, and to nowhere else when it is sent again.
        address=message.address if stays else address_for(session, message.account_id, message.kind),
        subject=message.subject,
        body=message.body,
        created_at=context.clock.now(),
    )


def _record(context: Context, session: Session, actor: Actor, message: OutboxMessage) -> None:
    context.record(
        session,
        actor,
        action="message.resend",
        topics=(),
        subject=str(message.id),
        detail=message.subject,
        account_id=message.account_id,
    )


def _visible(session: Session, actor: Actor, message_id: int) -> OutboxMessage:
    """Return a message the actor may have sent again; a foreign id answers exactly like a missing one."""
    own_account(session, actor)
    found = row_by_number(session, OutboxMessage, message_id)
    own = found is not None and found.account_id == actor.account_id
    if found is None or (actor.role is Role.CUSTOMER and not own):
        raise NotFound("There is no such message.")
    if not own:
        require(actor, Permission.MESSAGES)
    return found


def _waits(message: OutboxMessage) -> bool:
    return message.delivered_at is None and message.failed_at is None


def _view(session: Session, message: OutboxMessage) -> MessageView:
    session.flush()
    return outbox_queries.view(session, message.id)
