"""One client of an ssh server: connects, waits for the first whole frame, types, and notes how long each took."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

import asyncssh

SIZE = (80, 24)
LAST_LINE = b"\x1b[24;1H"
"""Drawn last of a whole frame."""
PATIENCE = 60.0
MOST_KEPT = 1 << 16
COLOURS = re.compile(rb"\x1b\[[0-9;]*m")
PLACES = re.compile(rb"\x1b\[[^a-zA-Z]*[a-zA-Z]")


@dataclass(slots=True)
class Client:
    """A session on a terminal; times are in seconds."""

    connection: asyncssh.SSHClientConnection
    process: asyncssh.SSHClientProcess[bytes]
    connected: float
    first_frame: float
    key_times: list[float] = field(default_factory=list)
    got: bytes = b""
    _reading: asyncio.Task[None] | None = None
    _turn: int = 0
    """Keys typed so far: every other one takes back the one before, whenever it was typed."""
    _end: float = 0.0
    """When it types no more."""
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def read_on(self) -> None:
        """Begin to read whatever comes, whenever it does."""
        self._reading = asyncio.create_task(self._read())

    async def until(self, words: bytes) -> None:
        """Read until some words came."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.got:
                await self._next()

    async def until_shown(self, known: re.Pattern[str]) -> str:
        """Read until some words were drawn since the last press, whatever their colour, and return them."""
        async with asyncio.timeout(PATIENCE):
            while (found := known.search(self.drawn())) is None:
                await self._next()
        return found.group()

    def drawn(self) -> str:
        """Return the words drawn since the last press, a line for each place."""
        return PLACES.sub(b"\n", COLOURS.sub(b"", self.got)).decode("utf-8", "replace")

    @property
    def is_over(self) -> bool:
        """Whether the session ended."""
        return self._reading is None or self._reading.done()

    async def press(self, key: bytes, words: bytes) -> None:
        """Press a key and wait for what it shows."""
        self.type(key)
        await self.until(words)

    def type(self, keys: bytes) -> None:
        """Type, and forget what was drawn before."""
        self.got = b""
        self.process.stdin.write(keys)

    async def type_for(self, seconds: float, keys: tuple[bytes, bytes], dice: Random, pause: float = 1.0) -> None:
        """Type a key about every `pause` seconds, and note how long each takes; until `stop_typing`."""
        self._end = perf_counter() + seconds
        await asyncio.sleep(dice.random() * pause)
        while perf_counter() < self._end:
            self.key_times.append(await self._timed(keys[self._turn % 2]))
            self._turn += 1
            await asyncio.sleep(pause * (0.5 + dice.random()))

    def stop_typing(self) -> None:
        """Type no more after the key that is under way."""
        self._end = 0.0

    async def _timed(self, key: bytes) -> float:
        self._arrived.clear()
        began = perf_counter()
        self.process.stdin.write(key)
        async with asyncio.timeout(PATIENCE):
            await self._next()
        return perf_counter() - began

    async def _next(self) -> None:
        self._arrived.clear()
        await self._arrived.wait()
        if self.is_over:
            raise ConnectionError(f"the session ended: {self.got[-200:]!r}")

    async def _read(self) -> None:
        try:
            while data := await self.process.stdout.read(1 << 16):
                self.got = self.got[-MOST_KEPT:] + data
                self._arrived.set()
        finally:
            self._arrived.set()

    async def close(self) -> None:
        """End the session."""
        self.connection.close()
        await self.connection.wait_closed()


async def connect(port: int, login: str, key: asyncssh.SSHKey) -> Client:
    """Connect and wait for the first whole frame."""
    began = perf_counter()
    connection = await asyncssh.connect(
        "127.0.0.1",
        port,
        username=login,
        client_keys=[key],
        known_hosts=None,
        config=None,
        agent_path=None,
        keepalive_interval=0,
    )
    connected = perf_counter() - began
    process = await connection.create_process(term_type="xterm-256color", term_size=SIZE, encoding=None)
    client = Client(connection, process, connected, 0.0)
    client.read_on()
    await client.until(LAST_LINE)
    client.first_frame = perf_counter() - began
    return client
