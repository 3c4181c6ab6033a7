"""Calls that prove a phone number: placed while the customer waits, and noted in the log like any message."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.errors import ActionRefused
from introtui.domain.messages import Channel
from introtui.gateways.calls import Placed
from introtui.gateways.sending import NotSent
from introtui.services.context import Context
from introtui.services.delivering import request_id
from introtui.services.messages import post, render
from introtui.store.tables import OutboxMessage

KIND = "code.call"
GATEWAYS = ("first", "second")


def place_call(context: Context, which: int, number: str, key: str, *, voice: str = "") -> Placed:
    """Call an E.164 number by the first gateway (0) or the second (1), outside of any transaction.

    On a landline a voice reads the digits `voice`. The same key is the same call. Raises `NotSent` where no call
    came about, `ActionRefused` where there is no such gateway.
    """
    calls = context.gateways.calls
    if which >= len(calls):
        raise ActionRefused("There is no such call gateway here; contact support.")
    return calls[which].place(number, request_id(key), voice=voice)


def note_call(
    context: Context,
    session: Session,
    account_id: int,
    *,
    which: int,
    number: str,
    key: str,
    outcome: Placed | NotSent,
) -> None:
    """Write into the log what came of a call; what it said is kept where nobody was really called."""
    subject, body = render(KIND, {"said": _said(outcome) if isinstance(outcome, Placed) else ""})
    now = context.clock.now()
    message = OutboxMessage(
        key=key,
        account_id=account_id,
        kind=KIND,
        channel=Channel.CALL,
        gateway=GATEWAYS[which],
        address=number,
        subject=subject,
        body=body if context.gateways.keeps(Channel.CALL) else "",
        created_at=now,
        attempts=1,
    )
    post(context, session, message)
    if isinstance(outcome, Placed):
        message.delivered_at = now
    else:
        message.delivered_at, message.failed_at, message.trouble = None, now, str(outcome)
    session.flush()


def _said(placed: Placed) -> str:
    if placed.voice:
        return f"Incoming call: a voice reads {' '.join(placed.voice)}"
    return f"Incoming call from {placed.caller}"
