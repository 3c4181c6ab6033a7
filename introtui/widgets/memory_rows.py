"""A short list that is already in memory, served to a record table like any other source."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from introtui.domain.paging import Page, PageRequest

T = TypeVar("T")
SortKey = Callable[[T], str | int]


@dataclass(frozen=True, slots=True)
class MemoryRows(Generic[T]):
    """Rows with how each column sorts; pages are cut by position."""

    rows: Sequence[T]
    sort_keys: dict[str, SortKey[T]]

    async def load(self, request: PageRequest) -> Page[T]:
        """Return one page."""
        key = self.sort_keys[request.sort]
        ordered = sorted(self.rows, key=key, reverse=request.descending)
        start = self._start(request, len(ordered))
        items = ordered[start : start + request.limit]
        return Page.of((item, (None, start + index)) for index, item in enumerate(items))

    @staticmethod
    def _start(request: PageRequest, count: int) -> int:
        if request.after is not None:
            return request.after[1] + 1
        if request.before is not None:
            return max(request.before[1] - request.limit, 0)
        if request.from_end:
            return max(count - request.limit, 0)
        return request.offset or 0

    async def count(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class ReadRows(Generic[T]):
    """Rows that are read in one go, again each time: a list that is short, and may have changed."""

    read: Callable[[], Awaitable[Sequence[T]]]
    sort_keys: dict[str, SortKey[T]]

    async def load(self, request: PageRequest) -> Page[T]:
        """Return one page."""
        return await MemoryRows(await self.read(), self.sort_keys).load(request)

    async def count(self) -> int:
        """Return how many rows there are."""
        return len(await self.read())
