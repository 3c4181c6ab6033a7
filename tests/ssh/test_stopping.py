"""How a server stops: whoever is there is told and gets time, a word is finished, and nobody is left behind."""

from __future__ import annotations

import asyncio
import json

import asyncssh
import pytest
from sqlalchemy import select

from introtui.domain.sessions import Ended
from introtui.store.tables import AccountSession
from tests.building import add_order
from tests.services.identity.signing import Signing
from tests.ssh.serving import PATIENCE, SHOWN, screen, serving


async def test_a_word_that_is_being_said_is_said_to_its_end(at: Signing) -> None:
    numbers = {add_order(at.database, at.actor) for _ in range(100)}
    async with serving(at) as there, await there.connect() as connection:
        process = await connection.create_process("orders list --json", window=4_096, max_pktsize=1_024)
        got = await process.stdout.read(10)
        stopping = asyncio.create_task(there.server.drain(PATIENCE))
        async with asyncio.timeout(PATIENCE):
            while data := await process.stdout.read(2_000):
                got += data
            await stopping
        assert {order["id"] for order in json.loads(got)} == numbers
        assert (await process.wait()).exit_status == 0


async def test_who_does_not_leave_in_time_gets_the_terminal_back_and_is_told_why(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        idle = await there.connect()
        await there.server.drain(0.0)
        await idle.wait_closed()
        assert await seen.to_the_end() == 1
        assert seen.got.endswith("\x1b[?25hThe server was stopped. Connect again in a moment.\r\n")
    with at.database.read() as session:
        assert set(session.scalars(select(AccountSession.ended_because))) == {Ended.LEFT}


async def test_who_comes_when_all_places_are_taken_gets_no_session(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as first:
        there.server.is_full = True
        async with await there.connect() as second:
            with pytest.raises(asyncssh.ChannelOpenError):
                await second.run("balance")
        assert (await first.run("balance", timeout=PATIENCE)).exit_status == 0
