"""The help screen, made from the same declarations as the keys, the footer and the palette."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from introtui.commands import HOW_TO_LEAVE, Command, Scope, shown_key
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Block
from introtui.widgets.record_table import RecordTable

NOT_IN_LISTS = {
    Scope.ORDERS: ("choose",),
    Scope.BILLING: ("choose", "mark"),
    Scope.VAT: ("choose", "mark"),
}
"""The sections with a list, and which actions of every list are not theirs or are explained as a command."""
KEYS = 11
"""Least cells for the keys; the sentences hang beside them."""
LEAST = 20

Line = tuple[str, str]
"""Keys, and what they do."""


class HelpDialog(Dialog[None]):
    """Every key of a section, of its lists, and of the whole program."""

    def __init__(self, scope: Scope, commands: Sequence[Command]) -> None:
        """List those of `commands` that are there in `scope` and anywhere."""
        super().__init__(f"Help · {scope}")
        here, anywhere = ([each for each in commands if each.scope is place] for place in (scope, Scope.ANYWHERE))
        groups = {
            f"In {scope}": list(_lines(here)),
            "In lists": list(_table_lines(scope)),
            "Anywhere; where text is typed, f1 to f6 instead of digits": list(_lines(anywhere)),
        }
        self._groups = {heading: lines for heading, lines in groups.items() if lines}

    def compose_body(self) -> ComposeResult:
        """List the keys with a sentence each."""
        yield Static(HOW_TO_LEAVE, classes="dim", markup=False)
        beside = max(KEYS, *(len(keys) + 1 for lines in self._groups.values() for keys, _words in lines))
        for place, (heading, lines) in enumerate(self._groups.items()):
            yield Static(heading, classes="heading" if place else "heading -first", markup=False)
            yield KeyLines(lines, beside)


class KeyLines(Block):
    """Keys with a sentence each, wrapped at the width there is; the sentences begin at cell `beside`."""

    def __init__(self, lines: Sequence[Line], beside: int) -> None:
        self._lines = lines
        self._beside = beside
        super().__init__(self._drawn(LEAST + beside), markup=False)

    def on_resize(self) -> None:
        """Wrap again."""
        self.update(self._drawn(self.size.width))

    def _drawn(self, width: int) -> Content:
        room = max(width - self._beside, LEAST)
        return Content("\n").join(line for keys, words in self._lines for line in self._wrapped(keys, words, room))

    def _wrapped(self, keys: str, words: str, room: int) -> Iterable[Content]:
        for place, line in enumerate(Content(words).wrap(room)):
            yield Content.assemble((f"{'' if place else keys:<{self._beside}}", "bold"), line)


def _lines(commands: Iterable[Command]) -> Iterable[Line]:
    for command in commands:
        yield " ".join(shown_key(key) for key in command.keys.split(",")), command.help


def _table_lines(scope: Scope) -> Iterable[Line]:
    if scope not in NOT_IN_LISTS:
        return
    for binding in RecordTable.BINDINGS:
        if isinstance(binding, Binding) and binding.action not in NOT_IN_LISTS[scope]:
            yield shown_key(binding.key), binding.tooltip
