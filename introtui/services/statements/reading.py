"""Reading a file that was taken in: entry by entry, each with its place and what tells it from every other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from introtui.domain.statement_files import ColumnMap
from introtui.domain.statements import BankEntry
from introtui.services.statements.camt import read_camt
from introtui.services.statements.csv_lines import read_csv
from introtui.services.statements.taking import Taken

T = TypeVar("T")
Placed = tuple[int, str, BankEntry]
"""An entry with its place in the file, counted from 1, and its key."""


def placed_entries(taken: Taken, columns: ColumnMap | None) -> Iterator[Placed]:
    """Yield a file's entries; raises `StatementRefused` at the first thing that is wrong."""
    file = taken.opened()
    entries = read_camt(file) if columns is None else read_csv(file, columns)
    alike = Counter[str]()
    for place, entry in enumerate(entries, 1):
        yield place, _key(entry, alike), entry


def _key(entry: BankEntry, alike: Counter[str]) -> str:
    """Return what an entry is known by in any file: the bank's number for it, else all it says.

    Two that say the same without a number are two, and are counted through.
    """
    if entry.number:
        pending = " not booked yet" if entry.is_pending else ""
        return f"{entry.account} {entry.number}{pending}".strip()
    alike[entry.facts] += 1
    return f"{entry.account} {entry.booked_on} {entry.facts[:20]} {alike[entry.facts]}".strip()


def chunked(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield some at a time."""
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
