"""The help screen, made from the same declarations as the keys, the footer and the palette."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from introtui.commands import Command, Scope, in_scope, shown_key
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.record_table import RecordTable

NOT_IN_LISTS = {Scope.ORDERS: ("choose",), Scope.VAT: ("choose", "mark")}
"""The sections with a list, and which actions of every list are not theirs or are explained as a command."""
KEYS = 11
"""Cells for the keys; the sentences hang beside them."""
LEAST = 20

Line = tuple[str, str]
"""Keys, and what they do."""


class HelpDialog(Dialog[None]):
    """Every key of a section, of its lists, and of the whole program."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"Help · {scope}")
        self._scope = scope

    def compose_body(self) -> ComposeResult:
        """List the keys with a sentence each."""
        if in_scope(self._scope):
            yield Static(f"In {self._scope}", classes="heading -first", markup=False)
            yield KeyLines(_lines(in_scope(self._scope)))
        if self._scope in NOT_IN_LISTS:
            yield Static("In lists", classes="heading")
            yield KeyLines(_table_lines(NOT_IN_LISTS[self._scope]))
        yield Static("Anywhere; where text is typed, f1 to f5 instead of digits", classes="heading")
        yield KeyLines(_lines(in_scope(Scope.ANYWHERE)))


class KeyLines(Static):
    """Keys with a sentence each, wrapped at the width there is."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines: Sequence[Line] = tuple(lines)
        super().__init__(self._drawn(LEAST + KEYS), markup=False)

    def on_resize(self) -> None:
        """Wrap again."""
        self.update(self._drawn(self.size.width))

    def _drawn(self, width: int) -> Content:
        room = max(width - KEYS, LEAST)
        return Content("\n").join(line for keys, words in self._lines for line in _wrapped(keys, words, room))


def _wrapped(keys: str, words: str, room: int) -> Iterable[Content]:
    for place, line in enumerate(Content(words).wrap(room)):
        yield Content.assemble((f"{'' if place else keys:<{KEYS}}", "bold"), line)


def _lines(commands: Iterable[Command]) -> Iterable[Line]:
    for command in commands:
        yield " ".join(shown_key(key) for key in command.keys.split(",")), command.help


def _table_lines(without: Sequence[str]) -> Iterable[Line]:
    for binding in RecordTable.BINDINGS:
        if isinstance(binding, Binding) and binding.action not in without:
            yield shown_key(binding.key), binding.tooltip
