"""Whoever is at the other end of a connection: nobody, until the one authenticator lets them in.

The ways in are a registered key, and the password by keyboard-interactive; each is followed by a code where the
account has two-factor authentication on (RFC 4252 and RFC 4256).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from asyncssh import DISC_PROTOCOL_ERROR, DISC_TOO_MANY_CONNECTIONS, SSHKey, SSHServerChannel, SSHServerConnection

from introtui.domain.access import Actor
from introtui.domain.errors import IntrotuiError, SignInRefused
from introtui.domain.ssh_keys import fingerprint_of
from introtui.domain.text import safe
from introtui.ssh.connection import Host
from introtui.ssh.sources import Offence
from introtui.ssh.wire import ServedChannel

if TYPE_CHECKING:
    from introtui.services.identity.door import Door, NeedsCode

T = TypeVar("T")
Challenge = bool | tuple[str, str, str, Sequence[tuple[str, bool]]]

PASSWORD = ("", "", "", [("Password: ", False)])
CODE = ("", "", "", [("Code from your authenticator app, or a recovery code: ", True)])
MOST_REFUSED = 50
"""Channels refused until the connection ends."""
LONGEST = 1_024
"""Characters of what is typed as a login, a password or a code."""


class House(Protocol):
    """What a visitor is let in to."""

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Run what a sign-in waits for: the database or a hash."""

    def door(self, address: str) -> Door:
        """Return the door of one connection; it may wait for a hash."""

    def welcome(self, visitor: Visitor, actor: Actor) -> None:
        """Take note of somebody who was let in."""

    def seat(self, visitor: Visitor) -> ServedChannel | None:
        """Return what a channel of somebody who was let in talks to; None where there is no room."""

    def offended(self, visitor: Visitor, offence: Offence) -> None:
        """Take note of who behaves like an attacker."""

    def left(self, visitor: Visitor) -> None:
        """Take note that a connection is over."""


class Visitor(Host):
    """Answers what asyncssh asks about one connection."""

    def __init__(self, house: House, source: str, on_signed_in: Callable[[int], None]) -> None:
        self.source = source
        self.on_signed_in = on_signed_in
        self.actor: Actor | None = None
        self.channel: ServedChannel | None = None
        self.may_stay = True
        """Whether there was room for a session when they were let in."""
        self._house = house
        self._connection: SSHServerConnection | None = None
        self._door: Door | None = None
        self._waiting: NeedsCode | None = None
        self._login: str | None = None
        self._tried = False
        self._refused = 0

    # The connection

    def connection_made(self, conn: SSHServerConnection) -> None:
        """Note the connection."""
        self._connection = conn

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that it is over; whoever never tried to sign in is counted."""
        self._connection = None
        if self.actor is None and not self._tried:
            late = exc is not None and "timeout" in str(exc)
            self._house.offended(self, Offence.GRACE_EXCEEDED if late else Offence.NOAUTH)
        self._house.left(self)

    def hold(self) -> None:
        """Draw nothing: the socket is full."""
        if self.channel is not None:
            self.channel.line.hold("socket")

    def let_go(self) -> None:
        """Draw again."""
        if self.channel is not None:
            self.channel.line.let_go("socket")

    def stop(self, seconds: float) -> None:
        """Say in the session that the server stops in so many seconds, or now; without a session, end."""
        if self.channel is None:
            self.close()
        else:
            self.channel.on_stop(seconds)

    def close(self) -> None:
        """End the connection once what waits to be sent is sent."""
        if self._connection is not None:
            self._connection.close()

    def abort(self) -> None:
        """End the connection at once."""
        if self._connection is not None:
            self._connection.abort()

    # Who it is

    def begin_auth(self, username: str) -> bool:
        """Have everybody prove who they are; another login on the same connection ends it."""
        if self._login is not None and self._connection is not None:
            self._connection.disconnect(DISC_PROTOCOL_ERROR, "The login may not change")
        self._login = username
        return True

    def public_key_auth_supported(self) -> bool:
        """Offer keys until one was proved."""
        return self._waiting is None

    async def validate_public_key(self, username: str, key: SSHKey) -> bool:
        """Tell whether a key may be tried."""
        fingerprint = fingerprint_of(key.public_data)
        door = await self._at_door()
        return await self._house.in_thread(lambda: door.knows_key(username, fingerprint))

    async def key_proved(self, username: str, key_data: bytes) -> bool | None:
        """Let in whose key was proved; None where a code has to follow."""
        self._tried = True
        door = await self._at_door()
        fingerprint = fingerprint_of(key_data)
        outcome = await self._asked(lambda: door.key(username, fingerprint))
        return None if self._waiting is not None else outcome

    def kbdint_auth_supported(self) -> bool:
        """Offer to ask for password and code."""
        return True

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Challenge:
        """Ask for the password, or for the code where password or key were right."""
        return PASSWORD if self._waiting is None else CODE

    async def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Challenge:
        """Check what was typed."""
        self._tried = True
        typed = responses[0] if len(responses) == 1 else ""
        if not typed or len(typed) > LONGEST:
            return False
        door, waiting = await self._at_door(), self._waiting
        if waiting is not None:
            return await self._asked(lambda: door.code(waiting, typed))
        outcome = await self._asked(lambda: door.password(username, typed))
        return CODE if self._waiting is not None else outcome

    async def _asked(self, ask: Callable[[], Actor | NeedsCode]) -> bool:
        """Ask the door, and keep its answer; whoever is refused is told nothing more."""
        try:
            answer = await self._house.in_thread(ask)
        except SignInRefused:
            self._house.offended(self, Offence.AUTHFAIL)
            return False
        except IntrotuiError:
            return False
        if isinstance(answer, Actor):
            self._waiting = None
            self.actor = answer
            self._house.welcome(self, answer)
            return True
        self._waiting = answer
        return False

    async def _at_door(self) -> Door:
        if self._door is None:
            self._door = await self._house.in_thread(lambda: self._house.door(self.source))
        return self._door

    # What they want

    def session_requested(self) -> tuple[SSHServerChannel[Any], ServedChannel] | bool:
        """Give a connection one channel, once somebody was let in."""
        if self.channel is not None or self.actor is None or self._connection is None:
            self._refused += 1
            if self._refused > MOST_REFUSED and self._connection is not None:
                self._connection.disconnect(DISC_TOO_MANY_CONNECTIONS, "One session a connection")
            return False
        self.channel = self._house.seat(self)
        if self.channel is None:
            return False
        return self._connection.create_server_channel(), self.channel

    @property
    def name(self) -> str:
        """The login that was asked for, fit for a log."""
        return safe(self._login or "")
