"""One ssh connection, with the limits asyncssh leaves to its users.

It ends after six failures of any kind, asks for the second factor after a key (RFC 4252, section 5.1: partial
success), tells its session when the reader at the other end does not keep up, and leaves no memory behind.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Any

from asyncssh import (
    DISC_NO_MORE_AUTH_METHODS_AVAILABLE,
    SSHServer,
    SSHServerChannel,
    SSHServerConnection,
    SSHServerConnectionOptions,
)

from introtui.domain.throttling import CONNECTION_FAILURES
from introtui.ssh.channel import QuietChannel

WRITE_BUFFER = 32 * 1024
"""Bytes that may wait in the socket's buffer before frames are left out."""

BITE = 2_048
"""Bytes of one connection that are handled before others have their turn."""
SETTLED = 5.0
"""Seconds after which nothing that was under way on a lost connection comes back to it."""


class Host(SSHServer, ABC):
    """Who decides on a connection."""

    @abstractmethod
    async def key_proved(self, username: str, key_data: bytes) -> bool | None:
        """Tell whether a key lets somebody in whose holder has proved it; None where a code has to follow."""

    @abstractmethod
    def hold(self) -> None:
        """Draw nothing: the socket is full."""

    @abstractmethod
    def let_go(self) -> None:
        """Draw again."""


class GuardedConnection(SSHServerConnection):
    """A connection whose `Host` is its server object."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, options: SSHServerConnectionOptions, *, source: str, host: Host
    ) -> None:
        super().__init__(loop, options)
        self._protocol_factory = lambda: host
        self.source = source
        """The real address at the other end; a proxy's is not."""
        self._host = host
        self._requests = 0
        self._came = bytearray()
        """What came and is not handled."""

    def connection_made(self, transport: Any) -> None:
        """Begin, with a bound on what may wait to be sent."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=WRITE_BUFFER)

    def connection_lost(self, exc: Exception | None = None) -> None:
        """End, and let go of everything a moment later: a connection and its ciphers hold one another."""
        # A connection that timed out is told twice.
        if vars(self):
            super().connection_lost(exc)
            self._loop.call_later(SETTLED, vars(self).clear)

    def data_received(self, data: bytes, datatype: int | None = None) -> None:
        """Handle a little of what came, and the rest later: one read may hold a thousand requests."""
        goes_on = bool(self._came)
        self._came += data
        if not goes_on:
            self._handle()

    def _handle(self) -> None:
        if self._transport is None:
            # It was lost meanwhile.
            self._came.clear()
            return
        super().data_received(bytes(self._came[:BITE]))
        del self._came[:BITE]
        if self._came:
            self._loop.call_soon(self._handle)
        self._read_on(not self._came)

    def _read_on(self, goes_on: bool) -> None:
        transport = self._transport
        if isinstance(transport, asyncio.ReadTransport) and not transport.is_closing():
            if goes_on:
                transport.resume_reading()
            else:
                transport.pause_reading()

    def pause_writing(self) -> None:
        """Pass on that the socket is full."""
        self._host.hold()

    def resume_writing(self) -> None:
        """Pass on that the socket takes more."""
        self._host.let_go()

    async def reload_config(self) -> None:
        """Keep the options: none of them depends on the user."""

    async def validate_public_key(self, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        """Check a key, and once its holder has proved it, let them in or ask for a code."""
        allowed = await super().validate_public_key(username, key_data, msg, signature)
        if not (allowed and msg):
            return allowed
        outcome = await self._host.key_proved(username, key_data)
        if outcome is None:
            # What follows this answer is left out by asyncssh: the request is over.
            super().send_userauth_failure(True)
        return bool(outcome)

    def send_userauth_failure(self, partial_success: bool) -> None:
        """Refuse a request, and end the connection where that was one too many.

        The first one of most clients asks for no method but what methods there are; it is free.
        """
        self._requests += 1
        if self._requests > CONNECTION_FAILURES + 1:
            self.disconnect(DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many failures")
        else:
            super().send_userauth_failure(partial_success)

    def create_server_channel(
        self, encoding: str | None = None, errors: str = "strict", window: int = 0, max_pktsize: int = 0
    ) -> SSHServerChannel[Any]:
        """Return a channel for bytes that keeps little of what the client says of itself."""
        most = max_pktsize or self._max_pktsize
        self._update_recv_pktlen(most)
        no_editor = (False, False, 0, 0)
        return QuietChannel(
            self, self._loop, self._allow_pty, *no_editor, None, errors, window or self._window, most
        )
