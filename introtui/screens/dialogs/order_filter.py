"""Which orders the list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult

from introtui.domain.order_views import ExpiryFilter, OrderFilter, OrderList
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.field import ChoiceField, Field
from introtui.widgets.push_button import PushButton

ANY = ""
STATUSES = {
    OrderList.ACTIVE: ("active", "overdue", "ends", "awaiting_payment", "processing", "suspended"),
    OrderList.HISTORY: ("cancelled", "terminated", "failed_setup"),
}


class OrderFilterDialog(Dialog[OrderFilter | None]):
    """Returns the chosen filter, with the find text as it was."""

    def __init__(self, wanted: OrderFilter, products: Sequence[str]) -> None:
        super().__init__("Show only")
        self._wanted = wanted
        self._products = products

    def compose_body(self) -> ComposeResult:
        """Lay out status, product and expiry."""
        statuses = [(name, name.replace("_", " ")) for name in STATUSES[self._wanted.which]]
        yield ChoiceField("status", "Status", [(ANY, "any"), *statuses])
        yield ChoiceField("product", "Product", [(ANY, "any"), *((name, name) for name in self._products)])
        if self._wanted.which is OrderList.ACTIVE:
            yield ChoiceField("expiry", "Expires within", [(each.value, each.value) for each in ExpiryFilter])

    def on_mount(self) -> None:
        """Show the filter in force."""
        chosen = {"status": self._wanted.status, "product": self._wanted.product, "expiry": self._wanted.expiry}
        for field in self.query(Field):
            field.fill(chosen[field.key] or ANY)

    def compose_buttons(self) -> ComposeResult:
        """Offer to show everything or what is chosen."""
        yield PushButton("Show all", id="show-all")
        yield PushButton("Show these", id="apply", primary=True)

    def action_show_all(self) -> None:
        """Drop the filter."""
        self.dismiss(OrderFilter(which=self._wanted.which, text=self._wanted.text))

    def action_apply(self) -> None:
        """Return what is chosen."""
        chosen = {field.key: field.value for field in self.query(Field)}
        self.dismiss(
            replace(
                self._wanted,
                status=chosen["status"] or None,
                product=chosen["product"] or None,
                expiry=ExpiryFilter(chosen.get("expiry", ExpiryFilter.ANY)),
            )
        )
