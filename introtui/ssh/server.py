"""The server of one process: takes connected sockets, and holds a program or a word for each that signs in."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from asyncssh import SSHKey, SSHServerConnectionOptions

from introtui.domain.sessions import LONGEST
from introtui.logs import log_with_reference
from introtui.ssh import algorithms
from introtui.ssh.connection import GuardedConnection
from introtui.ssh.events import tell
from introtui.ssh.garbage import Collector
from introtui.ssh.measures import MeasuredThreads
from introtui.ssh.ready import ReadyPrograms
from introtui.ssh.screens import show_program
from introtui.ssh.sources import Offence
from introtui.ssh.turns import Turns
from introtui.ssh.visitor import Visitor
from introtui.ssh.wire import ServedChannel
from introtui.ssh.words import Say, WordTeller

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.identity.door import Door
    from introtui.services.registry import Services

T = TypeVar("T")
OnOffence = Callable[[str, Offence], object]
"""Hears which source did what."""

THREADS = 4
"""As many as there are connections to the database."""
WINDOW = 64 * 1024
"""Bytes a client may send before it has to wait."""
LOGIN_TIME = 60
CLOSE_TIME = 5.0
"""Seconds a session or a connection that was told to end has, before it is cut off."""
KEEPALIVE_TIME, UNANSWERED = 60, 2
"""Seconds between two questions whether a client is there, and answers missing until it is not. Most of what
sessions cost that rest."""
VERSION = "ssh"
"""What the server says it is: nothing."""
REFUSED = 1

asyncssh_log = logging.getLogger("asyncssh")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """How many of one account may be signed in at once in this process."""

    per_account: int = 10


class Server:
    """The house its visitors are let in to."""

    def __init__(
        self,
        services: Services,
        host_keys: list[SSHKey],
        say: Say,
        *,
        brand: str,
        theme: str,
        limits: SessionLimits | None = None,
        on_offence: OnOffence = lambda _source, _offence: None,
        kept_ready: int = 2,
    ) -> None:
        self.is_full = False
        """Whether whoever signs in now gets no session: there are as many as may be, here and elsewhere."""
        self._services = services
        self._limits = limits or SessionLimits()
        self._on_offence = on_offence
        self._threads = MeasuredThreads(THREADS, thread_name_prefix="introtui")
        # One, so that guessing takes one core at most, and nobody's session waits for a hash.
        self._at_door = MeasuredThreads(1, thread_name_prefix="door")
        self._programs = ReadyPrograms(services, self._threads, brand=brand, theme=theme, kept=kept_ready)
        self._words = WordTeller(services, say)
        self._options = _options(host_keys)
        self._collector = Collector(lambda: self.sessions)
        self._visitors: dict[Visitor, asyncio.Future[None]] = {}
        self._signed_in: Counter[int] = Counter()
        self._full_accounts: set[int] = set()
        self._turns = Turns(self._limits.per_account, monotonic)
        self._serving: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Make programs ready; raises what the database raises."""
        # asyncssh writes what strangers send into its log as it comes.
        asyncssh_log.setLevel(logging.CRITICAL)
        await self._programs.fill()
        self._collector.start()

    async def take(self, sock: socket.socket, source: str, on_signed_in: Callable[[int], None]) -> None:
        """Serve a connected socket until it is over."""
        loop = asyncio.get_running_loop()
        visitor = Visitor(self, source, on_signed_in)
        over = self._visitors[visitor] = loop.create_future()

        def connection() -> GuardedConnection:
            return GuardedConnection(loop, self._options, source=source, host=visitor)

        try:
            await loop.connect_accepted_socket(connection, sock)
        except OSError:
            self.left(visitor)
        await over

    def set_full(self, account_id: int, is_full: bool) -> None:
        """Give an account's next no session, or give them one: there are as many as may be, here and elsewhere."""
        if is_full:
            self._full_accounts.add(account_id)
        else:
            self._full_accounts.discard(account_id)

    @property
    def sessions(self) -> int:
        """How many are signed in."""
        return self._signed_in.total()

    async def drain(self, seconds: float) -> None:
        """Give whoever has a session so many seconds to leave, end what is left, and wait until it is over."""
        for left in dict.fromkeys((seconds, 0.0)):
            for visitor in tuple(self._visitors):
                visitor.stop(left)
            await _over_within(left or CLOSE_TIME, self._serving)

    async def retire(self) -> None:
        """Wait until everybody has left; ends who is connected for longer than a session can be."""
        await _over_within(LONGEST.total_seconds(), (asyncio.ensure_future(self.empty()),))
        await self.drain(0)

    async def empty(self) -> None:
        """Wait until everybody has left, and what they began is over."""
        while over := (*self._visitors.values(), *self._serving):
            await asyncio.wait(over)

    async def close(self) -> None:
        """End every connection, and wait until all are over."""
        for visitor in tuple(self._visitors):
            visitor.close()
        await _over_within(CLOSE_TIME, self._visitors.values())
        for visitor in tuple(self._visitors):
            visitor.abort()
        await self.empty()
        self._collector.close()
        await self._programs.close()
        await self._words.close()
        self._at_door.shutdown(wait=True)
        self._threads.shutdown(wait=True)

    # What visitors ask of their house

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Run what a sign-in waits for: the database or a hash."""
        return await asyncio.get_running_loop().run_in_executor(self._at_door, call)

    def door(self, address: str) -> Door:
        """Return the door of one connection."""
        return self._services.authenticator.door(address=address, way="ssh")

    def welcome(self, visitor: Visitor, actor: Actor) -> None:
        """Count somebody who was let in."""
        visitor.may_stay = not self.is_full and actor.account_id not in self._full_accounts
        self._signed_in[actor.account_id] += 1
        visitor.on_signed_in(actor.account_id)
        tell("signed in", login=actor.login, source=visitor.source)

    def seat(self, visitor: Visitor) -> ServedChannel | None:
        """Return what a visitor's channel talks to; None where there is no room."""
        actor = visitor.actor
        if actor is None or not visitor.may_stay or self._is_full(actor.account_id):
            tell("refused", reason="sessions", login=visitor.name, source=visitor.source)
            return None

        async def serve(channel: ServedChannel) -> int:
            return await self._serve(channel, actor)

        return ServedChannel(serve)

    def offended(self, visitor: Visitor, offence: Offence) -> None:
        """Pass an offence on to who counts them."""
        tell("offence", offence=offence, login=visitor.name, source=visitor.source)
        self._on_offence(visitor.source, offence)

    def left(self, visitor: Visitor) -> None:
        """Forget a visitor; a session that never began, or was cut off, ends."""
        over = self._visitors.pop(visitor)
        over.set_result(None)
        self._collector.ended += 1
        if visitor.actor is not None:
            self._signed_in[visitor.actor.account_id] -= 1
            self._signed_in += Counter()
            if visitor.channel is None or not visitor.channel.has_begun:
                self._end_later(visitor.actor)
            tell("left", login=visitor.name, source=visitor.source)

    def _is_full(self, account_id: int) -> bool:
        return self._signed_in[account_id] > self._limits.per_account

    async def _serve(self, channel: ServedChannel, actor: Actor) -> int:
        """Run what was asked for; the session ends after what it has begun to write."""
        self._wait_for(asyncio.current_task())
        try:
            return await self._run(channel, actor)
        finally:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._end_session, actor)

    def _wait_for(self, serving: asyncio.Task[Any] | None) -> None:
        """Have whoever waits for the end wait for a session, too."""
        if serving is not None:
            self._serving.add(serving)
            serving.add_done_callback(self._serving.discard)

    async def _run(self, channel: ServedChannel, actor: Actor) -> int:
        try:
            if channel.wanted.command is not None:
                return await self._words.say(channel, actor)
            await self._its_turn(channel, actor.account_id)
            return await show_program(channel, actor, self._programs)
        except BrokenPipeError:
            return REFUSED
        except Exception as error:  # noqa: BLE001 - whatever breaks one session touches no other
            reference = log_with_reference(error)
            channel.line.send(f"introtui: that did not work. Reference {reference}: tell support.\r\n")
            return REFUSED

    async def _its_turn(self, channel: ServedChannel, account_id: int) -> None:
        """Wait for an account's turn; raises `BrokenPipeError` where they leave, or the server stops, before."""
        seconds = self._turns.wait(account_id)
        if not seconds:
            return
        over = asyncio.Event()
        channel.on_gone, channel.on_stop = over.set, lambda _seconds: over.set()
        try:
            await asyncio.wait_for(over.wait(), seconds)
        except TimeoutError:
            channel.forget_program()
            return
        self._turns.give_back(account_id)
        raise BrokenPipeError

    def _end_later(self, actor: Actor) -> None:
        asyncio.get_running_loop().run_in_executor(self._threads, self._end_session, actor)

    def _end_session(self, actor: Actor) -> None:
        try:
            self._services.sessions.leave(actor)
        except Exception as error:  # noqa: BLE001 - its time ends it; what was done in it is committed
            log_with_reference(error)


async def _over_within(seconds: float, those: Collection[asyncio.Future[Any]]) -> None:
    if those:
        await asyncio.wait(tuple(those), timeout=seconds)


def _options(host_keys: list[SSHKey]) -> SSHServerConnectionOptions:
    return SSHServerConnectionOptions(
        server_host_keys=host_keys,
        server_version=VERSION,
        kex_algs=algorithms.KEY_EXCHANGE,
        encryption_algs=algorithms.ENCRYPTION,
        mac_algs=algorithms.MAC,
        signature_algs=algorithms.SIGNATURES,
        compression_algs=algorithms.COMPRESSION,
        gss_host=None,
        password_auth=False,
        host_based_auth=False,
        agent_forwarding=False,
        x11_forwarding=False,
        line_editor=False,
        encoding=None,
        window=WINDOW,
        login_timeout=LOGIN_TIME,
        keepalive_interval=KEEPALIVE_TIME,
        keepalive_count_max=UNANSWERED,
    )
