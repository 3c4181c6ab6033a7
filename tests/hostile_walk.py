"""A walk through the whole program: every section, every command, and what each of them opens."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.commands import SECTIONS, Scope, in_scope
from introtui.recording.settling import settle
from introtui.screens.base import Section
from introtui.screens.order_detail import OrderDetailScreen
from tests.hostile_data import HOSTILE

ROWLESS = frozenset({"which", "find", "filter", "export"})
"""Commands of the orders that are about no single order."""


class Walk:
    """Visits every section and runs every declared command in it, looking at what opens."""

    def __init__(self, app: IntroTUI) -> None:
        self.app = app
        self.seen: set[str] = set()
        self.looked_into: set[type[object]] = set()

    async def __call__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        for section in SECTIONS:
            await self._visit(section)
        await self._details()
        await self._confirm_a_change()
        await self._anywhere()
        await self._use_palette()
        assert self.app.is_running

    async def press(self, *keys: str) -> None:
        """Press keys and wait until all is drawn."""
        await self.pilot.press(*keys)
        await settle(self.app)
        self.seen.add(type(self.app.screen).__name__)

    async def run(self, action: str) -> None:
        """Run an action as its key would."""
        await self.app.run_action(action, self.app.screen)
        await settle(self.app)
        self.seen.add(type(self.app.screen).__name__)

    async def close(self, back_to: type[object] = Section) -> None:
        """Look into what is open, unless its like was looked into before, then leave it."""
        while not isinstance(self.app.screen, back_to):
            if type(self.app.screen) in self.looked_into:
                await self.press("escape")
                continue
            self.looked_into.add(type(self.app.screen))
            await self.press("right")
            await self.press("equals_sign")
            await self.press("pagedown", "tab", "tab")
            await self.press("escape")

    async def cursor(self, row: int) -> None:
        """Put the cursor of the list on a row."""
        self.app.screen.query_one("RecordTable").focus()
        await self.press("home", *["down"] * row)

    async def _visit(self, section: Scope) -> None:
        await self.run(f"app.section('{section.name.lower()}')")
        for _ in range(6 if section is Scope.PROFILE else 1):
            await self.press(*["tab"] * 3)
        for command in (*in_scope(section), *in_scope(Scope.ANYWHERE)[-1:]):
            if section is Scope.ORDERS and command.action not in ROWLESS:
                await self.cursor(1)
            await self.run(command.action)
            await self.close()

    async def _anywhere(self) -> None:
        for command in in_scope(Scope.ANYWHERE):
            if command.action not in {"app.leave", "app.command_palette"}:
                await self.run(command.action)
                await self.close()

    async def _details(self) -> None:
        await self.run("app.section('orders')")
        await self.run("which")
        for row in range(3):
            await self.cursor(row)
            await self.press("enter")
            for _ in range(4):
                await self.press("pagedown")
            assert isinstance(self.app.screen, OrderDetailScreen)
            for command in in_scope(Scope.ORDER)[:-1] if row == 1 else ():
                await self.run(command.action)
                await self.close(back_to=OrderDetailScreen)
            await self.close()

    async def _confirm_a_change(self) -> None:
        """Book a change: its toast names both plans."""
        await self.cursor(1)
        await self.press("c")
        await self.press("down")
        await self.run("confirm")
        assert isinstance(self.app.screen, Section)

    async def _use_palette(self) -> None:
        await self.run("app.command_palette")
        self.app.post_message(events.Paste(HOSTILE))
        await self.press("a", "escape")
