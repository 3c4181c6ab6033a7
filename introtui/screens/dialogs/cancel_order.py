"""Cancel: at the end of the period or now, with the refund and its terms first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderAction
from introtui.domain.quotes import Quote, When
from introtui.screens.dialogs.order_quote import OrderQuoteDialog
from introtui.screens.dialogs.quote import Ask
from introtui.session import Session
from introtui.widgets.order_detail import status_words
from introtui.widgets.plain import Plain


class CancelOrderDialog(OrderQuoteDialog):
    """Returns the order after the cancel; the end of the period is the safe choice where it is allowed."""

    KEEP = "Keep the order"
    CONFIRM = "Cancel the order"

    def __init__(self, session: Session, order: OrderView) -> None:
        super().__init__(f"Cancel · order {order.row.order_id}", session, order)
        self._at_end = order.actions[OrderAction.CANCEL_AT_END] is None
        self._now = order.actions[OrderAction.CANCEL_NOW] is None

    def compose_body(self) -> ComposeResult:
        """Lay out the order, when, terms and quote."""
        yield Plain(self._order_words(), id="order-line")
        if self._at_end and self._now:
            with Horizontal(classes="choice"):
                yield Static("When", classes="choice-label")
                self._choices = self.when_choice(first=When.AT_END)
                yield self._choices
        else:
            yield Plain("It ends now." if self._now else "It ends with the period.", classes="dim")
        yield from self.compose_payment()

    def _order_words(self) -> str:
        row = self.order.row
        return f"{row.plan}   {row.address or 'no address yet'}   {status_words(row)}"

    async def read_again(self) -> None:
        """Bring the order's line up to date as well."""
        await super().read_again()
        self.query_one("#order-line", Plain).show(self._order_words())

    def _when(self) -> When:
        if self._at_end and self._now:
            return self._choices.value
        return When.NOW if self._now else When.AT_END

    def ask(self) -> Ask[Quote] | None:
        """Ask for the refund of the chosen moment."""
        order_id, when = self.order.row.order_id, self._when()
        return lambda services, actor: services.order_changes.quote_cancel(actor, order_id, when)

    def confirm_label(self, quote: Quote) -> str:
        """Say what is booked."""
        if quote.when is When.AT_END:
            return f"Cancel at {quote.effective_on}"
        return f"Cancel now, refund {(-quote.total).amount}" if quote.total.minor else "Cancel now, no refund"
