"""What can be done to an order now, and for the rest the reason why not."""

from __future__ import annotations

from itertools import starmap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from introtui.commands import Command, Scope, in_scope, shown_key
from introtui.domain.order_views import OrderRow
from introtui.domain.text import safe
from introtui.screens.dialogs.base import Dialog
from introtui.screens.order_commands import command_of, reason_against
from introtui.session import Session
from introtui.widgets.menu import Menu

COMMANDS = {name: command for command in in_scope(Scope.ORDERS) if (name := command_of(command.action))}
"""The commands on an order, by name."""
HEAD = 16
"""Cells for a command's key and name; what is said about it hangs beside them."""
ROOM = 55
"""Cells beside them in the narrow dialog."""


class OrderMenu(Dialog[str | None]):
    """Returns the chosen command's name; the commands' own keys choose too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            command.keys,
            f"choose('{name}')",
            command.label,
            show=False,
            id=f"menu.{name}",
            tooltip=command.help,
        )
        for name, command in COMMANDS.items()
    ]

    def __init__(self, session: Session, row: OrderRow) -> None:
        super().__init__(f"Order {row.order_id} · {row.plan} · {row.status}")
        self._session = session
        self._row = row

    def compose_body(self) -> ComposeResult:
        """List the commands by the transition table."""
        yield Menu(*starmap(self._option, COMMANDS.items()), compact=True)

    def _option(self, name: str, command: Command) -> Option:
        reason = self._reason_against(name)
        words = Content(safe(command.help if reason is None else f"not now: {reason}")).wrap(ROOM)
        key = f"{shown_key(command.keys)}  "
        lines = [Content.assemble((key, "bold"), f"{command.label:<{HEAD - len(key)}}", words[0])]
        lines += [Content(" " * HEAD).append(more) for more in words[1:]]
        return Option(Content("\n").join(lines), id=name, disabled=reason is not None)

    def _reason_against(self, name: str) -> str | None:
        return reason_against(name, self._row, self._session)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run the chosen command."""
        self.dismiss(event.option_id)

    def action_choose(self, name: str) -> None:
        """Run a command by its own key; one that is not allowed now says why."""
        reason = self._reason_against(name)
        if reason is None:
            self.dismiss(name)
        else:
            self.show_error(reason)
