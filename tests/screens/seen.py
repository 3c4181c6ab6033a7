"""The running program as its user sees it: lines of text, toasts, the bottom line, where the focus is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widget import Widget

from introtui.app import IntroTUI
from introtui.domain.access import Actor
from introtui.recording.pictures import picture
from introtui.store.engine import Database
from introtui.widgets.key_bar import KeyBar
from tests.frames import settle
from tests.programs import SMALL, program, running, until


class Seen:
    """A program in a test, with the words on its screen."""

    def __init__(self, pilot: Pilot[None], database: Database, actor: Actor) -> None:
        self.pilot = pilot
        self.database = database
        self.actor = actor
        assert isinstance(pilot.app, IntroTUI)
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys, each once what follows from the one before is there; `pilot.press` waits for no service."""
        for key in keys:
            await self.pilot.press("space" if key == " " else key)
            await self.settle()

    async def settle(self) -> None:
        await settle(self.app)

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.settle()

    @property
    def lines(self) -> list[str]:
        return picture("now", self.app.export_screenshot()).text.split("\n")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def line(self, words: str) -> str:
        """Return the only line with these words."""
        found = [line for line in self.lines if words in line]
        assert len(found) == 1, (words, self.text)
        return found[0]

    @property
    def footer(self) -> str:
        return str(self.app.screen.query_one(KeyBar).render())

    @property
    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    @property
    def focused(self) -> Widget:
        assert self.app.screen.focused is not None
        return self.app.screen.focused

    async def appears(self, words: str) -> None:
        """Wait for words that come by themselves, such as another session's commit."""
        await until(self.pilot, lambda: words in self.text)

    async def goes(self, words: str) -> None:
        await until(self.pilot, lambda: words not in self.text)


@asynccontextmanager
async def seen(
    database: Database,
    actor: Actor,
    *,
    size: tuple[int, int] = SMALL,
    section: str = "orders",
    export_folder: Path = Path(),
) -> AsyncIterator[Seen]:
    """Run the program in a section."""
    async with running(program(database, actor, export_folder), size, section) as pilot:
        page = Seen(pilot, database, actor)
        await page.settle()
        yield page
