"""Accepting: limits and penalties before a byte is read, and whose word counts about where somebody comes from."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field

import asyncssh
import pytest
from sqlalchemy import select, update

from introtui.domain.ip_rules import parse_ip_rules
from introtui.ssh.accepting import Acceptor
from introtui.ssh.listening import ListenError, listening_sockets
from introtui.ssh.sources import Offence, SourceLimits, Sources
from introtui.store.tables import AccountSession, Security
from tests.services.identity.signing import Signing
from tests.ssh.serving import PATIENCE, serving

FORGED = b"PROXY TCP4 203.0.113.7 192.0.2.1 40000 22\r\n"
HELLO = b"SSH-2.0-test\r\n"
MANY = SourceLimits(connections_per_source=500, startups_per_source=500, startups_begin=1000, startups_full=1000)


@dataclass(slots=True)
class Taken:
    """What was handed over: where each connection came from; it is held until told otherwise."""

    sources: list[str] = field(default_factory=list)
    signed_in: list[Callable[[int], None]] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, sock: socket.socket, source: str, on_signed_in: Callable[[int], None]) -> None:
        self.sources.append(source)
        self.signed_in.append(on_signed_in)
        try:
            await asyncio.get_running_loop().sock_sendall(sock, b"here")
            await self.let_go.wait()
        finally:
            sock.close()


@asynccontextmanager
async def accepting(
    limits: SourceLimits, *, exempt: str = "", proxies: str = ""
) -> AsyncIterator[tuple[Acceptor, Sources, Taken, int]]:
    loop = asyncio.get_running_loop()
    sources = Sources(limits, exempt=parse_ip_rules(exempt), clock=loop.time, chance=lambda: 1.0)
    taken = Taken()
    acceptor = Acceptor(sources, taken.take, proxies=parse_ip_rules(proxies))
    (listening,) = listening_sockets(["127.0.0.1:0"])
    acceptor.listen([listening])
    yield acceptor, sources, taken, listening.getsockname()[1]
    await acceptor.stop()
    taken.let_go.set()
    await acceptor.served()
    listening.close()


async def knock(held: ExitStack, port: int, data: bytes = b"") -> bytes:
    """Connect and say something; returns what came back, nothing where the door was shut."""
    loop = asyncio.get_running_loop()
    sock = held.enter_context(socket.socket())
    sock.setblocking(False)
    async with asyncio.timeout(PATIENCE):
        await loop.sock_connect(sock, ("127.0.0.1", port))
        try:
            await loop.sock_sendall(sock, data)
            return await loop.sock_recv(sock, 4)
        except ConnectionError:
            return b""


@pytest.fixture
def held() -> Iterator[ExitStack]:
    """Keep connections open until the test is over."""
    with ExitStack() as stack:
        yield stack


async def test_so_many_of_one_source_that_have_not_signed_in_and_no_more(held: ExitStack) -> None:
    limits = SourceLimits(startups_per_source=2)
    async with accepting(limits) as (acceptor, _sources, taken, port):
        assert [await knock(held, port) for _ in range(3)] == [b"here", b"here", b""]
        assert acceptor.refused["source"] == 1
        taken.signed_in[0](1)
        assert await knock(held, port) == b"here"


async def test_who_leaves_makes_room(held: ExitStack) -> None:
    async with accepting(SourceLimits(connections=1)) as (acceptor, sources, taken, port):
        assert await knock(held, port) == b"here"
        assert await knock(held, port) == b""
        assert acceptor.refused["total"] == 1
        taken.let_go.set()
        async with asyncio.timeout(PATIENCE):
            await acceptor.served()
        assert sources.connections == 0
        taken.let_go.clear()
        assert await knock(held, port) == b"here"


async def test_who_offended_is_shut_out_without_a_word(held: ExitStack) -> None:
    async with accepting(SourceLimits()) as (acceptor, sources, taken, port):
        sources.penalise("127.0.0.1", Offence.CRASH)
        assert await knock(held, port) == b""
        assert acceptor.refused["penalty"] == 1
        assert taken.sources == []


async def test_a_listed_proxy_says_where_a_connection_comes_from(held: ExitStack) -> None:
    async with accepting(SourceLimits(), proxies="127.0.0.1") as (_acceptor, _sources, taken, port):
        assert await knock(held, port, FORGED) == b"here"
        assert taken.sources == ["203.0.113.7"]


async def test_a_listed_proxy_has_to_say_it(held: ExitStack) -> None:
    async with accepting(SourceLimits(), proxies="127.0.0.1") as (_acceptor, _sources, taken, port):
        assert await knock(held, port, HELLO) == b""
        assert taken.sources == []


async def test_nobody_else_is_believed(held: ExitStack) -> None:
    async with accepting(MANY) as there:
        _acceptor, _sources, taken, port = there
        for number in range(200):
            forged = FORGED.replace(b"203.0.113.7", b"203.0.113.%d" % (number % 250 + 1))
            await knock(held, port, forged)
        assert set(taken.sources) == {"127.0.0.1"}
        assert len(taken.sources) == 200


async def test_a_forged_header_never_reaches_the_account(at: Signing, held: ExitStack) -> None:
    async with serving(at) as there:
        assert await knock(held, there.port, FORGED + HELLO) == b"SSH-"
        async with await there.connect() as connection:
            await connection.run("balance")
    with at.database.read() as session:
        assert set(session.scalars(select(AccountSession.address))) == {"127.0.0.1"}


async def test_the_address_list_is_asked_about_the_address_behind_the_proxy(at: Signing) -> None:
    at.database.transact(lambda session: session.execute(update(Security).values(ip_restriction="203.0.113.7")))
    async with serving(at, proxies="127.0.0.1") as there:
        for source, gets_in in (("203.0.113.7", True), ("203.0.113.8", False)):
            sock = socket.create_connection(("127.0.0.1", there.port))
            sock.sendall(FORGED.replace(b"203.0.113.7", source.encode()))
            sock.setblocking(False)
            try:
                connection = await there.connect(sock=sock)
            except asyncssh.PermissionDenied:
                assert not gets_in
            else:
                assert gets_in
                connection.close()


def test_an_address_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(ListenError, match=f"{place} cannot be listened on: Address already in use"):
            listening_sockets([place])
