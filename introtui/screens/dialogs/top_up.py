"""Topping up the balance: an amount, then how to transfer it."""

from __future__ import annotations

from textual.app import ComposeResult

from introtui.domain.errors import InvalidValue
from introtui.domain.money import Money, parse_amount
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.field import Field, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton


class TopUpDialog(Dialog[Money | None]):
    """Returns the amount to transfer, in the account's currency; what was typed stays until it is one."""

    def __init__(self, balance: Money, wanted: Money | None = None) -> None:
        super().__init__("Top up")
        self._balance = balance
        self._wanted = wanted

    def compose_body(self) -> ComposeResult:
        """Show the balance there is, and ask for the amount."""
        yield Plain(f"Balance now      {self._balance}")
        yield TextField("amount", "Amount", required=True, hint=self._balance.currency)
        yield Plain(
            "Nothing is booked here: the balance grows when your transfer has arrived.", classes="dim dialog-note"
        )

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it, or to see the transfer."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Show the transfer", id="show", primary=True)

    def on_mount(self) -> None:
        """Begin with what is missing, when that is known."""
        if self._wanted is not None:
            self._field.fill(self._wanted.amount)
        self._field.focus_control()

    @property
    def _field(self) -> TextField:
        return self.query_one(TextField)

    def _amount(self) -> Money | None:
        """Return the amount; show what is wrong with it beside it when it is none."""
        try:
            amount = top_up_amount(self._field.value, self._balance.currency)
        except InvalidValue as error:
            self._field.show_error(str(error))
            return None
        self._field.show_error(None)
        return amount

    def on_field_left(self, _event: Field.Left) -> None:
        """Check what was typed."""
        if self._field.value:
            self._amount()

    def on_field_edited(self, _event: Field.Edited) -> None:
        """Take the error away once it is mended."""
        if self._field.has_class("-invalid"):
            self._amount()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on with enter."""
        event.stop()
        self.action_show()

    def action_show(self) -> None:
        """Go on to the transfer."""
        amount = self._amount()
        if amount is None:
            self._field.focus_control()
        else:
            self.dismiss(amount)


def top_up_amount(text: str, currency: str) -> Money:
    """Return an amount above zero; raises `InvalidValue`."""
    amount = parse_amount(text, currency)
    if not amount.minor:
        raise InvalidValue("Enter an amount above zero.")
    return amount
