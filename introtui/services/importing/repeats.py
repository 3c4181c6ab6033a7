"""Telling a new line from a repeated one and from one that contradicts what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.services.importing.rows import Row
from introtui.store.tables import ImportedLine

_LINE_BITS = 40
"""Low bits of a mark that hold the line number; the line's digest, 64 bits, stands above them."""

Taken = Callable[[Session, Sequence[str]], set[str]]
"""Returns which of some keys exist in the database, imported or not."""


class Repeats:
    """Remembers one integer a key of the file, and looks up the database's a chunk at a time."""

    def __init__(self, session: Session, kind: str, column: str, taken: Taken) -> None:
        self.unchanged = 0
        self._session = session
        self._kind = kind
        self._column = column
        self._find_taken = taken
        self._seen: dict[str, int] = {}
        self._imported: dict[str, bytes] = {}
        self._taken: set[str] = set()

    def look_up(self, rows: Sequence[Row]) -> None:
        """Load what the database knows of the keys of the next rows."""
        keys = [key for row in rows if (key := row.values.get(self._column))]
        lines = self._session.execute(
            select(ImportedLine.key, ImportedLine.digests).where(
                ImportedLine.kind == self._kind, ImportedLine.key.in_(keys)
            )
        )
        self._imported = dict(lines.all())
        self._taken = self._find_taken(self._session, keys)

    def is_new(self, row: Row) -> bool:
        """Tell whether a line is to be written; a contradiction becomes a fault of the line."""
        key = row.values.get(self._column)
        if not key:
            return False
        mark = 0 if row.faults else int.from_bytes(blake2b(row.digests, digest_size=8).digest(), "big")
        earlier = self._seen.get(key)
        if earlier is not None:
            self._compare_in_file(row, mark, earlier)
            return False
        self._seen[key] = mark << _LINE_BITS | row.line
        return not row.faults and self._is_new_to_database(row, key)

    def _compare_in_file(self, row: Row, mark: int, earlier: int) -> None:
        """Compare with the first line of the same key, unless either is at fault anyway."""
        first = earlier >> _LINE_BITS
        if not mark or not first:
            return
        if mark == first:
            self.unchanged += 1
            return
        line = earlier & ((1 << _LINE_BITS) - 1)
        row.fault(self._column, f"Line {line} has the same {self._column} and other values; remove one of them.")

    def _is_new_to_database(self, row: Row, key: str) -> bool:
        imported = self._imported.get(key)
        if imported is not None:
            column = row.contradicted(imported)
            if column:
                row.fault(column, "This differs from the line imported before; an import changes nothing.")
            else:
                self.unchanged += 1
        elif key in self._taken:
            row.fault(self._column, "This is there already and did not come from an import; use another.")
        else:
            return True
        return False
