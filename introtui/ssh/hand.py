"""One worker process, as the front sees it: how it is started, what it has taken, and what it tells."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from introtui.domain.errors import IntrotuiError
from introtui.ssh.events import tell
from introtui.ssh.link import Link, pair
from introtui.ssh.messages import (
    Begin,
    Drain,
    Failed,
    Full,
    Left,
    Measured,
    Message,
    NotUnderstood,
    Offended,
    Ready,
    Retire,
    SignedIn,
    Take,
)
from introtui.ssh.sources import Offence

MODULE = "introtui.words.worker"


class Listener(Protocol):
    """Who counts what all workers tell."""

    @property
    def is_full(self) -> bool:
        """Whether there may be no more sessions."""

    @property
    def full_accounts(self) -> frozenset[int]:
        """The accounts that may have no more sessions."""

    def signed_in(self, account_id: int) -> None:
        """Count a session of an account."""

    def signed_out(self, account_id: int) -> None:
        """Count one less."""

    def offended(self, source: str, offence: Offence) -> None:
        """Penalise a source."""

    def ended(self, families: list[dict[str, Any]]) -> None:
        """Keep what a worker measured that is no more."""


class Taken:
    """A connection a worker has."""

    def __init__(self, on_signed_in: Callable[[int], None]) -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.on_signed_in = on_signed_in
        self.account_id: int | None = None
        """Whose session it is, once somebody was let in."""


class Hand:
    """A worker; what it does to connections is told to a `Listener`."""

    def __init__(self, number: int, link: Link, process: asyncio.subprocess.Process, listener: Listener) -> None:
        self.number = number
        self.is_ready = False
        """Whether it takes connections."""
        self.failure = ""
        """Why it could not serve, in its own words."""
        self.families: list[dict[str, Any]] = []
        """What it measured last."""
        self._link = link
        self._process = process
        self._listener = listener
        self._taken: dict[int, Taken] = {}
        self._last = 0
        self._is_leaving = False

    @classmethod
    async def start(cls, number: int, settings: Mapping[str, Any], listener: Listener) -> Hand:
        """Start a process, which gets nothing typed here and no module of the current folder; raises `OSError`."""
        ours, theirs = pair()
        link = Link(ours)
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", MODULE, str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            link.close()
            raise
        finally:
            theirs.close()
        link.send(Begin(worker=number, settings=settings))
        return cls(number, link, process, listener)

    @property
    def connections(self) -> int:
        """How many it has."""
        return len(self._taken)

    async def take(self, sock: socket.socket, source: str, on_signed_in: Callable[[int], None]) -> None:
        """Hand a connected socket over; returns when the connection is over."""
        self._last += 1
        taken = self._taken[self._last] = Taken(on_signed_in)
        self._link.send(Take(number=self._last, source=source), sock)
        await taken.over

    def tell_full(self, is_full: bool, account_id: int | None = None) -> None:
        """Have sessions begun, or not; of an account, or of all."""
        self._link.send(Full(is_full=is_full, account_id=account_id))

    def drain(self, seconds: float) -> None:
        """Have everybody told, and ended after so many seconds."""
        self._leave()
        self._link.send(Drain(seconds=seconds))

    def retire(self) -> None:
        """Have it end once everybody has left."""
        self._leave()
        self._link.send(Retire())

    def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            self._process.kill()

    async def serve(self, on_ready: Callable[[], None]) -> int:
        """Do what the worker tells until it ends; returns its exit code."""
        try:
            await self._listen(on_ready)
        finally:
            self._leave()
            self._link.close()
            for number in tuple(self._taken):
                self._over(number)
            self._listener.ended(self.families)
        return await self._process.wait()

    async def _listen(self, on_ready: Callable[[], None]) -> None:
        try:
            while (received := await self._link.receive()) is not None:
                self._heard(received[0], on_ready)
        except (NotUnderstood, IntrotuiError, ValueError) as error:
            # Another version of the program, after an upgrade.
            self.failure = "A worker says what is not understood; stop introtui serve, and start it again."
            tell("not understood", number=self.number, why=error)
            self.kill()

    def _heard(self, message: Message, on_ready: Callable[[], None]) -> None:
        match message:
            case Ready():
                self.is_ready = not self._is_leaving
                on_ready()
            case Failed(sentence=sentence):
                self.failure = sentence
            case SignedIn(number=number, account_id=account_id) if number in self._taken:
                self._signed_in(self._taken[number], account_id)
            case Left(number=number) if number in self._taken:
                self._over(number)
            case Offended(source=source, offence=offence):
                self._listener.offended(source, Offence(offence))
            case Measured(families=families):
                self.families = families
            case _:
                raise NotUnderstood(f"not for the front: {message}")

    def _signed_in(self, taken: Taken, account_id: int) -> None:
        if taken.account_id is None:
            taken.account_id = account_id
            taken.on_signed_in(account_id)
            self._listener.signed_in(account_id)

    def _leave(self) -> None:
        self._is_leaving, self.is_ready = True, False

    def _over(self, number: int) -> None:
        taken = self._taken.pop(number)
        if taken.account_id is not None:
            self._listener.signed_out(taken.account_id)
        if not taken.over.done():
            taken.over.set_result(None)
