"""A session on the screen: a program that is ready, given to a terminal until either ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from introtui.ssh.colours import translation
from introtui.ssh.dismantling import dismantle
from introtui.ssh.ready import Prepared, ReadyPrograms
from introtui.ssh.wire import NO_TERMINAL, ServedChannel
from introtui.terminal_size import clamped

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.ssh.program import ServedProgram

BITE = 256
"""Bytes of input handed over before the program may handle them."""


async def show_program(channel: ServedChannel, actor: Actor, programs: ReadyPrograms) -> int:
    """Run the program on a channel's terminal; returns the exit code."""
    if not channel.wanted.has_terminal:
        await channel.write(NO_TERMINAL.encode(), beside=True)
        return 1
    prepared = await programs.take()
    try:
        return await _run(channel, actor, prepared)
    finally:
        dismantle(prepared.program)


async def _run(channel: ServedChannel, actor: Actor, prepared: Prepared) -> int:
    program, wanted = prepared.program, channel.wanted
    prepared.handover.actor = actor
    channel.line.translate = translation(wanted.term, wanted.environment)
    channel.on_gone = program.exit
    channel.on_stop = program.stop
    channel.on_size = lambda width, height: program.screen_driver.resize(clamped(width, height))
    program.give(channel.line, clamped(*wanted.size))
    reading = asyncio.create_task(_read(channel, program))
    try:
        await prepared.ended
    finally:
        reading.cancel()
        channel.forget_program()
    if program.farewell:
        channel.line.send(f"{program.farewell}\r\n")
    return program.return_code or 0


async def _read(channel: ServedChannel, program: ServedProgram) -> None:
    """Hand over what is typed, a little at a time, so that a flood of it keeps nobody else waiting."""
    while data := await channel.read(BITE):
        program.screen_driver.feed(data)
        # Others come first, and the program itself.
        await asyncio.sleep(0)
        await program.has_room()
    program.exit()
