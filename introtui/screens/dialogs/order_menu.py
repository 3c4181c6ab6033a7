"""What can be done to an order now, and for the rest the reason why not."""

from __future__ import annotations

from introtui.commands import Scope, in_scope
from introtui.domain.order_views import OrderRow
from introtui.screens.dialogs.command_menu import CommandMenu, choosing
from introtui.screens.order_commands import command_of, reason_against
from introtui.session import Session

COMMANDS = {name: command for command in in_scope(Scope.ORDERS) if (name := command_of(command.action))}
"""The commands on an order, by name."""


class OrderMenu(CommandMenu):
    """Returns the name of the chosen command on an order."""

    ENTRIES = COMMANDS
    BINDINGS = choosing(COMMANDS)

    def __init__(self, session: Session, row: OrderRow) -> None:
        super().__init__(f"Order {row.order_id} · {row.plan} · {row.status}")
        self._session = session
        self._row = row

    def reason_against(self, name: str) -> str | None:
        """Return why whoever looks, or the transition table, does not allow a command."""
        return reason_against(name, self._row, self._session)
