"""Messages to customers: templates of this package, filled in and written to the outbox once for one key."""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import Template

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.text import safe
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.store.tables import Account, Change, NotificationSettings, OutboxMessage, Profile


def tell(context: Context, session: Session, account_id: int, *, kind: str, key: str, **values: object) -> bool:
    """Write a message to where invoices and orders go; False when one with this key was written before."""
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
        return False
    subject, body = render(kind, _with_names(context, session, account_id, values))
    session.add(
        OutboxMessage(
            key=key,
            account_id=account_id,
            kind=kind,
            address=_address(session, account_id),
            subject=subject,
            body=body,
            created_at=context.clock.now(),
        )
    )
    session.add(Change(account_id=account_id, topic=Topic.NOTIFICATIONS))
    session.flush()
    return True


def render(kind: str, values: dict[str, str]) -> tuple[str, str]:
    """Return subject and body of a kind of message; values are filled in once and are never templates."""
    subject, body = _template(kind)
    clean = {name: safe(value) for name, value in values.items()}
    return subject.safe_substitute(clean), body.safe_substitute(clean)


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


def _address(session: Session, account_id: int) -> str:
    settings = session.get(NotificationSettings, account_id)
    chosen = "" if settings is None else settings.invoices_email
    return chosen or session.get_one(Profile, account_id).email
