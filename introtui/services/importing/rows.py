"""One line of an import: its cells as given, its values as they will be stored, and what is wrong with it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from introtui.domain.errors import IntrotuiError, InvalidValue
from introtui.domain.text import safe
from introtui.services.importing.reader import CsvReader
from introtui.services.importing.report import ImportProblem, Problems

YES, NO = "yes", "no"
YEARS = range(1970, 3000)
"""Years a date may have: outside, month arithmetic and sorting would meet the ends of the calendar."""

DIGEST_BYTES = 4
"""Bytes of one column's digest; a line's digests stand in the order of its columns."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REQUIRED = "Enter a value; this column is required."
_NOT_UTF8 = "This is not UTF-8; save the file as UTF-8."


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A file's name, its columns in the order of their digests, and those that may not be blank."""

    file: str
    columns: tuple[str, ...]
    required: frozenset[str]


class Row:
    """A line being checked: `values` holds what could be read, "" for blank; `faults` a sentence a column."""

    __slots__ = ("_cells", "_digests", "_layout", "faults", "line", "values")

    def __init__(self, layout: Layout, line: int, cells: Mapping[str, str]) -> None:
        self._layout = layout
        self._cells = cells
        self._digests = b""
        self.line = line
        self.values: dict[str, str] = {}
        self.faults: dict[str, str] = {}

    def cell(self, column: str) -> str:
        """Return a cell as given, without outer spaces; "" when the file has no such column."""
        return self._cells.get(column, "").strip(" ")

    def read(self, column: str, reader: Callable[[str], str]) -> str:
        """Read a cell, note its fault, and return its value; "" when it is blank or wrong."""
        text = self.cell(column)
        if not text:
            self.values[column] = ""
            if column in self._layout.required:
                self.fault(column, _REQUIRED)
            return ""
        try:
            value = self.values[column] = reader(text)
        except IntrotuiError as error:
            self.fault(column, _NOT_UTF8 if _SURROGATE.search(text) else str(error))
            return ""
        return value

    def fault(self, column: str, sentence: str) -> None:
        """Note what is wrong with a column, unless something is already."""
        self.faults.setdefault(column, sentence)

    def problem(self, column: str, sentence: str) -> tuple[ImportProblem, int]:
        """Return a problem of this line, and the column's place in it."""
        place = self._layout.columns.index(column)
        return ImportProblem(self._layout.file, self.line, column, sentence), place

    def report(self, problems: Problems) -> None:
        """Hand over all faults."""
        for column, sentence in self.faults.items():
            problems.add(*self.problem(column, sentence))

    @property
    def digests(self) -> bytes:
        """Each column's value as a short digest, once all are read; equal values are equal however written."""
        if not self._digests:
            self._digests = b"".join(
                zlib.crc32(self.values.get(column, "").encode()).to_bytes(DIGEST_BYTES, "big")
                for column in self._layout.columns
            )
        return self._digests

    def contradicted(self, stored: bytes) -> str:
        """Return the first column whose digest differs from `stored`, or "" when none does."""
        own = self.digests
        for place, column in enumerate(self._layout.columns):
            part = slice(place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES)
            if own[part] != stored[part]:
                return column
        return ""


def read_header(reader: CsvReader, layout: Layout, problems: Problems) -> tuple[str, ...] | None:
    """Return the columns in the file's order, or None when its lines cannot be read with them.

    An unknown or repeated column is a problem, but its name is kept blank and the rest is read.
    """
    record = reader.header()
    if record is None or record.fault or not record.fields:
        problems.add(ImportProblem(layout.file, 1, "", "Begin the file with a line that names its columns."))
        return None
    names: list[str] = []
    for name in record.fields:
        fault = _header_fault(name, names, layout)
        if fault:
            problems.add(ImportProblem(layout.file, 1, safe(name), fault))
        names.append("" if fault else name)
    missing = [column for column in layout.columns if column in layout.required and column not in names]
    for column in missing:
        problems.add(ImportProblem(layout.file, 1, column, "Add this column; it is required."))
    return None if missing else tuple(names)


def _header_fault(name: str, before: list[str], layout: Layout) -> str:
    if _SURROGATE.search(name):
        return _NOT_UTF8
    if name not in layout.columns:
        return "There is no such column; remove it, or mend its name."
    return "This column is there twice; remove one." if name in before else ""


def read_date(text: str) -> str:
    """Return an ISO 8601 calendar date; raises `InvalidValue`."""
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise InvalidValue("Enter a date that exists as YYYY-MM-DD, such as 2026-12-31.")
    return text


def read_time(text: str) -> str:
    """Return an ISO 8601 time with its offset, in UTC; raises `InvalidValue`."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or at.year not in YEARS:
        raise InvalidValue("Enter a time with its offset, such as 2026-12-31T09:00:00Z.")
    return at.astimezone(UTC).isoformat()


def read_yes_no(text: str) -> str:
    """Return "yes" or "no"; raises `InvalidValue`."""
    if text not in (YES, NO):
        raise InvalidValue("Enter yes or no.")
    return text
