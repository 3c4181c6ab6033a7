"""One end of the way between the front process and a worker: messages, and sockets that go with them.

A SOCK_SEQPACKET pair keeps messages whole and in order, and tells at once when the other process is gone.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque

from introtui.ssh.messages import LONGEST, Message, decode, encode

FLAGS = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


def pair() -> tuple[socket.socket, socket.socket]:
    """Return both ends."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class Link:
    """Sends without waiting, and receives in order; it belongs to one event loop."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._waiting: deque[tuple[bytes, socket.socket | None]] = deque()
        self._is_closed = False

    def send(self, message: Message, handed: socket.socket | None = None) -> None:
        """Send a message, with a socket that is closed here once it is sent; nothing where nobody is there."""
        self._waiting.append((encode(message), handed))
        if len(self._waiting) == 1:
            self._send_waiting()

    async def receive(self) -> tuple[Message, socket.socket | None] | None:
        """Return the next message and the socket that came with it, None at the end; raises `NotUnderstood`."""
        while True:
            try:
                datagram, handles, _, _ = socket.recv_fds(self._sock, LONGEST, 1, FLAGS)
            except BlockingIOError:
                await self._readable()
            except OSError:
                return None
            else:
                handed = socket.socket(fileno=handles[0]) if handles else None
                return (decode(datagram), handed) if datagram else None

    def close(self) -> None:
        """Send no more, and tell the other end by that."""
        if not self._is_closed:
            self._is_closed = True
            asyncio.get_running_loop().remove_writer(self._sock)
            self._drop()
            self._sock.close()

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        arrived = loop.create_future()
        loop.add_reader(self._sock, _set, arrived)
        try:
            await arrived
        finally:
            loop.remove_reader(self._sock)

    def _send_waiting(self) -> None:
        if self._is_closed:
            self._drop()
        while self._waiting:
            datagram, handed = self._waiting[0]
            try:
                socket.send_fds(self._sock, [datagram], [handed.fileno()] if handed is not None else [])
            except BlockingIOError:
                asyncio.get_running_loop().add_writer(self._sock, self._send_waiting)
                return
            except OSError:
                # Whoever receives learns of the end, and deals with it.
                self._drop()
                break
            self._waiting.popleft()
            if handed is not None:
                handed.close()
        if not self._is_closed:
            asyncio.get_running_loop().remove_writer(self._sock)

    def _drop(self) -> None:
        for _, handed in self._waiting:
            if handed is not None:
                handed.close()
        self._waiting.clear()


def _set(arrived: asyncio.Future[None]) -> None:
    if not arrived.done():
        arrived.set_result(None)
