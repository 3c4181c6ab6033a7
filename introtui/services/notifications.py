"""Notification use cases: read and save the settings."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import NotFound, StaleVersion
from introtui.domain.money import Money
from introtui.domain.notifications import NotificationFields, NotificationView, check_notifications
from introtui.domain.topics import Topic
from introtui.services.context import Context, own_account
from introtui.store.outbox_queries import count_failed, count_log
from introtui.store.tables import NotificationSettings, Profile

LATELY = timedelta(days=30)
"""After that, a message that did not arrive needs nobody's attention any more."""


class NotificationService:
    """What the notifications section does."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def load(self, actor: Actor) -> NotificationView:
        """Return the actor's settings."""
        with self._context.database.read() as session:
            return self._view(session, actor, _settings(session, actor))

    def save(self, actor: Actor, version: int, draft: NotificationFields) -> NotificationView:
        """Store the form; raises `InvalidFields` or `StaleVersion`."""

        def work(session: Session) -> NotificationView:
            currency = own_account(session, actor).currency
            checked = check_notifications(draft, currency)
            settings = _settings(session, actor)
            if settings.version != version:
                raise StaleVersion("Somebody else changed these settings while you were editing.")
            settings.news = checked.news
            threshold = None if checked.low_balance is None else checked.low_balance.minor
            if settings.low_balance_minor != threshold:
                # What was told was about the other threshold.
                settings.low_balance_minor, settings.low_balance_told = threshold, False
            for name, address in checked.addresses.items():
                setattr(settings, name, address)
            if session.is_modified(settings):
                topics = (Topic.NOTIFICATIONS, Topic.BILLING)
                self._context.record(session, actor, action="notifications.save", topics=topics)
                session.flush()
            return self._view(session, actor, settings)

        return self._context.database.transact(work)

    def _view(self, session: Session, actor: Actor, settings: NotificationSettings) -> NotificationView:
        since = self._context.clock.now() - LATELY
        minor, currency = settings.low_balance_minor, own_account(session, actor).currency
        return NotificationView(
            version=settings.version,
            fields=NotificationFields(
                news=settings.news,
                low_balance="" if minor is None else Money(minor, currency).amount,
                invoices_email=settings.invoices_email,
                support_email=settings.support_email,
                complaints_email=settings.complaints_email,
            ),
            currency=currency,
            account_email=session.get_one(Profile, actor.account_id).email,
            messages=count_log(session, actor.account_id),
            not_delivered=count_failed(session, actor.account_id, since),
        )


def _settings(session: Session, actor: Actor) -> NotificationSettings:
    settings = session.get(NotificationSettings, actor.account_id)
    if settings is None:
        raise NotFound("There is no such account.")
    return settings
