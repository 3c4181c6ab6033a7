"""Which orders of all customers a list shows."""

from __future__ import annotations

from textual.app import ComposeResult

from introtui.domain.all_orders import AllOrdersFilter, Matter, OrderChoices
from introtui.domain.order_views import ExpiryFilter, OrderList
from introtui.domain.orders import ENDED, OrderStatus
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.field import ChoiceField, Field
from introtui.widgets.push_button import PushButton

ANY, HISTORY = "", "history"


class AllOrdersFilterDialog(Dialog[AllOrdersFilter | None]):
    """Returns the chosen filter."""

    def __init__(self, wanted: AllOrdersFilter, choices: OrderChoices) -> None:
        super().__init__("Show only")
        self._wanted = wanted
        self._choices = choices

    def compose_body(self) -> ComposeResult:
        """Lay out status, product, currency, expiry and what is the matter."""
        statuses = [(status.value, status.replace("_", " ")) for status in OrderStatus]
        yield ChoiceField("status", "Status", [(ANY, "all that run"), (HISTORY, "all that ended"), *statuses])
        yield ChoiceField("product", "Product", [(ANY, "any"), *((each, each) for each in self._choices.products)])
        currencies = [(ANY, "any"), *((each, each) for each in self._choices.currencies)]
        yield ChoiceField("currency", "Currency", currencies, hint="with one, they sort by amount")
        expiries = [(each.value, each.value) for each in ExpiryFilter]
        yield ChoiceField("expiry", "Expires within", expiries)
        yield ChoiceField("matter", "With", [(each.value, each.value) for each in Matter])

    def on_mount(self) -> None:
        """Show the filter in force."""
        wanted = self._wanted
        ended = HISTORY if wanted.which is OrderList.HISTORY else ANY
        chosen = {
            "status": wanted.status or ended,
            "product": wanted.product,
            "currency": wanted.currency,
            "expiry": wanted.expiry,
            "matter": wanted.matter,
        }
        for field in self.query(Field):
            field.fill(chosen[field.key] or ANY)

    def compose_buttons(self) -> ComposeResult:
        """Offer to show everything or what is chosen."""
        yield PushButton("Show all", id="show-all")
        yield PushButton("Show these", id="apply", primary=True)

    def action_show_all(self) -> None:
        """Drop the filter."""
        self.dismiss(AllOrdersFilter())

    def action_apply(self) -> None:
        """Return what is chosen."""
        chosen = {field.key: field.value for field in self.query(Field)}
        words = chosen["status"]
        status = OrderStatus(words) if words in list(OrderStatus) else None
        is_history = words == HISTORY or status in ENDED
        self.dismiss(
            AllOrdersFilter(
                which=OrderList.HISTORY if is_history else OrderList.ACTIVE,
                status=status,
                product=chosen["product"] or None,
                currency=chosen["currency"] or None,
                expiry=ExpiryFilter(chosen["expiry"]),
                matter=Matter(chosen["matter"]),
            )
        )
