"""A connection that is lost at any byte of anything one does over ssh: its session ends, and no other notices."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from random import Random
from typing import Any

import asyncssh
import pytest

from introtui.ssh.server import SessionLimits
from tests.proofs import rounds
from tests.services.identity.signing import PASSWORD, Signing
from tests.ssh.relay import relayed
from tests.ssh.serving import PATIENCE, SHOWN, Screen, Serving, Typist, screen, serving
from tests.ssh.test_screens import ended

LOST = (asyncssh.Error, OSError, AssertionError)
Flow = Callable[[Serving], Awaitable[object]]


async def sign_in(there: Serving) -> None:
    """Sign in by password, asked for."""
    typist = Typist([PASSWORD])
    async with await there.connect(password=None, client_factory=lambda: typist):
        pass


@asynccontextmanager
async def opened(there: Serving) -> AsyncIterator[Screen]:
    """Open the program."""
    async with await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        yield seen


async def look(there: Serving) -> None:
    """Look at another section."""
    async with opened(there) as seen:
        seen.type(b"\x1b[15~")
        await seen.until("[5 Billing]")


async def save(there: Serving) -> None:
    """Change a name and save it."""
    async with opened(there) as seen:
        seen.type(b"1")
        await seen.until("Ivanov")
        seen.type(b"x\x13")
        await seen.until("Saved.")


async def open_dialog(there: Serving) -> None:
    """Open a dialog and leave the program from it."""
    async with opened(there) as seen:
        seen.type(b"?")
        await seen.until("In Orders")
        seen.type(b"\x11")
        await seen.to_the_end()


async def say(there: Serving) -> None:
    """Say a word."""
    async with await there.connect() as connection:
        await connection.run("orders list --json")


FLOWS: dict[str, Flow] = {flow.__name__: flow for flow in (sign_in, look, save, open_dialog, say)}


async def settled(there: Serving, at: Signing, guests: int) -> None:
    """Wait until only so many are signed in, in the server and in the database."""
    async with asyncio.timeout(PATIENCE):
        while there.server.sessions > guests or ended(at).count("") > guests:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("flow", FLOWS)
async def test_a_connection_lost_at_any_byte_ends_its_session_and_no_other(
    at: Signing, flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    unheard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: unheard.append(context))
    # Nobody waits for their turn here.
    often = SessionLimits(per_account=1_000)
    async with serving(at, exempt="127.0.0.1", limits=often) as there, relayed(there.port) as relay:
        through = replace(there, port=relay.port)
        async with await there.connect() as witness, screen(witness) as seen:
            await seen.until(SHOWN)
            relay.cut_after(None)
            await FLOWS[flow](through)
            whole, dice = relay.passed, Random(flow)
            for _ in range(rounds(1, 50)):
                relay.cut_after(dice.randrange(whole))
                with suppress(*LOST):
                    await FLOWS[flow](through)
                await settled(there, at, guests=1)
            seen.type(b"6")
            await seen.until("[6 VAT]")
    assert not unheard
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
