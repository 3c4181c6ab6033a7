"""What hostile clients do to `introtui serve`: each attack runs in a process of its own until it is ended.

Run by `bench.hostile` as `python -m bench.attacks NAME PORT LOGIN KEYFILE`; prints what it does once it begins.
Strangers come from other loopback addresses than the honest, and a customer who means harm has an account.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

import asyncssh

PASTE = b"\x1b[200~"
SIZES = ((0, 0), (1, 1), (65_535, 65_535), (2**32 - 1, 2**32 - 1))
LOST = (asyncssh.Error, OSError, asyncio.TimeoutError)
DICE = Random(7)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, as whom, with which key."""

    port: int
    login: str
    key: asyncssh.SSHKey

    async def connect(self, address: str = "127.0.0.66", **options: object) -> asyncssh.SSHClientConnection:
        """Sign in from an address."""
        given: dict[str, Any] = {"username": self.login, "client_keys": [self.key], **options}
        return await asyncssh.connect(
            "127.0.0.1",
            self.port,
            local_addr=(address, 0),
            known_hosts=None,
            config=None,
            agent_path=None,
            **given,
        )


@asynccontextmanager
async def terminal(target: Target, **options: object) -> AsyncIterator[asyncssh.SSHClientProcess[bytes]]:
    given: dict[str, Any] = {"term_type": "xterm-256color", "term_size": (80, 24), **options}
    async with await target.connect() as connection:
        process = await connection.create_process(encoding=None, **given)
        await process.stdout.read(1)
        yield process


def said(words: str) -> None:
    print(words, flush=True)


async def read_on(process: asyncssh.SSHClientProcess[bytes]) -> None:
    while await process.stdout.read(1 << 16):
        pass


async def idle_connections(target: Target) -> None:
    """1,000 connections that say nothing, from 20 addresses, made again when they are closed."""

    async def one(number: int) -> None:
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(
                    "127.0.0.1", target.port, local_addr=(f"127.0.66.{number % 20 + 1}", 0)
                )
                await writer.wait_closed()
            await asyncio.sleep(0.5)

    said("1,000 idle connections")
    await asyncio.gather(*(one(number) for number in range(1_000)))


async def handshakes(target: Target) -> None:
    """50 handshakes a second that end before anybody signs in."""
    said("50 handshakes a second")
    running = set()
    for number in count():
        running.add(asyncio.create_task(_handshake(target, f"127.0.{number % 200}.9")))
        running = {task for task in running if not task.done()}
        await asyncio.sleep(0.02)


async def _handshake(target: Target, address: str) -> None:
    with suppress(*LOST):
        await target.connect(address, username="nobody", client_keys=None, password="x", login_timeout=5)


async def wrong_passwords(target: Target) -> None:
    """10,000 wrong passwords for known and unknown logins, from many addresses."""
    tried = 0

    async def guess() -> None:
        nonlocal tried
        while tried < 10_000:
            address = f"127.{DICE.randrange(1, 200)}.{DICE.randrange(256)}.{DICE.randrange(1, 255)}"
            login = DICE.choice(["ivanov", "weber", f"nobody{tried}"])
            tried += 1
            with suppress(*LOST):
                await target.connect(address, username=login, client_keys=None, password="wrong")

    said("10,000 wrong passwords")
    await asyncio.gather(*(guess() for _ in range(20)))
    said("all 10,000 were tried")


async def sizes(target: Target) -> None:
    """Terminals of 0x0, 1x1, 65535x65535 and 2^32-1, at the begin and while it runs."""
    said("absurd sizes")
    while True:
        for size in SIZES:
            async with terminal(target, term_size=size) as process:
                reading = asyncio.create_task(read_on(process))
                for other in SIZES:
                    process.change_terminal_size(*other)
                    await asyncio.sleep(0.05)
                reading.cancel()


async def resizes(target: Target) -> None:
    """500 resizes a second."""
    said("500 resizes a second")
    async with terminal(target) as process:
        reading = asyncio.create_task(read_on(process))
        for number in count():
            process.change_terminal_size(60 + number % 100, 20 + number % 30)
            await asyncio.sleep(0.002)
        reading.cancel()


async def _pour(target: Target, data: Callable[[int], bytes], most: int, before: bytes = b"") -> None:
    async with terminal(target) as process:
        reading = asyncio.create_task(read_on(process))
        process.stdin.write(before)
        for number in range(most // 16_384 + 1):
            process.stdin.write(data(number))
            await process.stdin.drain()
        await asyncio.sleep(1_000)
        reading.cancel()


async def paste(target: Target) -> None:
    """A paste of 20 MB that never ends."""
    said("20 MB of paste")
    await _pour(target, lambda _: b"x" * 16_384, 20_000_000, PASTE)


async def keys(target: Target) -> None:
    """1 MB of keys."""
    said("1 MB of keys")
    await _pour(target, lambda _: b"\x1b[B\x1b[Aq\t" * 2_048, 1_000_000)


async def noise(target: Target) -> None:
    """1,000,000 random bytes, in session after session when one ends by them."""
    said("random bytes")
    while True:
        with suppress(*LOST):
            await _pour(target, lambda _: DICE.randbytes(16_384), 1_000_000)


async def never_reads(target: Target) -> None:
    """A client that reads nothing while it makes the program draw."""
    said("a client that never reads")
    async with terminal(target, window=4_096, max_pktsize=1_024) as process:
        for number in count():
            process.stdin.write((b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS")[number % 4])
            await asyncio.sleep(0.1)


async def channels(target: Target) -> None:
    """500 channels on one connection."""
    said("500 channels")
    async with await target.connect() as connection:
        while True:
            asked = (connection.create_process(term_type="xterm", encoding=None) for _ in range(500))
            await asyncio.gather(*asked, return_exceptions=True)


async def variables(target: Target) -> None:
    """5,000 environment variables, and control characters in TERM and in the login."""
    said("5,000 variables, ESC in TERM and login")
    given = {f"LC_{number}": "x" * 100 for number in range(5_000)}
    while True:
        with suppress(*LOST):
            async with terminal(target, env=given, term_type="\x1b]0;x\x07"):
                await asyncio.sleep(0.2)
        with suppress(*LOST):
            await target.connect(username="\x1b[2Jroot\x1b]52;c;eA==\x07", client_keys=None, password="x")


async def disconnects(target: Target) -> None:
    """Connections cut at random moments, from the handshake to the middle of a dialog."""
    said("disconnects at random moments")
    for number in count():
        connection = None
        with suppress(*LOST):
            async with asyncio.timeout(DICE.random() * 1.5):
                connection = await target.connect(f"127.0.{number % 200}.11")
                process = await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
                for _ in range(100):
                    process.stdin.write(DICE.choice([b"\x1b[B", b"\r", b"a", b"\x1b", b"\x1bOP", b"\x13", b"r"]))
                    await process.stdout.read(1 << 16)
        if connection is not None:
            connection.abort()


ATTACKS: dict[str, Callable[[Target], Awaitable[None]]] = {
    attack.__name__.replace("_", "-"): attack
    for attack in (
        idle_connections,
        handshakes,
        wrong_passwords,
        sizes,
        resizes,
        paste,
        keys,
        noise,
        never_reads,
        channels,
        variables,
        disconnects,
    )
}


def main() -> None:
    name, port, login, path = sys.argv[1:]
    target = Target(int(port), login, asyncssh.read_private_key(path))
    with suppress(KeyboardInterrupt):
        asyncio.run(ATTACKS[name](target))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
