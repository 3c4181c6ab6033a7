"""What a program has drawn is dropped while nobody types, and nobody sees that it was."""

from __future__ import annotations

import asyncio

import pytest

from introtui.commands import SECTIONS
from introtui.ssh import resting
from introtui.ssh.resting import Rest, forget_drawings
from introtui.store.engine import Database
from tests.building import add_account, add_order
from tests.screens.seen import Seen, seen


def lines_kept(page: Seen) -> int:
    return sum(len(each._styles_cache._cache) + len(each._render_cache.lines) for each in page.app.screen.query())


async def test_a_program_that_rested_looks_and_works_as_before(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor)
    async with seen(sqlite_database, actor) as page:
        for number, _section in enumerate(SECTIONS, 1):
            for key in (f"f{number}", "x", "down", "ctrl+p", "escape", "tab"):
                await page.press(key)
                before = page.app.export_screenshot()
                assert lines_kept(page)
                forget_drawings(page.app)
                assert page.app.export_screenshot() == before, key
                forget_drawings(page.app)
                assert not lines_kept(page)


async def test_a_rest_begins_once_after_the_last_frame_and_again_after_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resting, "QUIET", 0.01)
    begun = asyncio.Event()
    rests = []

    def begin() -> None:
        rests.append(asyncio.get_running_loop().time())
        begun.set()

    rest = Rest(begin)
    for expected in (1, 2):
        for _ in range(3):
            rest.put_off()
        put_off = asyncio.get_running_loop().time()
        await asyncio.wait_for(begun.wait(), 10)
        begun.clear()
        assert len(rests) == expected
        assert rests[-1] - put_off >= 0.009
    rest.put_off()
    rest.end()
    # Another one, put off later, begins: by then the first would have.
    later = asyncio.Event()
    Rest(later.set).put_off()
    await asyncio.wait_for(later.wait(), 10)
    assert len(rests) == 2
