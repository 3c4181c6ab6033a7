"""A worker: serves the connections the front hands over, and tells it what becomes of them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from introtui.ssh.events import tell
from introtui.ssh.link import Link
from introtui.ssh.measures import REGISTRY, Lag, families_of
from introtui.ssh.messages import (
    Drain,
    Full,
    Left,
    Measured,
    Message,
    NotUnderstood,
    Ready,
    Retire,
    SignedIn,
    Take,
)

if TYPE_CHECKING:
    from introtui.ssh.server import Server

REPORT_TIME = 2.0
"""Seconds between two reports of what was measured."""


class Worker:
    """Does what the front says, until that is to end or the front is gone."""

    def __init__(self, number: int, link: Link, server: Server) -> None:
        self._link = link
        self._server = server
        self._lag = Lag(number)
        self._serving: set[asyncio.Task[None]] = set()
        self._ending: asyncio.Task[None] | None = None
        self._over = asyncio.Event()

    async def serve(self) -> None:
        """Take connections until told to end; who was to be told then was told."""
        self._link.send(Ready())
        beside = [asyncio.create_task(work()) for work in (self._listen, self._report, self._lag.watch)]
        await self._over.wait()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        self._send_measured()

    async def _listen(self) -> None:
        try:
            while (received := await self._link.receive()) is not None:
                self._heard(*received)
        except NotUnderstood as error:
            tell("not understood", why=error)
        finally:
            # Without a front nobody can come, and nobody would end this process.
            self._end_after(self._server.drain(0))

    def _heard(self, message: Message, handed: socket.socket | None) -> None:
        match message:
            case Take(number=number, source=source) if handed is not None:
                serving = asyncio.create_task(self._take(number, handed, source))
                self._serving.add(serving)
                serving.add_done_callback(self._serving.discard)
            case Full(is_full=is_full, account_id=int(account_id)):
                self._server.set_full(account_id, is_full)
            case Full(is_full=is_full):
                self._server.is_full = is_full
            case Drain(seconds=seconds):
                self._end_after(self._server.drain(seconds))
            case Retire():
                self._end_after(self._server.retire())
            case _:
                raise NotUnderstood(f"not for a worker: {message}")

    def _end_after(self, waiting: Coroutine[Any, Any, None]) -> None:
        """End once something is over; the last that was said counts."""
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.create_task(waiting)
        self._ending.add_done_callback(self._ended)

    def _ended(self, ending: asyncio.Task[None]) -> None:
        if not ending.cancelled():
            self._over.set()

    async def _take(self, number: int, sock: socket.socket, source: str) -> None:
        sock.setblocking(False)
        try:
            await self._server.take(sock, source, partial(self._signed_in, number))
        finally:
            self._link.send(Left(number=number))

    def _signed_in(self, number: int, account_id: int) -> None:
        self._link.send(SignedIn(number=number, account_id=account_id))

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_TIME)
            self._lag.note()
            self._send_measured()

    def _send_measured(self) -> None:
        self._link.send(Measured(families=families_of(REGISTRY)))
