"""The real server on loopback, and real clients."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncssh

from introtui.domain.ip_rules import parse_ip_rules
from introtui.ssh.accepting import Acceptor
from introtui.ssh.listening import listening_sockets
from introtui.ssh.server import Server, SessionLimits
from introtui.ssh.sources import SourceLimits, Sources
from introtui.store.engine import Database
from introtui.words.remote import say_remote
from tests.services.identity.signing import PASSWORD, Signing, made

PATIENCE = 20.0
HOST_KEY = asyncssh.generate_private_key("ssh-ed25519")
SHOWN = "balance EUR 128.40"
"""What the screen of the tests' account says once it is loaded."""


@dataclass(slots=True)
class Serving:
    """A server that runs."""

    server: Server
    acceptor: Acceptor
    sources: Sources
    port: int
    offences: list[tuple[str, str]] = field(default_factory=list)

    async def connect(self, login: str = "ivanov", **options: Any) -> asyncssh.SSHClientConnection:
        """Connect as a client that trusts this server; with the password unless told otherwise."""
        given = {"password": PASSWORD, "client_keys": None, **options}
        return await asyncssh.connect(
            "127.0.0.1",
            self.port,
            username=login,
            known_hosts=None,
            config=None,
            agent_path=None,
            **given,
        )


@asynccontextmanager
async def serving(
    at: Signing,
    *,
    limits: SessionLimits | None = None,
    sources: SourceLimits | None = None,
    exempt: str = "",
    proxies: str = "",
    ready: int = 0,
) -> AsyncIterator[Serving]:
    """Run a server on connections of its own to the database of `at`."""
    services = made(Database(at.database.engine.url.render_as_string(hide_password=False)), at.clock)
    counted = Sources(
        sources or SourceLimits(),
        exempt=parse_ip_rules(exempt),
        clock=asyncio.get_running_loop().time,
        chance=lambda: 1.0,
    )
    server = Server(
        services,
        [HOST_KEY],
        say_remote,
        brand="introtui",
        theme="introtui-dark",
        limits=limits,
        on_offence=counted.penalise,
        kept_ready=ready,
    )
    await server.open()
    acceptor = Acceptor(counted, server.take, proxies=parse_ip_rules(proxies))
    (listening,) = listening_sockets(["127.0.0.1:0"])
    acceptor.listen([listening])
    try:
        yield Serving(server, acceptor, counted, listening.getsockname()[1])
    finally:
        await acceptor.stop()
        await server.close()
        await acceptor.served()
        listening.close()
        services.close()


@dataclass(slots=True)
class Screen:
    """A terminal of a client, and everything it got."""

    process: asyncssh.SSHClientProcess[bytes]
    got: str = ""
    # What is read at once may end inside a letter.
    letters: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    async def until(self, words: str) -> None:
        """Read until the terminal got some words."""
        await self.until_that(lambda got: words in got)

    async def until_that(self, happened: Callable[[str], bool]) -> None:
        """Read until what the terminal got is as it should be."""
        async with asyncio.timeout(PATIENCE):
            while not happened(self.got):
                data = await self.process.stdout.read(65_536)
                assert data, f"the session ended; the terminal got {self.got[-500:]!r}"
                self.got += self.letters.decode(data)

    async def to_the_end(self) -> int | None:
        """Read until the session ends; returns its exit code."""
        async with asyncio.timeout(PATIENCE):
            while data := await self.process.stdout.read(65_536):
                self.got += self.letters.decode(data)
            return (await self.process.wait()).exit_status

    def type(self, keys: bytes) -> None:
        """Type."""
        self.process.stdin.write(keys)

    def forget(self) -> None:
        """Forget what was got."""
        self.got = ""


@asynccontextmanager
async def screen(
    connection: asyncssh.SSHClientConnection, size: tuple[int, int] = (80, 24), term: str = "xterm-256color"
) -> AsyncIterator[Screen]:
    """Open the program on a terminal of a connection."""
    process = await connection.create_process(term_type=term, term_size=size, encoding=None)
    yield Screen(process)
    process.close()


@asynccontextmanager
async def two_screens(at: Signing) -> AsyncIterator[tuple[Serving, Screen, Screen]]:
    """Run a server with two sessions of the account, each on a connection of its own and loaded."""
    async with (
        serving(at) as there,
        await there.connect() as first,
        await there.connect() as second,
        screen(first) as one,
        screen(second) as other,
    ):
        await one.until(SHOWN)
        await other.until(SHOWN)
        yield there, one, other


@dataclass(slots=True)
class Typist(asyncssh.SSHClient):
    """Answers what a server asks by keyboard-interactive, from a list; keeps what was asked."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)

    def kbdint_auth_requested(self) -> str:
        """Take part."""
        return ""

    def kbdint_challenge_received(self, name: str, instructions: str, lang: str, prompts: Any) -> list[str] | None:
        """Answer, while there are answers."""
        self.asked += [prompt for prompt, _ in prompts]
        if not prompts:
            return []
        return [self.answers.pop(0)] if self.answers else None
