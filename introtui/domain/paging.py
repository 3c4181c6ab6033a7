"""Pages of a long list, addressed by key rather than by number.

A page is asked for by the sort values and the id of its neighbour (keyset), so that the cost of a page does not
grow with its distance from the start; `offset` serves jumps into the unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Cursor = tuple[str | int | None, int]
"""Where a row stands in its sort order: the sort column's value, then the row's id as the tie-breaker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which rows to read: the first page when neither neighbour, offset nor end is named."""

    sort: str
    descending: bool = False
    limit: int = 100
    after: Cursor | None = None
    before: Cursor | None = None
    offset: int | None = None
    from_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Rows in display order, each with its cursor."""

    items: tuple[T, ...]
    cursors: tuple[Cursor, ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[T, Cursor]]) -> Page[T]:
        """Make a page from rows paired with their cursors."""
        pairs = tuple(rows)
        return cls(items=tuple(item for item, _ in pairs), cursors=tuple(cursor for _, cursor in pairs))
