"""A word said over ssh: the same words as on the command line, by whoever signed in, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from introtui.ssh.voices import route_streams, speaking, voice_of

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services
    from introtui.ssh.wire import ServedChannel

Say = Callable[[str, "Services", "Actor"], int]
"""Says the words of a command for somebody; returns the exit code."""
AT_ONCE = 2
"""A long list or a PDF takes a second of the processor: two at once leave room for who looks at a screen."""


class WordTeller:
    """Says words, a few at once; more wait for their turn."""

    def __init__(self, services: Services, say: Say) -> None:
        self._services = services
        self._say = say
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="words")
        route_streams()

    async def say(self, channel: ServedChannel, actor: Actor) -> int:
        """Say the word that was asked for; returns its exit code."""
        loop = asyncio.get_running_loop()
        voice = voice_of(channel, loop)
        command = channel.wanted.command or ""

        def say() -> int:
            with speaking(voice):
                return self._say(command, self._services, actor)

        return await loop.run_in_executor(self._threads, contextvars.copy_context().run, say)

    async def close(self) -> None:
        """Wait for the words that are being said, which need the loop to say them."""
        await asyncio.to_thread(self._threads.shutdown)
