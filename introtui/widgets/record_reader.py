"""One reading of a list for a table: its source, the pages that came of it, and what went wrong.

A table opens a new reading for every new list, order or reload and forgets the old one, so an answer
that comes late reaches only pages that nobody looks at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from introtui.domain.paging import Page, PageRequest

if TYPE_CHECKING:
    from introtui.widgets.record_pages import RecordPages

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

    @property
    def error(self) -> BaseException | None:
        """What went wrong, if anything did."""
        return self.row_error or self.count_error

    def next_page(self, windows: Sequence[tuple[int, int]]) -> int | None:
        """Return the number of the page to read next, or None when all that is wanted is here."""
        for first, last in windows:
            if missing := self.pages.missing(first, last):
                return missing[0]
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
