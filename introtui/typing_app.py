"""A program whose keys wait until what an earlier key opened can take them.

A terminal hands over all keys that arrived since it was last read: after a stalled connection, or from a macro,
many come at once. Handed on at once, those after a key that opens a dialog would be commands of what is below.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from textual._time import get_time
from textual.app import ScreenStackError
from textual.await_complete import AwaitComplete
from textual.events import Event, Key, Paste
from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from introtui.commands import OPENING
from introtui.safe_app import SafeApp

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

MOMENT = 0.001
"""Seconds between two looks at whether the next key can be handed over."""

TURNS = 8
"""Turns of the event loop without a message after which the key before is handled to its end."""

PRESSES = frozenset({"enter", "space"})
"""The keys that press a button, and may be pressed once too often."""

LEAVE = "ctrl+q"


class TypingApp(SafeApp):
    """Hands keys over one at a time, each when what the one before began has been opened or is over."""

    REPEAT_TIME = 0.5
    """Seconds in which the key that closed a dialog, pressed again, is meant for that dialog still."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Key | Paste] = deque()
        self._handing_over: asyncio.Task[None] | None = None
        self._asking: set[Worker[Any]] = set()
        """The workers that wait for the user, in a dialog."""
        self._last_key = ""
        self._revealed: Screen[Any] | None = None
        """What a closed dialog gave way to, until another key than the one that closed it."""
        self._closing_key = ""
        self._closed_at = 0.0

    async def on_event(self, event: Event) -> None:
        """Let keys and pastes wait for their turn."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
        elif isinstance(event, Key) and event.key == LEAVE and self._waits_for(LEAVE):
            # Whoever asks twice does not wait for what never ends.
            self._waiting.clear()
            await self._deliver(event)
        else:
            self._waiting.append(event)
            if self._handing_over is None or self._handing_over.done():
                self._handing_over = asyncio.create_task(self._hand_over())

    async def take(self, event: Key | Paste) -> None:
        """Handle a key or a paste whose turn it is."""
        await super().on_event(event)

    async def _deliver(self, event: Key | Paste) -> None:
        if isinstance(event, Key):
            if self._is_repeated(event):
                return
            self._last_key = event.key
        await self.take(event)

    def _waits_for(self, key: str) -> bool:
        return any(isinstance(event, Key) and event.key == key for event in self._waiting)

    async def _hand_over(self) -> None:
        while self._waiting and self.is_running:
            if await self._is_quiet():
                # In the turn of the program itself, which then is busy until the key is handled.
                self.call_later(self._deliver, self._waiting.popleft())
            else:
                await asyncio.sleep(MOMENT)

    async def _is_quiet(self) -> bool:
        """Return whether nothing happens for some turns: a message taken out of its queue may lead to another."""
        for _ in range(TURNS):
            if self._is_opening():
                return False
            await asyncio.sleep(0)
        return bool(self._waiting)

    @property
    def typed_ahead(self) -> asyncio.Task[None] | None:
        """What hands over the keys that wait, None when there are none: for replays and tests."""
        return None if self._handing_over is None or self._handing_over.done() else self._handing_over

    @property
    def typed_keys(self) -> int:
        """How many keys wait for their turn."""
        return len(self._waiting)

    @property
    def hands_over(self) -> bool:
        """Whether keys wait for nothing but messages: for replays and tests."""
        return self.typed_ahead is not None and not self._is_held(self.focused)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast; after an error, forget the keys that wait: where they were meant to go did not open."""
        if severity == "error":
            self._waiting.clear()
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    # Whether the next key has to wait

    def is_writing(self) -> bool:
        """Return whether a write is under way: it may take long, and typing goes on meanwhile."""
        return False

    def _is_opening(self) -> bool:
        try:
            screen, focused = self.screen, self.focused
        except ScreenStackError:
            return True
        return self._is_held(focused) or not screen.is_mounted or self._has_messages()

    def _has_messages(self) -> bool:
        """Return whether a widget is being put together, or has messages to handle."""
        if self.message_queue_size:
            return True
        # A plain loop, since every key asks this often, of every widget there is.
        for pump in self._registry:
            if pump._running and (not pump._is_mounted or pump._message_queue.qsize()):
                return True
        return False

    def _is_held(self, focused: object) -> bool:
        return _is_opening(focused) or any(map(self._is_on_its_way, self.workers))

    def _is_on_its_way(self, worker: Worker[Any]) -> bool:
        return (
            worker.group == OPENING
            and not worker.is_finished
            and worker not in self._asking
            and not self.is_writing()
        )

    async def push_screen_wait(self, screen: Screen[Any] | str, *, mode: str | None = None) -> Any:
        """Open a dialog and wait for its answer; keys are for the dialog from now on."""
        worker = get_current_worker()
        self._asking.add(worker)
        try:
            return await super().push_screen_wait(screen, mode=mode)
        finally:
            self._asking.discard(worker)

    # Keys pressed once too often

    def pop_screen(self) -> AwaitComplete:
        """Close the screen in front, and note which key did it."""
        closed = super().pop_screen()
        self._revealed, self._closing_key, self._closed_at = self.screen, self._last_key, get_time()
        return closed

    def _is_repeated(self, event: Key) -> bool:
        """Return whether a key presses once more what it has just closed."""
        repeated = (
            event.key in PRESSES
            and event.key == self._closing_key
            and self.screen is self._revealed
            and event.time - self._closed_at < self.REPEAT_TIME
        )
        if repeated:
            self._closed_at = max(self._closed_at, event.time)
        else:
            self._revealed = None
        return repeated


def _is_opening(widget: object) -> bool:
    """Return whether a widget cannot take keys yet, although it has the focus; such a one has `is_opening`."""
    # Not by `isinstance`: of a protocol that takes longer than all else, and every key asks often.
    return bool(getattr(widget, "is_opening", False))
