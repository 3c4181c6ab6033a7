"""How a server stops: whoever is there is told and gets time, a word is finished, and nobody is left behind."""

from __future__ import annotations

import asyncio
import json

import asyncssh
import pytest
from sqlalchemy import select

from introtui.domain.sessions import Ended
from introtui.ssh import turns
from introtui.ssh.server import SessionLimits
from introtui.store.tables import AccountSession
from tests.building import add_order
from tests.services.identity.signing import Signing
from tests.ssh.serving import PATIENCE, SHOWN, Serving, screen, serving


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


async def test_who_waits_for_a_turn_keeps_nobody_waiting_and_loses_none(
    at: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "INTERVAL", 1_000.0)
    async with serving(at, limits=SessionLimits(per_account=1)) as there:
        async with await there.connect() as first, screen(first) as seen:
            await seen.until(SHOWN)
        for _ in range(2):
            waiting = await there.connect()
            await waiting.create_process(term_type="xterm", encoding=None)
            waiting.abort()
            async with asyncio.timeout(PATIENCE):
                await there.server.empty()
        assert 900 < there.server._turns.wait(at.actor.account_id) <= 1_000
        waiting = await there.connect()
        process = await waiting.create_process(term_type="xterm", encoding=None)
        await there.server.drain(PATIENCE)
        assert (await process.wait()).exit_status == 1


async def test_who_comes_when_all_places_are_taken_gets_no_session(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as first:
        there.server.is_full = True
        await _gets_no_session(there)
        there.server.is_full = False
        there.server.set_full(at.actor.account_id, True)
        await _gets_no_session(there)
        assert (await first.run("balance", timeout=PATIENCE)).exit_status == 0
        there.server.set_full(at.actor.account_id, False)
        async with await there.connect() as second:
            assert (await second.run("balance", timeout=PATIENCE)).exit_status == 0


async def _gets_no_session(there: Serving) -> None:
    async with await there.connect() as second:
        with pytest.raises(asyncssh.ChannelOpenError):
            await second.run("balance")
