"""Recorded sessions as readable text: what the user did, one event a line (spec section 7).

    introtui-recording 1
    as ivanov
    today 2026-11-23
    accounts 40
    size 80x24

    key tab
    type "Rotterdam"
    mark after-save

`door bigcorp` in place of `as ivanov` begins at the sign-in, with that login filled in. Blank lines and lines that
begin with # are for the reader. Texts are in quotes, with JSON's escapes for what cannot be printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from introtui.domain.errors import IntrotuiError

FIRST_LINE = "introtui-recording 1"
"""What a recording begins with; the number is the version of the format."""


AS, DOOR = "as", "door"
"""How a recording names its login: that of who is in, or that of who wants to come in."""


class RecordingError(IntrotuiError):
    """A recording cannot be read or written; the sentence names the file and the line."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that types nothing, by Textual's name: tab, ctrl+s."""

    name: str


@dataclass(frozen=True, slots=True)
class Type:
    """Characters typed one after the other; all of them printable."""

    text: str


@dataclass(frozen=True, slots=True)
class Paste:
    """A text pasted at once."""

    text: str


@dataclass(frozen=True, slots=True)
class Click:
    """A click with the first mouse button; cells count from 0, from the top left."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Wheel:
    """One notch of the mouse wheel over a cell."""

    up: bool
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Resize:
    """The terminal's new size in columns and rows."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a picture is made; the name is that of its file."""

    name: str


Event = Key | Type | Paste | Click | Wheel | Resize | Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A session on the demo: whose, on which day, among how many accounts, and what was done.

    `at_door` is whether it begins at the sign-in.
    """

    login: str
    today: date
    accounts: int
    size: Resize
    events: tuple[Event, ...]
    at_door: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The names of the marks, in their order."""
        return tuple(event.name for event in self.events if isinstance(event, Mark))


def joined(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events with neighbouring typed texts as one."""
    typed = ""
    for event in events:
        if isinstance(event, Type):
            typed += event.text
            continue
        if typed:
            yield Type(typed)
            typed = ""
        yield event
    if typed:
        yield Type(typed)


def written(recording: Recording) -> str:
    """Return a recording as text; `recording_lines.parsed` reads it back."""
    size = recording.size
    header = (
        FIRST_LINE,
        f"{DOOR if recording.at_door else AS} {recording.login}",
        f"today {recording.today}",
        f"accounts {recording.accounts}",
        f"size {size.width}x{size.height}",
        "",
    )
    return "\n".join((*header, *map(_line, joined(recording.events)), ""))


def _line(event: Event) -> str:
    match event:
        case Key(name) | Mark(name):
            return f"{type(event).__name__.lower()} {name}"
        case Type(text) | Paste(text):
            return f"{type(event).__name__.lower()} {_quoted(text)}"
        case Click(x, y):
            return f"click {x},{y}"
        case Wheel(up, x, y):
            return f"wheel {'up' if up else 'down'} {x},{y}"
        case Resize(width, height):
            return f"size {width}x{height}"


def _quoted(text: str) -> str:
    return '"' + "".join(json.dumps(c, ensure_ascii=not c.isprintable())[1:-1] for c in text) + '"'
