"""Reading a CSV file line by line (RFC 4180), knowing the physical line each record starts on."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record and the line it starts on; `fault` says why it cannot be read, or is empty."""

    line: int
    fields: tuple[str, ...]
    fault: str = ""


class CsvReader:
    """Yields the records of an open file; after a broken one, goes on with the next line that is whole.

    A quote that is never closed swallows lines; when a record over several lines is broken, its first line alone
    is at fault and the next is read again, unless that one is no record either.
    """

    def __init__(self, stream: BinaryIO, *, encoding: str = "utf-8", delimiter: str = ",") -> None:
        """Read a stream; in `encoding` a line has to end with the same byte as in ASCII."""
        self._stream = stream
        self._encoding = encoding
        self._delimiter = delimiter
        self._waiting: deque[str] = deque()
        self._line = 0
        self._taken: list[str] = []
        self.bytes_read = 0

    def header(self) -> Record | None:
        """Return the first record, without the byte order mark; None when the file is empty."""
        first = self._next_line()
        if first is None:
            return None
        self._waiting.appendleft(first.removeprefix(BOM))
        self._line = 0
        return self._record(width=None)

    def records(self, width: int) -> Iterator[Record]:
        """Yield every record; one that has not `width` fields is at fault. Empty lines are passed over."""
        while (record := self._record(width)) is not None:
            if record.fields or record.fault:
                yield record

    def _record(self, width: int | None) -> Record | None:
        self._taken = []
        start = self._line + 1
        try:
            fields = next(csv.reader(self._lines(), strict=True, delimiter=self._delimiter), None)
        except csv.Error:
            return self._broken(start, width, "This line cannot be read as CSV; check its quotes and its end.")
        if fields is None:
            return None
        if width is not None and fields and len(fields) != width:
            return self._broken(
                start, width, f"This line has {len(fields)} fields, not {width} as the header has."
            )
        return Record(start, tuple(fields))

    def _broken(self, start: int, width: int | None, fault: str) -> Record:
        """Return the record as a fault, and give back the lines it swallowed."""
        if len(self._taken) > 1 and self._is_record(self._taken[1], width):
            self._waiting.extendleft(reversed(self._taken[1:]))
            self._line = start
        return Record(start, (), fault)

    def _lines(self) -> Iterator[str]:
        while (line := self._next_line()) is not None:
            self._line += 1
            self._taken.append(line)
            yield line

    def _next_line(self) -> str | None:
        if self._waiting:
            return self._waiting.popleft()
        raw = self._stream.readline()
        self.bytes_read += len(raw)
        # Bytes that are no such text become lone surrogates, so that the column they are in can be named.
        return raw.decode(self._encoding, "surrogateescape") if raw else None

    def _is_record(self, line: str, width: int | None) -> bool:
        try:
            fields = next(csv.reader([line], strict=True, delimiter=self._delimiter), [])
        except csv.Error:
            return False
        return len(fields) == width


def size_of(path: Path) -> int:
    """Return the bytes of a file, 0 when it is not there."""
    return path.stat().st_size if path.is_file() else 0
