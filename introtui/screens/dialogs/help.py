"""The help screen, made from the same declarations as the keys, the footer and the palette."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from introtui.commands import Command, Scope, in_scope, shown_key
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.record_table import RecordTable

TABLES = frozenset({Scope.ORDERS, Scope.VAT})


class HelpDialog(Dialog[None]):
    """Every key of a section, of its lists, and of the whole program."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"Help · {scope}")
        self._scope = scope

    def compose_body(self) -> ComposeResult:
        """List the keys with a sentence each."""
        if in_scope(self._scope):
            yield from _group(f"In {self._scope}", self._scope)
        if self._scope in TABLES:
            yield Static("In lists", classes="heading")
            yield Static("\n".join(_table_lines()), markup=False, classes="keys")
        yield from _group("Anywhere (a digit typed into a field is text; f1 to f5 go from there)", Scope.ANYWHERE)


def _group(title: str, scope: Scope) -> ComposeResult:
    yield Static(title, classes="heading", markup=False)
    yield Static("\n".join(_lines(in_scope(scope))), markup=False, classes="keys")


def _lines(commands: Iterable[Command]) -> Iterable[str]:
    for command in commands:
        keys = " ".join(shown_key(key) for key in command.keys.split(","))
        yield f"{keys:<10} {command.help}"


def _table_lines() -> Iterable[str]:
    for binding in RecordTable.BINDINGS:
        if isinstance(binding, Binding):
            yield f"{shown_key(binding.key):<10} {binding.tooltip or binding.description}"
