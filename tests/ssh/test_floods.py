"""Clients that send or take too much, or too little: nobody else waits for them, and nothing grows."""

from __future__ import annotations

import asyncio

import asyncssh
import pytest

from introtui.ssh.visitor import MOST_REFUSED
from introtui.ssh.wire import MOST_UNREAD
from tests.services.identity.signing import Signing
from tests.ssh.serving import PATIENCE, SHOWN, Screen, Serving, screen, serving, two_screens

PASTE, PASTED = b"\x1b[200~", b"\x1b[201~"


def held(at: Serving) -> bool:
    """Tell whether a session of the server is behind."""
    return any(visitor.channel is not None and visitor.channel.line.is_held for visitor in at.server._visitors)


async def until(happened: object) -> None:
    async with asyncio.timeout(PATIENCE):
        while not happened():  # type: ignore[operator]
            await asyncio.sleep(0.005)


async def test_who_does_not_read_gets_the_newest_frame_at_last(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection:
        process = await connection.create_process(
            term_type="xterm-256color", term_size=(80, 24), encoding=None, window=4_096, max_pktsize=1_024
        )
        await until(lambda: held(there))
        for key in (b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1b[15~", b"\x1b[17~"):
            process.stdin.write(key)
        await asyncio.sleep(0)
        seen = Screen(process)
        await seen.until("[6 VAT]")
        await seen.until("Netherlands")
        assert seen.got.count("Personal information") <= 1
        # What is not read waits nowhere: a session in a process of many must not grow.
        assert len(seen.got) < 200_000


async def test_others_go_on_while_somebody_pastes_without_end(at: Signing) -> None:
    async with two_screens(at) as (there, flood, other):
        flood.type(PASTE)
        for _ in range(16):
            flood.type(b"x" * 65_536)
        other.type(b"1")
        await other.until("Personal information")
        for visitor in there.server._visitors:
            assert visitor.channel is not None
            assert len(visitor.channel._unread) <= 2 * MOST_UNREAD


async def test_a_paste_longer_than_any_field_is_cut_and_typing_goes_on(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        seen.type(b"/" + PASTE + b"y" * 1_100_000 + PASTED + b"zzz")
        await seen.until("zzz")


async def test_a_flood_of_keys_is_read_no_faster_than_it_is_handled(at: Signing) -> None:
    async with two_screens(at) as (_there, flood, other):
        flood.type(b"\x1b[B\x1b[A" * 5_000)
        other.type(b"1")
        await other.until("Personal information")
        flood.process.channel.get_connection().abort()


async def test_a_connection_has_one_channel_however_many_it_asks_for(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        for _ in range(20):
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.create_process("balance")
        seen.type(b"1")
        await seen.until("Personal information")


async def test_who_asks_for_channels_without_end_loses_the_connection(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        asked = (connection.create_process("balance") for _ in range(MOST_REFUSED + 1))
        await asyncio.gather(*asked, return_exceptions=True)
        async with asyncio.timeout(PATIENCE):
            await connection.wait_closed()


async def test_variables_are_not_kept(at: Signing) -> None:
    variables = {f"LC_{number}": "x" * 1_000 for number in range(500)} | {"COLORTERM": "truecolor"}
    async with serving(at) as there, await there.connect() as connection:
        process = await connection.create_process(
            term_type="xterm", term_size=(80, 24), encoding=None, env=variables
        )
        seen = Screen(process)
        await seen.until(SHOWN)
        (visitor,) = there.server._visitors
        assert visitor.channel is not None
        assert visitor.channel.wanted.environment == {b"COLORTERM": b"truecolor"}
        assert "38;2;" in seen.got


async def test_random_bytes_harm_nobody(at: Signing) -> None:
    async with two_screens(at) as (_there, noise, other):
        # Neither ctrl+q nor what ends a paste: those would end the noise.
        noise.type(bytes(byte for byte in range(256) if byte != 0x11) * 20)
        other.type(b"1")
        await other.until("Personal information")
