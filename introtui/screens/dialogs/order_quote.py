"""What the dialogs that change one order share: the order they are about, and when it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from introtui.domain.order_views import OrderView
from introtui.domain.payments import PayBy
from introtui.domain.quotes import Quote, When
from introtui.screens.dialogs.quote import QuoteDialog
from introtui.session import Call, Session
from introtui.widgets.choices import Choices
from introtui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services


class OrderQuoteDialog(QuoteDialog[Quote, OrderView]):
    """Prices a change of one order; returns the order once it is booked."""

    def __init__(self, title: str, session: Session, order: OrderView) -> None:
        super().__init__(title, session)
        self.order = order
        self._first = When.NOW

    def booking(self, quote: Quote, key: str, pay_by: PayBy) -> Call[OrderView]:
        """Book the change, then read the order again."""

        def book(services: Services, actor: Actor) -> OrderView:
            services.order_changes.confirm(actor, quote, key, pay_by)
            return services.orders.load(actor, quote.order_id)

        return book

    def when_choice(self, *, first: When) -> Choices[When]:
        """Return the choice between now and the end of the period."""
        self._first = first
        return Choices(self._moments(), value=first, in_row=True, id="when")

    def _moments(self) -> list[tuple[When, str]]:
        period = self.order.period
        end = "" if period is None else f", {period.end}"
        words = {When.NOW: "now", When.AT_END: f"at the end of the period{end}"}
        return sorted(words.items(), key=lambda moment: moment[0] is not self._first)

    async def read_again(self) -> None:
        """Bring the words around the quote up to what the order is now."""
        order_id = self.order.row.order_id
        self.order = await self.session.read(lambda services, actor: services.orders.load(actor, order_id))
        for when in self.query("#when").results(Choices):
            when.offer(self._moments(), value=when.value)
        self.query_one("#cancel", PushButton).say(self.keep_label())
