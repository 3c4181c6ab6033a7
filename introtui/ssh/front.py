"""The front process: accepts connections, decides who may connect, and hands each to a worker.

It holds neither programs nor a database, so that it stays small and is never busy: what counts over all workers,
limits and penalties, is counted here.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict
from random import random
from time import monotonic
from typing import TYPE_CHECKING

from introtui.domain.ip_rules import parse_ip_rules
from introtui.ssh.accepting import Acceptor
from introtui.ssh.crew import Crew, CrewFailed
from introtui.ssh.sources import SourceLimits, Sources
from introtui.ssh.tally import Most, Tally

if TYPE_CHECKING:
    from introtui.settings import Settings

GRACE = 15.0
"""Seconds workers have to end, beyond those their users have."""


class Front:
    """Serves with workers; a reload takes other workers, and nobody is refused meanwhile."""

    def __init__(self, settings: Settings) -> None:
        self.sources = Sources(
            limits_of(settings), exempt=parse_ip_rules(settings.ssh_exempt), clock=monotonic, chance=random
        )
        self.tally = Tally(self.sources, most_of(settings), self._tell_full)
        self.acceptor = Acceptor(self.sources, self._take, proxies=parse_ip_rules(settings.ssh_proxies))
        self.crews: list[Crew] = []
        """All whose workers run; those before the last one only keep who is connected."""
        self.settings = settings
        self._crew = self._add_crew(settings)
        self._retiring: set[asyncio.Task[None]] = set()
        self._sockets: Sequence[socket.socket] = ()
        self._past_restarts = 0
        self._is_ending = False
        self._in_hurry = False

    @property
    def restarts(self) -> int:
        """How many workers were replaced because they died."""
        return self._past_restarts + sum(crew.restarts for crew in self.crews)

    async def open(self, sockets: Sequence[socket.socket]) -> None:
        """Start the workers, then accept; raises `CrewFailed`."""
        self._sockets = sockets
        await self._crew.start()
        self.acceptor.listen(sockets)

    async def reload(self, settings: Settings) -> None:
        """Give new connections to workers with other settings; raises `CrewFailed`, and then all is as it was."""
        new, old = self._add_crew(settings), self._crew
        try:
            await new.start()
        except CrewFailed:
            self._remove(new)
            raise
        self._crew, self.settings = new, settings
        self.tally.change(most_of(settings))
        self.sources.change(limits_of(settings), exempt=parse_ip_rules(settings.ssh_exempt))
        self.acceptor.proxies = parse_ip_rules(settings.ssh_proxies)
        old.retire()
        retiring = asyncio.create_task(self._retired(old))
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)

    async def drain(self, seconds: float) -> None:
        """Accept nobody, give everybody so many seconds to leave, and wait until no worker is left."""
        self._is_ending = True
        await self.acceptor.stop()
        for sock in self._sockets:
            sock.close()
        for crew in self.crews:
            crew.drain(0 if self._in_hurry else seconds)
        gone = asyncio.gather(*(crew.gone() for crew in self.crews))
        try:
            await asyncio.wait_for(asyncio.shield(gone), seconds + GRACE)
        except TimeoutError:
            for crew in self.crews:
                crew.kill()
            await gone

    def hurry(self) -> None:
        """Give nobody any more time."""
        self._in_hurry = True
        for crew in self.crews:
            crew.drain(0)

    def _add_crew(self, settings: Settings) -> Crew:
        crew = Crew(settings.ssh_workers, asdict(settings), self.tally)
        self.crews.append(crew)
        return crew

    def _remove(self, crew: Crew) -> None:
        self._past_restarts += crew.restarts
        self.crews.remove(crew)

    async def _retired(self, crew: Crew) -> None:
        await crew.gone()
        self._remove(crew)

    async def _take(self, sock: socket.socket, source: str, on_signed_in: Callable[[int], None]) -> None:
        while (hand := await self._crew.ready()) is None:
            if self._is_ending:
                sock.close()
                return
        await hand.take(sock, source, on_signed_in)

    def _tell_full(self, is_full: bool, account_id: int | None) -> None:
        for crew in self.crews:
            crew.tell_full(is_full, account_id)


def most_of(settings: Settings) -> Most:
    """Return how many sessions there may be."""
    return Most(sessions=settings.ssh_sessions, per_account=settings.ssh_sessions_per_account)


def limits_of(settings: Settings) -> SourceLimits:
    """Return limits with room for every session, and for as many as may be signing in meanwhile."""
    usual = SourceLimits()
    return SourceLimits(connections=settings.ssh_sessions + usual.startups_full)
