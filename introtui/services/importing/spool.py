"""Checked lines kept in a temporary file between the two passes, so that memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO

from introtui.services.importing.rows import Row

Spooled = tuple[Mapping[str, str], bytes]
"""A line's values and its digests."""


@contextmanager
def open_spool() -> Iterator[Spool]:
    """Open an empty spool; its file has no name, nobody else can read it, and it is gone after the block."""
    with TemporaryFile("w+", encoding="utf-8") as file:
        yield Spool(file)


class Spool:
    """Values and digests of checked lines, in their order."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.count = 0

    def add(self, row: Row) -> None:
        """Keep a line."""
        json.dump([row.values, row.digests.hex()], self._file, separators=(",", ":"))
        self._file.write("\n")
        self.count += 1

    def __iter__(self) -> Iterator[Spooled]:
        """Yield every line kept, from the first, each time it is asked."""
        self._file.seek(0)
        for line in self._file:
            values, digests = json.loads(line)
            yield values, bytes.fromhex(digests)
