"""What a client sends at once is handled a little at a time, whole and in order, and read no faster than that."""

from __future__ import annotations

import asyncio

import pytest
from asyncssh import SSHServerConnection

from introtui.ssh.connection import BITE, GuardedConnection


class Transport(asyncio.ReadTransport):
    """A socket that can be told not to be read."""

    def __init__(self) -> None:
        super().__init__()
        self.is_read = True

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True

    def is_closing(self) -> bool:
        return False


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    handled: list[bytes] = []
    monkeypatch.setattr(SSHServerConnection, "data_received", lambda _self, data, *_: handled.append(data))
    return handled


async def test_a_long_read_is_handled_in_bites_between_which_others_have_their_turn(handled: list[bytes]) -> None:
    connection = GuardedConnection.__new__(GuardedConnection)
    transport = Transport()
    connection._loop, connection._transport = asyncio.get_running_loop(), transport  # type: ignore[assignment]
    connection._came = bytearray()
    sent = bytes(range(256)) * 40
    connection.data_received(sent[:9_000])
    assert (b"".join(handled), transport.is_read) == (sent[:BITE], False)
    connection.data_received(sent[9_000:])
    turns = 0
    while len(b"".join(handled)) < len(sent):
        await asyncio.sleep(0)
        turns += 1
    assert b"".join(handled) == sent
    assert max(map(len, handled)) == BITE
    assert turns >= len(sent) // BITE - 1
    assert transport.is_read


async def test_what_is_short_is_handled_at_once(handled: list[bytes]) -> None:
    connection = GuardedConnection.__new__(GuardedConnection)
    connection._transport = Transport()  # type: ignore[assignment]
    connection._came = bytearray()
    connection.data_received(b"key")
    assert handled == [b"key"]


async def test_of_a_connection_that_was_lost_nothing_more_is_handled(handled: list[bytes]) -> None:
    connection = GuardedConnection.__new__(GuardedConnection)
    connection._loop, connection._transport = asyncio.get_running_loop(), Transport()  # type: ignore[assignment]
    connection._came = bytearray()
    connection.data_received(b"x" * 3 * BITE)
    connection._transport = None
    await asyncio.sleep(0)
    assert handled == [b"x" * BITE]
    assert not connection._came
