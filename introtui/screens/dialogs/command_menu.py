"""A list of commands with what each does now, and for the rest the reason why not; their own keys choose too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from introtui.commands import Command, shown_key
from introtui.domain.text import safe
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.menu import Menu

HEAD = 16
"""Cells for a command's key and name; what is said about it hangs beside them."""
ROOM = 55
"""Cells beside them in the narrow dialog."""


def choosing(commands: Mapping[str, Command]) -> list[BindingType]:
    """Return the bindings by which the commands' own keys choose them."""
    return [
        Binding(
            command.keys,
            f"choose('{name}')",
            command.label,
            show=False,
            id=f"menu.{name}",
            tooltip=command.help,
        )
        for name, command in commands.items()
    ]


class CommandMenu(Dialog[str | None]):
    """Returns the chosen command's name."""

    ENTRIES: ClassVar[Mapping[str, Command]]
    """The commands, by name."""

    def reason_against(self, name: str) -> str | None:
        """Return why a command cannot be run now, None when it can."""
        raise RuntimeError("a menu knows what can be done")

    def offers(self, name: str) -> bool:
        """Return whether a command is there at all for whoever looks."""
        return True

    def compose_body(self) -> ComposeResult:
        """List the commands."""
        offered = [self._option(name, command) for name, command in self.ENTRIES.items() if self.offers(name)]
        yield Menu(*offered, compact=True)

    def _option(self, name: str, command: Command) -> Option:
        reason = self.reason_against(name)
        words = Content(safe(command.help if reason is None else f"not now: {reason}")).wrap(ROOM)
        key = f"{shown_key(command.keys)}  "
        lines = [Content.assemble((key, "bold"), f"{command.label:<{HEAD - len(key)}}", words[0])]
        lines += [Content(" " * HEAD).append(more) for more in words[1:]]
        return Option(Content("\n").join(lines), id=name, disabled=reason is not None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run the chosen command."""
        self.dismiss(event.option_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the keys of what is not there."""
        if action == "choose" and not self.offers(str(parameters[0])):
            return False
        return super().check_action(action, parameters)

    def action_choose(self, name: str) -> None:
        """Run a command by its own key; one that is not allowed now says why."""
        reason = self.reason_against(name)
        if reason is None:
            self.dismiss(name)
        else:
            self.show_error(reason)
