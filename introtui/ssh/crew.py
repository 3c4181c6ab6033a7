"""The worker processes of the front: started together with the same settings, and replaced when they die."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from introtui.domain.errors import IntrotuiError
from introtui.ssh.events import tell
from introtui.ssh.hand import Hand, Listener

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a dead worker is replaced; twice as long each time it dies young."""
YOUNG = 60.0
"""Seconds a worker has to live to count as one that works."""
NO_REASON = "A worker ended by itself, with code {code}. The log may tell why."


class HasLoad(Protocol):
    """What can be chosen by how much it has to do."""

    @property
    def is_ready(self) -> bool:
        """Whether it takes connections."""

    @property
    def connections(self) -> int:
        """How many it has."""


H = TypeVar("H", bound=HasLoad)


class CrewFailed(IntrotuiError):
    """Workers cannot be started; the sentence is a worker's own."""


class Crew:
    """So many workers with the same settings; each connection goes to the one that has the fewest."""

    def __init__(self, count: int, settings: Mapping[str, Any], listener: Listener) -> None:
        self.settings = settings
        self.restarts = 0
        self._numbers = range(1, count + 1)
        self._listener = listener
        self._hands: dict[int, Hand] = {}
        self._keeping: list[asyncio.Task[None]] = []
        self._first: list[asyncio.Future[None]] = []
        self._changed = asyncio.Event()
        self._ending = asyncio.Event()

    async def start(self) -> None:
        """Start the workers and wait until all are ready; raises `CrewFailed`, and then none is left."""
        loop = asyncio.get_running_loop()
        self._first = [loop.create_future() for _ in self._numbers]
        for number, first in zip(self._numbers, self._first, strict=True):
            self._keeping.append(asyncio.create_task(self._keep(number, first)))
        try:
            await asyncio.gather(*self._first)
        except CrewFailed:
            self.drain(0)
            await self.gone()
            raise

    async def ready(self) -> Hand | None:
        """Return the worker for the next connection, as soon as there is one; None where none will come."""
        while (hand := least(self._hands.values())) is None and not self._ending.is_set():
            self._changed.clear()
            await self._changed.wait()
        return hand

    def tell_full(self, is_full: bool, account_id: int | None = None) -> None:
        """Have sessions begun, or not; of an account, or of all."""
        for hand in self._hands.values():
            hand.tell_full(is_full, account_id)

    def drain(self, seconds: float) -> None:
        """Have everybody told, and ended after so many seconds."""
        self._end()
        for hand in self._hands.values():
            hand.drain(seconds)

    def retire(self) -> None:
        """Replace nobody from now on; whoever is connected stays."""
        self._end()
        for hand in self._hands.values():
            hand.retire()

    async def gone(self) -> None:
        """Wait until no worker is left."""
        await asyncio.gather(*self._keeping, return_exceptions=True)

    def kill(self) -> None:
        """End workers that do not end."""
        for hand in self._hands.values():
            hand.kill()

    @property
    def hands(self) -> tuple[Hand, ...]:
        """The workers that run."""
        return tuple(self._hands.values())

    def _end(self) -> None:
        self._ending.set()
        self._changed.set()

    async def _keep(self, number: int, first: asyncio.Future[None]) -> None:
        """Keep one worker running."""
        loop, pause = asyncio.get_running_loop(), FIRST_PAUSE
        while not self._ending.is_set():
            began = loop.time()
            await self._run(number, first)
            if self._ending.is_set():
                break
            pause = FIRST_PAUSE if loop.time() - began > YOUNG else min(2 * pause, LONGEST_PAUSE)
            await self._ended_within(pause)

    async def _run(self, number: int, first: asyncio.Future[None]) -> None:
        """Run one worker until it ends."""
        try:
            hand = self._hands[number] = await Hand.start(number, self.settings, self._listener)
        except OSError as error:
            self._failed(first, number, f"A worker cannot be started: {error.strerror}.")
            return
        if self._ending.is_set():
            hand.drain(0)

        def ready() -> None:
            tell("worker ready", number=number)
            hand.tell_full(self._listener.is_full)
            for account_id in self._listener.full_accounts:
                hand.tell_full(True, account_id)
            self._changed.set()
            if not first.done():
                first.set_result(None)

        code = await hand.serve(ready)
        del self._hands[number]
        self._failed(first, number, hand.failure or NO_REASON.format(code=code))

    def _failed(self, first: asyncio.Future[None], number: int, why: str) -> None:
        """Say why a worker ended, to whoever waits for the first one or else in the log."""
        if not first.done():
            first.set_exception(CrewFailed(why))
        elif not self._ending.is_set():
            self.restarts += 1
            tell("worker ended", number=number, why=why)

    async def _ended_within(self, seconds: float) -> None:
        """Wait a while, or until the crew is to end."""
        try:
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        except TimeoutError:
            return


def least(hands: Iterable[H]) -> H | None:
    """Return the worker that is ready and has the fewest connections; None where none is ready."""
    return min((hand for hand in hands if hand.is_ready), key=lambda hand: hand.connections, default=None)
