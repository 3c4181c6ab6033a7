"""Reading recordings: each line checked, each error with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from introtui.domain.text import safe
from introtui.recording.events import (
    AS,
    DOOR,
    FIRST_LINE,
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
    joined,
)

T = TypeVar("T")

WIDEST, HIGHEST = 500, 200
"""The largest terminal a recording may ask for, in columns and rows."""

LONGEST_KEY = 100
"""Characters in a key's name; the longest are those of Unicode characters."""

MOST_ACCOUNTS = 1_000_000
"""The most accounts a recording may ask for: building them takes a quarter of an hour."""


def read_recording(path: Path) -> Recording:
    """Read a recording; raises `RecordingError` naming the file and the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path} cannot be read: it is not text in UTF-8.") from error
    return parsed(text, str(path))


def parsed(text: str, source: str = "recording") -> Recording:
    """Return the recording that `text` is; raises `RecordingError` naming `source` and the line."""
    reader = _Reader(source, text)
    reader.first_line()
    word, login = reader.one_of((AS, DOOR), _login)
    return Recording(
        login=login,
        today=reader.header("today", _day),
        accounts=reader.header("accounts", _accounts),
        size=reader.header("size", _size),
        events=tuple(joined(reader.events())),
        at_door=word == DOOR,
    )


class _Reader:
    """What is left of the lines; blank ones and remarks are passed over."""

    def __init__(self, source: str, text: str) -> None:
        self._source = source
        self._lines = enumerate(text.split("\n"), 1)
        self._number = 0

    def first_line(self) -> None:
        if self._next() != FIRST_LINE:
            raise self._error(f"a recording begins with the line: {FIRST_LINE}")

    def header(self, word: str, read: Callable[[str], T]) -> T:
        return self.one_of((word,), read)[1]

    def one_of(self, words: Sequence[str], read: Callable[[str], T]) -> tuple[str, T]:
        first, _, rest = self._next().partition(" ")
        if first not in words:
            examples = ", or ".join(f"{word} {_EXAMPLES[word]}" for word in words)
            raise self._error(f"here a line such as this is needed: {examples}")
        return first, self._value(first, rest, read)

    def events(self) -> Iterator[Event]:
        marks: set[str] = set()
        while line := self._next():
            word, _, rest = line.partition(" ")
            if word not in _EVENTS:
                raise self._error(f"there is no event {safe(word)[:20]!r}; known are {', '.join(_EVENTS)}")
            event = self._value(word, rest, _EVENTS[word])
            if isinstance(event, Mark):
                if event.name in marks:
                    raise self._error(f"there is a mark {event.name} already; give each its own name")
                marks.add(event.name)
            yield event

    def _next(self) -> str:
        """Return the next line that says something, blank when there is none."""
        for number, line in self._lines:
            self._number = number
            if line.strip() and not line.lstrip().startswith("#"):
                return line.strip()
        return ""

    def _value(self, word: str, text: str, read: Callable[[str], T]) -> T:
        try:
            return read(text.strip())
        except ValueError as error:
            raise self._error(f"write it in this way: {word} {_EXAMPLES[word]}") from error

    def _error(self, sentence: str) -> RecordingError:
        return RecordingError(f"{safe(self._source)}, line {self._number}: {sentence}.")


def _matched(pattern: str, text: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text, re.ASCII)
    if found is None:
        raise ValueError(text)
    return found


def _login(text: str) -> str:
    return _matched(r"[A-Za-z0-9._@-]{1,64}", text)[0]


def _day(text: str) -> date:
    return date.fromisoformat(_matched(r"\d{4}-\d\d-\d\d", text)[0])


def _accounts(text: str) -> int:
    count = int(_matched(r"\d{1,7}", text)[0])
    if not 1 <= count <= MOST_ACCOUNTS:
        raise ValueError(text)
    return count


def _size(text: str) -> Resize:
    found = _matched(r"(\d{1,3})x(\d{1,3})", text)
    width, height = int(found[1]), int(found[2])
    if not (1 <= width <= WIDEST and 1 <= height <= HIGHEST):
        raise ValueError(text)
    return Resize(width, height)


def _key(text: str) -> Key:
    if not (0 < len(text) <= LONGEST_KEY and text.isprintable() and " " not in text):
        raise ValueError(text)
    return Key(text)


def _type(text: str) -> Type:
    typed = _quoted(text)
    if not typed or not typed.isprintable():
        raise ValueError(text)
    return Type(typed)


def _paste(text: str) -> Paste:
    return Paste(_quoted(text))


def _quoted(text: str) -> str:
    found: object = json.loads(text)
    if not isinstance(found, str):
        raise ValueError(text)  # noqa: TRY004 - what is wrong is the text, as with every other line
    return found


def _click(text: str) -> Click:
    return Click(*_cell(text))


def _wheel(text: str) -> Wheel:
    found = _matched(r"(up|down) +(.*)", text)
    return Wheel(found[1] == "up", *_cell(found[2]))


def _cell(text: str) -> tuple[int, int]:
    found = _matched(r"(\d{1,3}),(\d{1,3})", text)
    return int(found[1]), int(found[2])


def _mark(text: str) -> Mark:
    return Mark(_matched(r"[a-z0-9-]{1,60}", text)[0])


_EVENTS: Mapping[str, Callable[[str], Event]] = MappingProxyType(
    {
        "key": _key,
        "type": _type,
        "paste": _paste,
        "click": _click,
        "wheel": _wheel,
        "size": _size,
        "mark": _mark,
    }
)

_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        AS: "ivanov",
        DOOR: "bigcorp",
        "today": "2026-11-23",
        "accounts": "40",
        "size": "80x24",
        "key": "tab",
        "type": '"Rotterdam"',
        "paste": '"one\\ntwo"',
        "click": "12,5",
        "wheel": "down 12,5",
        "mark": "after-save",
    }
)
