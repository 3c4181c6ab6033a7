"""Recording a session on the demo: what reaches the program is kept, in the words of `recording`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from textual import events
from textual.errors import NoWidget
from textual.keys import _character_to_key
from textual.widget import Widget

from introtui.app import IntroTUI
from introtui.demo.open import demo_connector, demo_entrance
from introtui.entrance import Entrance
from introtui.recording.events import (
    Click,
    Event,
    Key,
    Mark,
    Paste,
    Recording,
    RecordingError,
    Resize,
    Type,
    Wheel,
    written,
)
from introtui.session import Connected, Session

MARK_KEY = "ctrl+g"
"""Adds a mark; the program itself never sees it."""

REMARK = "# Everything typed is in here, passwords too. Marks may be given better names.\n"


def replayable_session(connect: Callable[[], Connected]) -> Session:
    """Return a session whose idempotency keys are the same every time; its database must be fresh."""
    numbers = count(1)
    return Session(connect, lambda: f"demo-{next(numbers):06d}")


def fresh_connector(folder: Path, *, login: str, today: date, accounts: int) -> Callable[[], Connected]:
    """Return how to connect to a demo of its own, in a folder."""
    return demo_connector(login=login, today=today, accounts=accounts, fresh=True, path=folder / "demo.db")


def way_in(folder: Path, recording: Recording) -> tuple[Callable[[], Connected], Entrance | None]:
    """Return how a recorded session connects to a demo of its own, and its sign-in where it begins there."""
    login, today, accounts = recording.login, recording.today, recording.accounts
    if not recording.at_door:
        return fresh_connector(folder, login=login, today=today, accounts=accounts), None
    entrance = demo_entrance(login=login, today=today, accounts=accounts, path=folder / "demo.db")
    return entrance.connected, entrance


def record(path: Path, *, login: str, today: date, accounts: int, at_door: bool = False) -> int:
    """Run the program on a fresh demo and keep the session as `path`; returns the exit code.

    Raises `RecordingError` when the file cannot be written, before anything was done.
    """
    empty = Recording(login=login, today=today, accounts=accounts, size=Resize(80, 24), events=(), at_door=at_door)
    _write(path, empty)
    with TemporaryDirectory(prefix="introtui-") as folder:
        connect, entrance = way_in(Path(folder), empty)
        app = RecordedApp(replayable_session(connect), entrance)
        try:
            app.run()
        finally:
            _write(path, replace(empty, size=app.first_size or empty.size, events=tuple(app.kept)))
    return app.return_code or 0


def _write(path: Path, recording: Recording) -> None:
    first, rest = written(recording).split("\n", 1)
    try:
        path.write_text(f"{first}\n{REMARK}{rest}", encoding="utf-8", newline="\n")
    except OSError as error:
        raise RecordingError(f"{path} cannot be written: {error.strerror}.") from error


class RecordedApp(IntroTUI):
    """The program, keeping what reaches it."""

    def __init__(self, session: Session, entrance: Entrance | None = None) -> None:
        super().__init__(session, entrance=entrance)
        self.kept: list[Event] = []
        self.first_size: Resize | None = None
        self._last_size: Resize | None = None
        self._marks = count(1)
        self._pressed_on: Widget | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keep what came from the terminal, then handle it; events that bubbled up are no news."""
        if not event.is_forwarded and not isinstance(event, events.Key | events.Paste):
            self._keep(event)
        await super().on_event(event)

    async def take(self, event: events.Key | events.Paste) -> None:
        """Keep keys and pastes when their turn comes: those pressed once too often are not handled either."""
        if isinstance(event, events.Key) and event.key == MARK_KEY:
            self._mark()
        else:
            self._keep(event)
            await super().take(event)

    def _mark(self) -> None:
        name = f"mark-{next(self._marks)}"
        self.kept.append(Mark(name))
        self.notify(f"Marked as {name}.", timeout=1, markup=False)

    def _keep(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.kept.append(pressed(event))
        elif isinstance(event, events.Paste):
            self.kept.append(Paste(event.text))
        elif isinstance(event, events.Resize):
            self._keep_size(Resize(*event.size))
        elif isinstance(event, events.MouseEvent):
            self._keep_mouse(event)

    def _keep_size(self, size: Resize) -> None:
        if self.first_size is None:
            self.first_size = size
        elif size != self._last_size:
            self.kept.append(size)
        self._last_size = size

    def _keep_mouse(self, event: events.MouseEvent) -> None:
        if isinstance(event, events.MouseScrollUp | events.MouseScrollDown):
            self.kept.append(Wheel(isinstance(event, events.MouseScrollUp), int(event.x), int(event.y)))
        elif isinstance(event, events.MouseDown) and event.button == 1:
            self._pressed_on = self._widget_under(event)
        elif isinstance(event, events.MouseUp) and event.button == 1:
            if self._pressed_on is not None and self._pressed_on is self._widget_under(event):
                self.kept.append(Click(int(event.x), int(event.y)))
            self._pressed_on = None

    def _widget_under(self, event: events.MouseEvent) -> Widget | None:
        try:
            return self.get_widget_at(int(event.x), int(event.y))[0]
        except NoWidget:
            return None


def pressed(event: events.Key) -> Event:
    """Return what a key press is kept as: a typed character when the key's name follows from it."""
    character = event.character
    if character is not None and event.is_printable and event.key == _character_to_key(character):
        return Type(character)
    return Key(event.key)
