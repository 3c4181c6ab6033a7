"""A list in memory that is read by keyset pages and remembers how it was asked."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from introtui.domain.paging import Cursor, Page, PageRequest


@dataclass(frozen=True, slots=True)
class Item:
    """A row: its id is its key."""

    id: int
    name: str


@dataclass(slots=True)
class Source:
    """Items sorted by "id" or "name"; a cleared gate holds answers back."""

    items: list[Item]
    requests: list[PageRequest] = field(default_factory=list)
    rows_gate: asyncio.Event = field(default_factory=asyncio.Event)
    count_gate: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None
    count_error: Exception | None = None
    reading: int = 0
    _orders: dict[tuple[int, str], tuple[list[Item], list[Cursor]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let answers through."""
        self.rows_gate.set()
        self.count_gate.set()

    async def load(self, request: PageRequest) -> Page[Item]:
        """Answer with the rows there are when the gate opens, even when cancelled meanwhile."""
        self.requests.append(request)
        while not self.rows_gate.is_set():
            try:
                await self.rows_gate.wait()
            except asyncio.CancelledError:
                continue
        if self.error is not None:
            raise self.error
        return self._answer(request)

    async def count(self) -> int:
        """Count the rows."""
        await self.count_gate.wait()
        if self.count_error is not None:
            raise self.count_error
        return len(self.items)

    def _answer(self, request: PageRequest) -> Page[Item]:
        items, cursors = self._sorted(request)
        start, end = 0, len(items)
        if request.after is not None:
            start = self._place(cursors, request.after, request, right=True)
        elif request.offset is not None:
            start = request.offset
        if request.before is not None:
            end = self._place(cursors, request.before, request, right=False)
        if request.from_end or request.before is not None:
            start = max(end - request.limit, 0)
        chosen = slice(start, min(start + request.limit, end))
        return Page.of(zip(items[chosen], cursors[chosen], strict=True))

    def _sorted(self, request: PageRequest) -> tuple[list[Item], list[Cursor]]:
        """Sort once for each order; a changed list is a new one."""
        key = (id(self.items), f"{request.sort} {request.descending}")
        if key not in self._orders:
            pairs: list[tuple[Cursor, Item]] = [
                ((item.name if request.sort == "name" else item.id, item.id), item) for item in self.items
            ]
            pairs.sort(key=lambda pair: pair[0], reverse=request.descending)
            self._orders[key] = ([item for _, item in pairs], [cursor for cursor, _ in pairs])
        return self._orders[key]

    @staticmethod
    def _place(cursors: list[Cursor], cursor: Cursor, request: PageRequest, *, right: bool) -> int:
        """Return where `cursor` stands, or would stand, in `cursors`."""
        if request.descending:
            mirrored = cursors[::-1]
            found = (bisect_left if right else bisect_right)(mirrored, cursor)
            return len(cursors) - found
        return (bisect_right if right else bisect_left)(cursors, cursor)


def numbered(count: int, first: int = 1) -> list[Item]:
    """Return `count` items whose names sort the other way round."""
    return [Item(number, f"name {9_999_999 - number}") for number in range(first, first + count)]
