"""Taking a file in: a copy of its own, its digest, and an end to how large it may be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

from introtui.domain.statement_files import StatementRefused

MOST_BYTES = 64 * 1024 * 1024
"""About 50,000 entries of camt.053; a month of a large company, and nothing a terminal's user would wait for."""
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy that nobody else can change; it is gone after the import."""

    file: BinaryIO
    digest: str

    def opened(self) -> BinaryIO:
        """Return it from its beginning."""
        self.file.seek(0)
        return self.file


@contextmanager
def taken(source: BinaryIO) -> Iterator[Taken]:
    """Copy what a stream gives; raises `StatementRefused` at the line where it becomes too much."""
    digest, size, line = hashlib.sha256(), 0, 1
    with TemporaryFile() as file:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                most = MOST_BYTES // 1024 // 1024
                raise StatementRefused(line, f"The file is larger than {most} MB; have the bank split it.")
            line += chunk.count(b"\n")
            digest.update(chunk)
            file.write(chunk)
        yield Taken(file, digest.hexdigest())
