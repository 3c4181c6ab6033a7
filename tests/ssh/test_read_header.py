"""A header is taken off a real socket whole, and nothing of what ssh has to read."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv6Address

import pytest

from introtui.ssh.proxy_protocol import NotProxied, read_header
from tests.ssh.test_proxy_protocol import BANNER, line, tcp

Pair = tuple[socket.socket, socket.socket]


def tcp_pair() -> Pair:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        return ours, server.accept()[0]


@pytest.fixture(params=[socket.socketpair, tcp_pair])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Return the proxy's end of a connection and ours, which does not block."""
    make: Callable[[], Pair] = request.param
    proxy, ours = make()
    ours.setblocking(False)
    with proxy, ours:
        yield proxy, ours


WHOLE = [
    (line(("192.0.2.9", "192.0.2.10"), (5, 22)), "192.0.2.9"),
    (tcp((IPv6Address("2001:db8::9"), IPv6Address("::1")), (5, 22), [(4, bytes(900))]), "2001:db8::9"),
    (b"PROXY UNKNOWN\r\n", None),
]
PATIENCE = 60.0


async def left_over(sock: socket.socket, proxy: socket.socket) -> bytes:
    proxy.shutdown(socket.SHUT_WR)
    loop, left = asyncio.get_running_loop(), b""
    while more := await loop.sock_recv(sock, 4096):
        left += more
    return left


@pytest.mark.parametrize(("data", "source"), WHOLE)
async def test_ssh_finds_all_that_comes_after_the_header(pair: Pair, data: bytes, source: str | None) -> None:
    proxy, ours = pair
    proxy.sendall(data + BANNER)
    assert await read_header(ours, within=PATIENCE) == source
    assert await left_over(ours, proxy) == BANNER


@pytest.mark.parametrize(("data", "source"), WHOLE)
async def test_a_header_may_come_byte_by_byte(pair: Pair, data: bytes, source: str | None) -> None:
    proxy, ours = pair
    reading = asyncio.create_task(read_header(ours, within=PATIENCE))
    for at in range(len(data)):
        proxy.sendall(data[at : at + 1])
        await asyncio.sleep(0)
    proxy.sendall(BANNER)
    assert await reading == source
    assert await left_over(ours, proxy) == BANNER


@pytest.mark.parametrize("sent", [b"", b"PROXY TCP4 192.0.2.9", WHOLE[1][0][:-1]])
async def test_a_connection_that_ends_too_early_is_refused(pair: Pair, sent: bytes) -> None:
    proxy, ours = pair
    proxy.sendall(sent)
    proxy.shutdown(socket.SHUT_WR)
    with pytest.raises(NotProxied, match="ended"):
        await read_header(ours, within=PATIENCE)


@pytest.mark.parametrize("sent", [b"", b"PROXY TCP4 192.0.2.9", WHOLE[1][0][:-1]])
async def test_silence_is_refused_in_time_and_leaves_nothing_watched(pair: Pair, sent: bytes) -> None:
    proxy, ours = pair
    proxy.sendall(sent)
    with pytest.raises(NotProxied, match="within"):
        await read_header(ours, within=0.001)
    assert not asyncio.get_running_loop().remove_reader(ours)


async def test_garbage_is_refused_and_none_of_it_taken(pair: Pair) -> None:
    proxy, ours = pair
    proxy.sendall(BANNER)
    with pytest.raises(NotProxied):
        await read_header(ours, within=PATIENCE)
    assert await left_over(ours, proxy) == BANNER


async def test_a_connection_that_is_reset_is_refused() -> None:
    proxy, ours = tcp_pair()
    ours.setblocking(False)
    proxy.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    proxy.close()
    with ours, pytest.raises(NotProxied, match="broke"):
        await read_header(ours, within=PATIENCE)
