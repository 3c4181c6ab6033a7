"""The memory of a program goes with it, and no collection has to look for it."""

from __future__ import annotations

import asyncio
import gc
import warnings
from concurrent.futures import ThreadPoolExecutor
from weakref import ref

import pytest
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from introtui.recording.settling import settle
from introtui.screens.dialogs.base import Dialog
from introtui.ssh.dismantling import dismantle
from introtui.ssh.garbage import Collector
from introtui.ssh.line import Line
from introtui.ssh.program import ServedProgram
from introtui.ssh.ready import ReadyPrograms
from introtui.ssh.server import Server
from introtui.ssh.strips import hold_no_lines_by_themselves
from introtui.widgets.key_bar import KeyBar
from tests.services.identity.signing import Signing
from tests.ssh.serving import PATIENCE, SHOWN, screen, serving
from tests.ssh.test_quiet import Reader

MOST_LEFT = 200
"""Objects only a collection frees, of the 30,000 of a program and its account."""


async def used(at: Signing, threads: ThreadPoolExecutor) -> ServedProgram:
    """Return a program that was given to somebody, looked around in, and left."""
    hold_no_lines_by_themselves()
    programs = ReadyPrograms(at.services, threads, brand="introtui", theme="introtui-dark", kept=0)
    prepared = await programs.take()
    program = prepared.program
    prepared.handover.actor = at.actor
    program.give(Line(Reader()), Size(80, 24))
    with program._context():
        for section in ("profile", "orders"):
            program.call_later(program.action_section, section)
            await settle(program)
    # As in a server that runs for long: what lives is set aside. What other tests have left is theirs.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.unfreeze()
        gc.collect()
    gc.freeze()
    program.exit()
    await prepared.ended
    return program


async def test_a_program_that_was_left_is_freed_although_no_collection_looks_at_it(at: Signing) -> None:
    with ThreadPoolExecutor(1) as threads:
        try:
            program = await used(at, threads)
            parts = [ref(part) for part in (program, *program.closed.end())]
            dismantle(program)
            del program
            await asyncio.sleep(0)
            gc.unfreeze()
            assert gc.collect() < MOST_LEFT
            left = [found for part in parts if (found := part()) is not None]
            assert not [found for found in left if isinstance(found, ServedProgram | Screen)]
            # A shell may stay for a while, but nothing hangs on it.
            assert [vars(found) for found in left] == [{}] * len(left)
        finally:
            gc.freeze()


async def test_what_was_opened_and_closed_is_freed_while_its_program_goes_on(
    at: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("introtui.ssh.closing.SETTLED", 0.0)
    with ThreadPoolExecutor(1) as threads:
        programs = ReadyPrograms(at.services, threads, brand="introtui", theme="introtui-dark", kept=0)
        prepared = await programs.take()
        program = prepared.program
        prepared.handover.actor = at.actor
        program.give(Line(Reader()), Size(80, 24))
        try:
            parts = [ref(part) for key in ("?", "n", "f") for part in await opened_and_closed(program, key)]
            assert len(parts) > 20
            while program.closed.waiting:
                await asyncio.sleep(0.01)
            # What was laid out lately is young; of what was set aside nothing may be left.
            gc.collect()
            left = [found for part in parts if (found := part()) is not None]
            # The program tells the last line of keys of the next screen, and forgets it then.
            assert [type(found) for found in left] in ([], [KeyBar])
            assert not [found for found in left if "_nodes" in vars(found)]
        finally:
            gc.unfreeze()
            program.exit()
            await prepared.ended
            dismantle(program)


@pytest.mark.parametrize("leaves", ["by a key", "without a word"])
async def test_a_connection_that_is_over_is_freed_while_others_go_on(
    at: Signing, monkeypatch: pytest.MonkeyPatch, leaves: str
) -> None:
    monkeypatch.setattr("introtui.ssh.connection.SETTLED", 0.0)
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        parts = [ref(part) for part in parts_of(there.server)]
        assert len(parts) == 4
        gc.collect()
        gc.freeze()
        try:
            if leaves == "by a key":
                seen.type(b"\x11")
                await seen.to_the_end()
            else:
                connection.abort()
            async with asyncio.timeout(PATIENCE):
                while any(part() is not None for part in parts):
                    await asyncio.sleep(0.01)
        finally:
            gc.unfreeze()


def parts_of(server: Server) -> list[object]:
    """Return what there is of the one connection a server has."""
    (visitor,) = server._visitors
    assert visitor.channel is not None
    return [visitor, visitor._connection, visitor.channel, visitor.channel._channel]


async def opened_and_closed(program: ServedProgram, key: str) -> list[Widget]:
    """Open a dialog, set aside what lives as a server does, and close it; returns what there was of it."""
    with program._context():
        await settle(program)
        program.screen_driver.feed(key.encode())
        await settle(program)
        dialog = program.screen
        assert isinstance(dialog, Dialog)
        parts = [dialog, *dialog.walk_children(Widget)]
        gc.collect()
        gc.freeze()
        program.screen_driver.feed(b"\x1b[27u")
        await settle(program)
        assert program.screen is not dialog
        return parts


def test_objects_are_set_aside_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    old = [0] * 10
    for name in ("collect", "freeze", "unfreeze"):
        monkeypatch.setattr(f"introtui.ssh.garbage.gc.{name}", lambda name=name: done.append(name))
    monkeypatch.setattr("introtui.ssh.garbage.gc.get_objects", lambda generation: old)
    sessions = 3
    collector = Collector(lambda: sessions)
    collector.look()
    assert done == []
    old = [0] * 100_000
    collector.look()
    assert done == ["collect", "freeze"]
    sessions, collector.ended = 0, 20
    done.clear()
    collector.look()
    assert done == ["unfreeze", "collect", "freeze"]
    assert collector.ended == 0


async def test_a_program_that_cannot_be_drawn_is_an_error_and_not_waited_for(
    at: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("introtui.screens.orders.OrdersScreen.compose_body", None)
    with ThreadPoolExecutor(1) as threads:
        programs = ReadyPrograms(at.services, threads, brand="introtui", theme="introtui-dark", kept=1)
        with pytest.raises(TypeError):
            await programs.fill()
        await programs.close()
