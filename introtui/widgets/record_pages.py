"""The pages of one long list that a table holds: which rows it knows, and how to ask for the next ones.

Rows are counted from 0 in display order and kept in pages of a fixed size. Nothing here reads or draws.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from introtui.domain.paging import Page, PageRequest

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

PAGE_SIZE: Final = 100
"""Rows in a page."""

PAGES_KEPT: Final = 40
"""Pages held at once; the page least recently in view goes first."""


class RecordPages(Generic[T]):
    """A bounded cache of the pages of one list in one order.

    `length` is the number of rows as far as is known; `exact` says whether the end itself is known.
    """

    def __init__(
        self,
        *,
        sort: str = "",
        descending: bool = False,
        length: int = 0,
        size: int = PAGE_SIZE,
        kept: int = PAGES_KEPT,
    ) -> None:
        """Start with no rows; `length` is a guess that holds until rows or the count correct it."""
        self.sort = sort
        self.descending = descending
        self.length = length
        self.exact = False
        self._size = size
        self._kept = kept
        self._pages: dict[int, Page[T]] = {}
        self._count: int | None = None
        self._misaligned: set[int] = set()

    @property
    def held(self) -> int:
        """How many rows are in memory."""
        return sum(len(page.items) for page in self._pages.values())

    @property
    def complete(self) -> bool:
        """Whether every row of the list is in memory."""
        return self.exact and self.held == self.length

    def row(self, index: int) -> T | None:
        """Return the row at `index`, or None while it is not in memory."""
        if not 0 <= index < self.length:
            return None
        page = self._pages.get(index // self._size)
        place = index % self._size
        return page.items[place] if page is not None and place < len(page.items) else None

    def overlaps(self, number: int, first: int, last: int) -> bool:
        """Tell whether page `number` holds any of the rows `first` to `last`."""
        return first < (number + 1) * self._size and last >= number * self._size

    def index_where(self, matches: Callable[[T], bool]) -> int | None:
        """Return where the first row in memory stands that matches, or None."""
        for number in sorted(self._pages):
            for place, item in enumerate(self._pages[number].items):
                if matches(item):
                    return number * self._size + place
        return None

    def missing(self, first: int, last: int) -> list[int]:
        """Return which pages of rows `first` to `last` are not in memory, the cheapest to read first.

        Pages that are in memory count as just used. A list whose end is unknown may have a row more than is known.
        """
        end = self.length - 1 if self.exact else self.length
        if end < 0:
            return []
        first, last = (min(max(index, 0), end) for index in (first, last))
        numbers = range(first // self._size, last // self._size + 1)
        for number in numbers:
            if number in self._pages:
                self._pages[number] = self._pages.pop(number)
        absent = [number for number in numbers if number not in self._pages]
        return sorted(absent, key=lambda number: self.request(number).offset is not None)

    def request(self, number: int) -> PageRequest:
        """Say how to read page `number`: by its neighbour or the end where possible, by offset in a jump."""
        plain = PageRequest(sort=self.sort, descending=self.descending, limit=self._size)
        before, after = self._pages.get(number - 1), self._pages.get(number + 1)
        if number == 0:
            return plain
        if before is not None and len(before.cursors) == self._size:
            return replace(plain, after=before.cursors[-1])
        if after is not None and after.cursors and number not in self._misaligned:
            return replace(plain, before=after.cursors[0])
        start = number * self._size
        if self.exact and start < self.length <= start + self._size:
            return replace(plain, from_end=True, limit=self.length - start)
        return replace(plain, offset=start)

    def accept(self, number: int, request: PageRequest, page: Page[T]) -> bool:
        """Keep the answer to `request` for page `number`.

        Rows may have come or gone between two reads, so a short answer moves the end of the list. False: the
        answer is empty because the list now ends somewhere before it, and only `counted` can say where.
        """
        start, short = number * self._size, len(page.items) < request.limit
        if request.before is not None and short:
            self._misaligned.add(number)
            return True
        if request.from_end and short:
            self._pages.clear()
            number, start = 0, 0
        if request.offset and not page.items:
            self._end_before(start)
            return False
        self._keep(number, page)
        end = start + len(page.items)
        if short:
            self._end_at(end)
        else:
            self.length = max(self.length, end)
        return True

    def counted(self, count: int) -> None:
        """Take the result of counting; rows already read are believed over it."""
        self._count = count
        if not self.exact:
            held = max((n * self._size + len(page.items) for n, page in self._pages.items()), default=0)
            self._end_at(max(count, held))

    def _end_at(self, end: int) -> None:
        self.length, self.exact = end, True
        for number in [number for number in self._pages if number * self._size >= max(end, 1)]:
            del self._pages[number]

    def _end_before(self, start: int) -> None:
        if self._count is None:
            self.length, self.exact = 0, False
        else:
            self._end_at(min(self._count, start))

    def _keep(self, number: int, page: Page[T]) -> None:
        self._pages.pop(number, None)
        self._pages[number] = page
        self._misaligned.discard(number)
        while len(self._pages) > self._kept:
            del self._pages[next(iter(self._pages))]
