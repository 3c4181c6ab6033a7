"""Accepting connections: whose real address is found, who is admitted, and who is closed without a word."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import IpRules
from introtui.ssh.events import tell
from introtui.ssh.proxy_protocol import NotProxied, is_proxy, read_header
from introtui.ssh.sources import Place, Refusal, Sources

HEADER_TIME = 3.0
"""Seconds a proxy has for its header."""
MOST_HEADERS = 256
"""Proxied connections whose header may be awaited at once."""
PROXY = "proxy"
"""Why somebody is refused whose proxy's header cannot be used."""
BREATH = 0.2
"""Seconds to wait where the process has no room for another socket."""

Take = Callable[[socket.socket, str, Callable[[int], None]], Awaitable[None]]
"""Serves a connection from an address; calls what it is given, with the account, once somebody has signed in."""


class Acceptor:
    """Listens on sockets, and hands over each connection that is admitted."""

    def __init__(self, sources: Sources, take: Take, *, proxies: IpRules) -> None:
        self.refused: dict[str, int] = dict.fromkeys((*Refusal, PROXY), 0)
        """How many were refused, by reason."""
        self.accepted = 0
        self._sources = sources
        self._take = take
        self.proxies = proxies
        """Whose header is believed."""
        self._listening: list[asyncio.Task[None]] = []
        self._serving: set[asyncio.Task[None]] = set()
        self._headers = 0

    def listen(self, sockets: Sequence[socket.socket]) -> None:
        """Begin to accept."""
        for listener in sockets:
            listener.setblocking(False)
            self._listening.append(asyncio.create_task(self._accept(listener)))

    async def stop(self) -> None:
        """Accept nobody any more; who is connected stays."""
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)

    async def served(self) -> None:
        """Wait until everybody has left."""
        while self._serving:
            await asyncio.wait(tuple(self._serving))

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                sock, peer = await loop.sock_accept(listener)
            except OSError as error:
                # No descriptors left, or a connection that was gone before it was accepted.
                tell("not accepted", why=error.strerror)
                await asyncio.sleep(BREATH)
                continue
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            task = asyncio.create_task(self._serve(sock, str(peer[0])))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)

    async def _serve(self, sock: socket.socket, peer: str) -> None:
        try:
            source = await self._source(sock, peer)
            admitted = self._sources.admit(source)
        except (NotProxied, InvalidValue) as error:
            self.refused[PROXY] += 1
            tell("refused", reason=PROXY, source=peer, why=error)
            sock.close()
            return
        if isinstance(admitted, Refusal):
            self.refused[admitted] += 1
            sock.close()
            return
        await self._admitted(sock, source, admitted)

    async def _source(self, sock: socket.socket, peer: str) -> str:
        """Return the real address at the other end."""
        if not is_proxy(peer, self.proxies):
            return peer
        if self._headers >= MOST_HEADERS:
            raise NotProxied("too many headers are awaited")
        self._headers += 1
        try:
            return await read_header(sock, within=HEADER_TIME) or peer
        finally:
            self._headers -= 1

    async def _admitted(self, sock: socket.socket, source: str, place: Place) -> None:
        self.accepted += 1
        try:
            await self._take(sock, source, lambda _account_id: self._sources.authenticated(place))
        finally:
            self._sources.left(place)
