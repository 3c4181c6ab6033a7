"""Playing recorded sessions without a terminal, on the same data, with a picture at each mark (spec section 7)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import RenderableType
from textual import events
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.message import Message
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.domain.errors import IntrotuiError
from introtui.entrance import Entrance
from introtui.recording.events import Click, Event, Key, Mark, Paste, Recording, Resize, Type, Wheel
from introtui.recording.lines import read_recording
from introtui.recording.pictures import Difference, Picture, difference, picture
from introtui.recording.recorder import replayable_session, way_in
from introtui.recording.settling import settle
from introtui.screens.dialogs.sign_in import SignInDialog
from introtui.session import Connected, Session

FOREVER = 86_400.0
"""Seconds a message of the program stays: until the next event, however slow the machine is."""


class ReplayError(IntrotuiError):
    """A recording could not be played to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of a replay: the names of its marks, and where they differ from the pictures kept."""

    marks: tuple[str, ...]
    differences: tuple[Difference, ...]


def replay(path: Path, *, snapshots: Path | None = None, check: bool = False) -> Replay:
    """Play a recording; write a picture a mark into `snapshots`, or with `check` compare with those there.

    Raises `RecordingError` for a recording that cannot be read, `ReplayError` for one that cannot be played.
    """
    folder = None if snapshots is None else snapshots.absolute()
    pictures = asyncio.run(play(read_recording(path)))
    differences: tuple[Difference, ...] = ()
    if folder is not None and check:
        found = (difference(each, folder) for each in pictures)
        differences = tuple(each for each in found if each is not None)
    elif folder is not None:
        for each in pictures:
            each.write(folder)
    return Replay(marks=tuple(each.mark for each in pictures), differences=differences)


async def play(recording: Recording) -> tuple[Picture, ...]:
    """Play a recording on a demo of its own and return a picture for each mark.

    The program works in a folder of its own meanwhile, so that what it exports replaces nobody's files.
    """
    with TemporaryDirectory(prefix="introtui-") as folder, chdir(folder):
        connect, entrance = way_in(Path(folder), recording)
        app = ReplayedApp(replayable_session(_with_poked_feed(connect)), entrance)
        size = recording.size
        async with app.run_test(size=(size.width, size.height), notifications=True) as pilot:
            player = _Player(app, pilot)
            await player.begin()
            for event in recording.events:
                await player.play(event)
        return tuple(player.pictures)


def _with_poked_feed(connect: Callable[[], Connected]) -> Callable[[], Connected]:
    """Return how to connect with a change feed that does not look by itself."""

    def connected() -> Connected:
        from introtui.demo.poked_feed import PokedFeed

        plain = connect()
        return replace(plain, services=replace(plain.services, feed=PokedFeed(plain.services.database)))

    return connected


class ReplayedApp(IntroTUI):
    """The program without what depends on how fast the machine is."""

    NOTIFICATION_TIMEOUT = FOREVER
    CLICK_CHAIN_TIME_THRESHOLD = 0.0
    REPEAT_TIME = 0.0

    def __init__(self, session: Session, entrance: Entrance | None = None) -> None:
        super().__init__(session, entrance=entrance)
        self.animation_level = "none"
        self.ended = False
        self.failure: str | None = None

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Note that the program would have ended here; the player decides what that means."""
        self.ended = True
        if return_code:
            self.failure = str(message)


class _Player:
    """Plays one event after the other, each when nothing is under way any more."""

    def __init__(self, app: ReplayedApp, pilot: Pilot[None]) -> None:
        self.pictures: list[Picture] = []
        self._app = app
        self._pilot = pilot

    async def begin(self) -> None:
        """Wait until the program shows whose account it is, or asks; ReplayError when it cannot."""
        while self._app.session.state.orders is None and not isinstance(self._app.screen, SignInDialog):
            await self.settle()
        await self.settle()

    async def play(self, event: Event) -> None:
        """Play one event; ReplayError when the program ended before it."""
        if self._app.ended:
            raise ReplayError("The program was left, but the recording goes on; delete what comes after that.")
        if isinstance(event, Mark):
            self.pictures.append(picture(event.name, self._app.export_screenshot()))
            return
        self._app.clear_notifications()
        if isinstance(event, Resize):
            await self._resize(event)
            return
        for message in messages(event):
            self._app.post_message(message)
            await self.settle()

    async def _resize(self, event: Resize) -> None:
        """Resize the terminal; the program takes the new size over after a moment of its own choosing."""
        size = Size(event.width, event.height)
        await self._pilot.resize_terminal(*size)
        # The outer size is that of the last layout; the size is the terminal's at once.
        while self._app.screen.outer_size != size:
            await self._pilot.pause()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the program only waits for the user; ReplayError when it stopped by itself."""
        await settle(self._app)
        if self._app.failure is not None:
            raise ReplayError(self._app.failure)


def messages(event: Event) -> Iterator[Message]:
    """Yield what the terminal would send for an event."""
    match event:
        case Key(name):
            yield events.Key(name, None)
        case Type(text):
            for character in text:
                yield events.Key(_character_to_key(character), character)
        case Paste(text):
            yield events.Paste(text)
        case Click(x, y):
            yield _mouse(events.MouseDown, x, y, button=1)
            yield _mouse(events.MouseUp, x, y, button=1)
        case Wheel(up, x, y):
            yield _mouse(events.MouseScrollUp if up else events.MouseScrollDown, x, y, button=0)


def _mouse(kind: type[events.MouseEvent], x: int, y: int, *, button: int) -> Message:
    return kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)
