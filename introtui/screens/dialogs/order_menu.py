"""What can be done to an order now, and for the rest the reason why not."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from introtui.commands import Scope, in_scope, shown_key
from introtui.domain.order_views import OrderRow
from introtui.domain.text import safe
from introtui.screens.dialogs.base import Dialog
from introtui.screens.order_commands import ACTIONS, reason_against


class OrderMenu(Dialog[str | None]):
    """Returns the chosen command's action."""

    def __init__(self, row: OrderRow) -> None:
        super().__init__(f"Order {row.order_id} · {row.plan} · {row.status}")
        self._row = row

    def compose_body(self) -> ComposeResult:
        """List the commands by the transition table."""
        yield OptionList(*self._options(), compact=True)

    def _options(self) -> list[Option]:
        options = []
        for command in in_scope(Scope.ORDERS):
            if command.action in ACTIONS:
                reason = reason_against(command.action, self._row)
                words = Content.assemble((f" {shown_key(command.keys)} ", "bold"), f" {command.label:<13}")
                note = f"  {command.help}" if reason is None else f"  not now: {reason}"
                options.append(
                    Option(words.append(Content(safe(note))), id=command.action, disabled=reason is not None)
                )
        return options

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run the chosen command."""
        self.dismiss(event.option_id)
