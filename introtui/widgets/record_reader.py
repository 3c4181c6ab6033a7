"""One reading of a list for a table: its source, the pages that came of it, and what went wrong.

A table opens a new reading for every new list, order or reload and forgets the old one, so an answer
that comes late reaches only pages that nobody looks at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from introtui.domain.paging import Page, PageRequest
from introtui.widgets.record_pages import PAGE_SIZE, RecordPages

T = TypeVar("T")

Load = Callable[[PageRequest], Awaitable[Page[T]]]
"""Reads one page, in a thread if it takes time."""

Count = Callable[[], Awaitable[int]]
"""Counts the rows of the list."""

Windows = Callable[[], Sequence[tuple[int, int]]]
"""Says which rows are wanted now, as (first, last) pairs, the most urgent first."""


class RecordReader(Generic[T]):
    """Reads the pages that are wanted, one at a time, and asks anew after each what is wanted by then."""

    def __init__(self, load: Load[T], count: Count, pages: RecordPages[T]) -> None:
        """Read with `load` and `count` into `pages`."""
        self.load = load
        self.count = count
        self.pages = pages
        self.reading = False
        """Whether a task is reading rows, or one is about to."""
        self.row_error: BaseException | None = None
        """Why the last read of rows failed; no more rows are read until it is cleared."""
        self.count_error: BaseException | None = None
        """Why counting failed; rows are read all the same."""
        self._count_ended = asyncio.Event()
        self._sought: Callable[[T], bool] | None = None
        self._looked_at = 0

    @property
    def error(self) -> BaseException | None:
        """What went wrong, if anything did."""
        return self.row_error or self.count_error

    def next_page(self, windows: Sequence[tuple[int, int]]) -> int | None:
        """Return the number of the page to read next, or None when all that is wanted is here."""
        for first, last in windows:
            if missing := self.pages.missing(first, last):
                return missing[0]
        return self._next_to_look_at()

    def seek(self, matches: Callable[[T], bool]) -> None:
        """Read on, page after page, until a row matches or the list is at its end."""
        self._sought, self._looked_at = matches, 0

    def found(self) -> int | None:
        """Return where the row stands that is sought, once it is read; it is sought no longer then."""
        at = None if self._sought is None else self.pages.index_where(self._sought)
        if at is not None:
            self._sought = None
        return at

    def _next_to_look_at(self) -> int | None:
        """Return the next page of which the row that is sought may be, None when there is none."""
        if self._sought is None or self.pages.index_where(self._sought) is not None:
            return None
        while self._looked_at < self.pages.length + (0 if self.pages.exact else 1):
            if missing := self.pages.missing(self._looked_at, self._looked_at):
                return missing[0]
            self._looked_at += PAGE_SIZE
        self._sought = None
        return None

    async def read(self, windows: Windows, arrived: Callable[[int], None]) -> None:
        """Read until nothing wanted is missing, calling `arrived` with the number of each page.

        Whatever the source raises ends the reading; `reading` then stays set until the error has been noted.
        """
        while (number := self.next_page(windows())) is not None:
            request = self.pages.request(number)
            page = await self.load(request)
            if not self.pages.accept(number, request, page):
                await self._count_ended.wait()
            arrived(number)
        self.reading = False

    async def tally(self) -> None:
        """Count the rows; whatever the source raises is passed on."""
        try:
            self.pages.counted(await self.count())
        finally:
            self._count_ended.set()

    def failed(self, error: BaseException, *, counting: bool) -> None:
        """Note why reading, or `counting`, ended."""
        if counting:
            self.count_error = error
        else:
            self.row_error, self.reading = error, False

    def forgive(self) -> None:
        """Forget what went wrong, to try again."""
        self.row_error = self.count_error = None
