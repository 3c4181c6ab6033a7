"""Messages to customers: templates of this package, filled in and written to the outbox once for one key.

They are written in the transaction they tell of, and go out after it (`outbox.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.messages import Channel
from introtui.domain.text import safe
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.store.tables import Account, Change, NotificationSettings, OutboxMessage, Profile

TO_ACCOUNT = ("security.", "code.")
"""How kinds begin that go to the account's own email, whatever other addresses there are."""
TO_SUPPORT = ("support.",)
TO_COMPLAINTS = ("complaint.",)


def tell(
    context: Context,
    session: Session,
    account_id: int,
    *,
    kind: str,
    key: str,
    channel: Channel = Channel.MAIL,
    to: str = "",
    gateway: str = "",
    text: str = "",
    **values: object,
) -> bool:
    """Write a message of a kind; False when one with this key was written before.

    Mail goes to the one of the account's addresses its kind belongs to, unless `to` names another; an SMS needs
    `to`, a number as E.164. `values` fill in `data/messages/KIND.txt`, a line each, `text` its body's several. A
    kind that begins with "code." carries a code, so its body is kept no longer than it takes to send it.
    """
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
        return False
    subject, body = render(kind, _with_names(context, session, account_id, values), text)
    message = OutboxMessage(
        key=key,
        account_id=account_id,
        kind=kind,
        channel=channel,
        gateway=gateway,
        address=to or address_for(session, account_id, kind),
        subject=subject,
        body=body,
        created_at=context.clock.now(),
    )
    post(context, session, message)
    return True


def warn(
    context: Context,
    session: Session,
    actor: Actor,
    *,
    kind: str,
    key: str,
    to: str = "",
    account_id: int | None = None,
    **values: Any,
) -> None:
    """Tell an account's owner of what was done to its security, when and from where; `kind` says what.

    `account_id` is whose account it is, the actor's own unless staff act on another.
    """
    about = actor.account_id if account_id is None else account_id
    own = about == actor.account_id
    tell(
        context,
        session,
        about,
        kind=f"security.{kind}",
        key=f"{kind} {about} {key}",
        to=to,
        at=f"{context.clock.now():%Y-%m-%d %H:%M} UTC",
        where=f"from {actor.address or 'an address that is not known'}" if own else "by our staff",
        **values,
    )


def post(context: Context, session: Session, message: OutboxMessage) -> None:
    """Put a message into the outbox, and tell the screens; a local gateway has delivered it by that."""
    channel = Channel(message.channel)
    if context.gateways.keeps(channel):
        message.delivered_at = context.clock.now()
    elif channel is not Channel.CALL:
        message.due_at = _at_once(context)
    session.add(message)
    session.add(Change(account_id=message.account_id, topic=Topic.NOTIFICATIONS))
    session.flush()


def address_for(session: Session, account_id: int, kind: str) -> str:
    """Return the address that mail of a kind goes to (spec section 2, Notifications)."""
    email = session.get_one(Profile, account_id).email
    settings = session.get(NotificationSettings, account_id)
    if settings is None or kind.startswith(TO_ACCOUNT):
        return email
    if kind.startswith(TO_SUPPORT):
        return settings.support_email or email
    return (settings.complaints_email if kind.startswith(TO_COMPLAINTS) else settings.invoices_email) or email


def render(kind: str, values: dict[str, str], text: str = "") -> tuple[str, str]:
    """Return subject and body of a kind of message; values are filled in once and are never templates."""
    subject, body = _template(kind)
    clean = {name: safe(value) for name, value in values.items()}
    return subject.safe_substitute(clean), body.safe_substitute(clean, text=safe(text, multiline=True))


def _at_once(context: Context) -> datetime:
    # Not the time of now: the billing run's clock stands at noon, and its mail need not wait for that.
    return datetime.combine(context.clock.today(), time(), UTC)


@cache
def _template(kind: str) -> tuple[Template, Template]:
    """Read a template: the subject on its first line, a blank line, the body."""
    place = resources.files("introtui").joinpath("data", "messages", f"{kind}.txt")
    subject, _, body = place.read_text(encoding="utf-8").partition("\n\n")
    return Template(subject), Template(body)


def _with_names(context: Context, session: Session, account_id: int, values: dict[str, object]) -> dict[str, str]:
    profile = session.get_one(Profile, account_id)
    seller = context.company.seller
    return {
        "name": f"{profile.first_name} {profile.last_name}".strip(),
        "login": session.get_one(Account, account_id).login,
        "seller": seller.name,
        "seller_email": seller.email,
        **{name: str(value) for name, value in values.items()},
    }
