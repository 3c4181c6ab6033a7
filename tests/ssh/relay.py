"""A connection between a client and a server that is cut after so many bytes, whoever sent them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Relay:
    """Passes on what comes, and counts it."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._most: int | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self.passed = 0
        """Bytes since it was told when to cut."""
        self.port = 0

    def cut_after(self, most: int | None) -> None:
        """Cut the next connection after so many bytes; None never."""
        self._most, self.passed = most, 0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on one connection until it ends."""
        there, here = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers = [writer, here]
        await asyncio.gather(self._pass_on(reader, here), self._pass_on(there, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                rest = len(data) if self._most is None else self._most - self.passed
                writer.write(data[: max(rest, 0)])
                self.passed += len(data)
                if len(data) >= rest and self._most is not None:
                    await writer.drain()
                    self._cut()
                    return
        except OSError:
            return
        finally:
            writer.close()

    def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


@asynccontextmanager
async def relayed(target: int) -> AsyncIterator[Relay]:
    """Stand between clients and a port."""
    relay = Relay(target)
    server = await asyncio.start_server(relay.accept, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    async with server:
        yield relay
