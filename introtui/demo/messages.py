"""What was sent to the demo's named customers; one of them has an address that no mail reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from introtui.domain.messages import Channel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from introtui.store.engine import Database

REFUSED = "The mail server refused it: 550 5.1.1 No such user here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message some days ago; `trouble` is why it did not arrive."""

    login: str
    days_ago: int
    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    channel: Channel = Channel.MAIL
    to: str = ""
    trouble: str = ""


MESSAGES = (
    Told(
        login="ivanov",
        days_ago=200,
        kind="security.password_changed",
        values={"at": "2026-05-07 14:02 UTC", "where": "from 192.0.2.10"},
    ),
    Told(
        login="ivanov",
        days_ago=20,
        kind="code.phone",
        channel=Channel.SMS,
        to="+31612345678",
        values={"code": "730512", "minutes": "10"},
    ),
    Told(
        login="ivanov", days_ago=12, kind="low_balance", values={"balance": "EUR 18.20", "threshold": "EUR 25.00"}
    ),
    Told(
        login="drifter",
        days_ago=5,
        kind="low_balance",
        values={"balance": "EUR 4.10", "threshold": "EUR 10.00"},
        trouble=REFUSED,
    ),
)


def write_messages(database: Database, session: Session, today: date) -> None:
    """Write these messages as delivered, or as refused."""
    from sqlalchemy import select

    from introtui.clock import FixedClock
    from introtui.gateways.local import local_gateways
    from introtui.services.context import Context
    from introtui.services.messages import tell
    from introtui.store.tables import Account, OutboxMessage

    for place, told in enumerate(MESSAGES):
        context = Context(database, FixedClock(today - timedelta(days=told.days_ago)), gateways=local_gateways())
        account_id = session.scalars(select(Account.id).where(Account.login == told.login)).one()
        key = f"demo {place}"
        tell(
            context,
            session,
            account_id,
            kind=told.kind,
            key=key,
            channel=told.channel,
            to=told.to,
            **told.values,
        )
        if told.trouble:
            message = session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()
            message.delivered_at, message.trouble, message.attempts = None, told.trouble, 1
            message.failed_at = datetime.combine(today - timedelta(days=told.days_ago), time(12), UTC)
    session.flush()
