"""Billing use cases: the balance."""

from __future__ import annotations

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.order_views import BalanceView
from introtui.services.books import balance_of
from introtui.services.context import Context, own_account
from introtui.store.tables import NotificationSettings


class BillingService:
    """What the header, and later the billing section, show."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def load(self, actor: Actor) -> BalanceView:
        """Return the actor's balance and alert threshold."""
        with self._context.database.read() as session:
            currency = own_account(session, actor).currency
            settings = session.get(NotificationSettings, actor.account_id)
            minor = None if settings is None else settings.low_balance_minor
            return BalanceView(
                balance=balance_of(session, actor.account_id, currency),
                low_balance=None if minor is None else Money(minor, currency),
            )
