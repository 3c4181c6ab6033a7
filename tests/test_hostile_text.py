"""Text is hostile (spec section 5): whatever is stored, the terminal gets no control characters and nothing runs."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

import introtui.screens.dialogs
from introtui.app import IntroTUI
from introtui.commands import SECTIONS, Scope, in_scope
from introtui.screens.dialogs.base import Dialog
from introtui.screens.order_detail import OrderDetailScreen
from introtui.settling import settle
from introtui.store.engine import Database
from tests.byte_driver import driven, intruders, texts
from tests.hostile_data import (
    CODES,
    CONTROLS,
    ELSEWHERE,
    NEVER_SHOWN,
    SAMPLES,
    SHOWN,
    mark_of,
    plant,
    text_columns,
)
from tests.programs import SMALL, WIDE, program

STORIES = frozenset({"AddressConflictDialog", "ConflictDialog", "LockOutDialog"})
"""Dialogs that need somebody else's edit or a valid list; they have tests of their own."""

OWN_WORDS = {"ConfirmDialog": "holds nothing but the names of sections"}


def test_every_text_column_is_covered_or_known_never_to_be_shown() -> None:
    assert set(text_columns()) == {*SHOWN, *ELSEWHERE, *CODES, *NEVER_SHOWN}


def dialogs() -> Iterator[type[object]]:
    """Return every dialog a user can meet."""
    modules = [found.name for found in pkgutil.iter_modules(introtui.screens.dialogs.__path__)]
    for name in modules:
        import_module(f"introtui.screens.dialogs.{name}")
    waiting: list[type[object]] = [Dialog]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if not kind.__subclasses__():
            yield kind


class Walk:
    """Visits every section and runs every declared command in it, looking at what opens."""

    def __init__(self, app: IntroTUI) -> None:
        self.app = app
        self.seen: set[str] = set()

    async def __call__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        for section in SECTIONS:
            await self._visit(section)
        await self._confirm_a_change()
        await self._use_palette()
        assert self.app.is_running

    async def press(self, *keys: str) -> None:
        """Press keys and wait until all is drawn."""
        for key in keys:
            await self.pilot.press(key)
            await settle(self.app, self.pilot)
            self.seen.add(type(self.app.screen).__name__)

    async def run(self, action: str) -> None:
        """Run an action as its key would."""
        await self.app.run_action(action, self.app.screen)
        await settle(self.app, self.pilot)
        self.seen.add(type(self.app.screen).__name__)

    async def close(self) -> None:
        """Look into what is open, then leave it."""
        while len(self.app.screen_stack) > 1:
            await self.press("equals_sign", "tab", "tab", "end", "escape")

    async def _visit(self, section: Scope) -> None:
        await self.run(f"app.section('{section.name.lower()}')")
        await self.press("pagedown", "end", *["tab"] * 12)
        for command in in_scope(section):
            if section is Scope.ORDERS and command.action != "which":
                self.app.screen.query_one("RecordTable").focus()
                await self.press("home")
            await self.run(command.action)
            await self.close()
        for command in in_scope(Scope.ANYWHERE):
            if command.action not in {"app.leave", "app.command_palette"} and "section" not in command.action:
                await self.run(command.action)
                await self.close()
        if section is Scope.ORDERS:
            await self._details()

    async def _details(self) -> None:
        for _ in range(2):
            await self.run("which")
            self.app.screen.query_one("RecordTable").focus()
            await self.press("home", *["down"] * 7, "home")
        for row in range(4):
            await self.press("home", *["down"] * row, "enter", "pagedown")
            assert isinstance(self.app.screen, OrderDetailScreen)
            for command in in_scope(Scope.ORDER)[: 5 if row == 0 else 0]:
                await self.run(command.action)
                while not isinstance(self.app.screen, OrderDetailScreen):
                    await self.press("tab", "escape")
            await self.close()

    async def _confirm_a_change(self) -> None:
        """Book a change: its toast names both plans."""
        await self.run("app.section('orders')")
        await self.press("home", "u", "c", "down")
        await self.run("confirm")
        assert len(self.app.screen_stack) == 1

    async def _use_palette(self) -> None:
        await self.run("app.command_palette")
        self.app.post_message(events.Paste(CONTROLS))
        await self.press("a", "escape")


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
@pytest.mark.parametrize("sample", SAMPLES)
async def test_no_stored_text_reaches_the_terminal_raw(
    sqlite_database: Database, tmp_path: Path, sample: str, size: tuple[int, int]
) -> None:
    planted = plant(sqlite_database, SAMPLES[sample])
    app = program(sqlite_database, planted.actor, tmp_path)
    walk = Walk(app)
    stream = await driven(app, walk, size)
    assert intruders(stream) == set()
    shown = texts(stream)
    assert [name for name in SHOWN if mark_of(name) not in shown] == []
    wanted = {kind.__name__ for kind in dialogs()} - STORIES - OWN_WORDS.keys()
    assert wanted - walk.seen == set()
