"""Programs that are put together before anybody asks: whoever signs in gets one that is drawn already."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.logs import log_with_reference
from introtui.session import Connected, Session
from introtui.ssh.program import ServedProgram

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services

KEPT = 2
SIZE = (80, 24)
"""What most terminals begin with."""
NO_FOLDER: Path | None = None


class Handover:
    """Whose session it becomes; nobody's data is in a program before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.actor: Actor | None = None

    def connect(self) -> Connected:
        """Return who was let in."""
        if self.actor is None:
            raise RuntimeError("the program was given to nobody")
        return Connected(self._services, self.actor, is_shared=True)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A program that runs, waits, and belongs to nobody yet."""

    program: ServedProgram
    ended: asyncio.Task[None]
    handover: Handover


class ReadyPrograms:
    """Keeps some programs ready, and makes the next one after one was taken, one at a time."""

    def __init__(
        self, services: Services, threads: ThreadPoolExecutor, *, brand: str, theme: str, kept: int = KEPT
    ) -> None:
        self._services = services
        self._threads = threads
        self._brand, self._theme, self._kept = brand, theme, kept
        self._waiting: deque[Prepared] = deque()
        self._filling: asyncio.Task[None] | None = None
        self._closed = False
        self._one_at_a_time = asyncio.Lock()

    async def fill(self) -> None:
        """Make programs until enough are ready."""
        while len(self._waiting) < self._kept and not self._closed:
            self._waiting.append(await self._made())

    async def take(self) -> Prepared:
        """Return a program that is ready; where none is, one is made while its user waits."""
        if self._waiting:
            prepared = self._waiting.popleft()
        else:
            prepared = await self._made()
        self.fill_later()
        return prepared

    def fill_later(self) -> None:
        """Make what is missing, beside everything else."""
        if self._filling is None or self._filling.done():
            self._filling = asyncio.create_task(self._filled())

    async def _filled(self) -> None:
        try:
            await self.fill()
        except Exception as error:  # noqa: BLE001 - whoever comes next is told by a program of their own
            log_with_reference(error)

    async def close(self) -> None:
        """End the programs nobody took."""
        self._closed = True
        if self._filling is not None:
            await self._filling
        while self._waiting:
            prepared = self._waiting.popleft()
            prepared.program.exit()
            await prepared.ended

    async def _made(self) -> Prepared:
        """Make a program and wait until it is drawn; raises what ended it before."""
        # However many ask: two at once would take the loop from everybody else for longer.
        async with self._one_at_a_time:
            return await self._drawn()

    async def _drawn(self) -> Prepared:
        prepared = self._begin()
        drawn = asyncio.ensure_future(prepared.program.ready.wait())
        await asyncio.wait((drawn, prepared.ended), return_when=asyncio.FIRST_COMPLETED)
        if not prepared.program.ready.is_set():
            drawn.cancel()
            raise prepared.program._exception or RuntimeError("a program ended before it was drawn")
        return prepared

    def _begin(self) -> Prepared:
        handover = Handover(self._services)
        session = Session(handover.connect, export_folder=NO_FOLDER, threads=self._threads)
        program = ServedProgram(session, brand=self._brand, theme=self._theme)
        return Prepared(program, asyncio.create_task(run(program)), handover)


async def run(program: ServedProgram) -> None:
    """Run a program to its end."""
    await program.run_async(size=SIZE)
