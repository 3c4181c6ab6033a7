"""What every full-screen program of ours refuses to do: print a traceback, or trust a text that is shown.

Textual's own error screens print local variables, passwords among them; its toasts parse markup (spec section 5).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, Paste
from textual.worker import WorkerFailed

from introtui.domain.text import safe
from introtui.logs import log_with_reference

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.notifications import SeverityLevel


class InputLost(Exception):
    """The terminal's input cannot be read any more."""


class SafeApp(App[None]):
    """A program that ends with a reference when something breaks, and whose toasts are plain text."""

    def get_driver_class(self) -> type[Driver]:
        """Return the driver of a terminal that may be taken away; no environment variable names another."""
        from introtui.terminal import Terminal

        return Terminal

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast, one about an error with the sign of errors; what is told again takes its own place.

        Its words may come from the database, so they are plain text whoever asks.
        """
        words = safe(f"x {message}" if severity == "error" else message, multiline=True)
        self._withdraw(words)
        super().notify(words, title=safe(title), severity=severity, timeout=timeout, markup=False)

    def _withdraw(self, words: str) -> None:
        """Take a toast away with the place it held, so that it does not stand there twice."""
        again = [shown for shown in self._notifications if shown.message == words]
        for shown in again:
            self._unnotify(shown, refresh=False)
        places = tuple(shown.identity for shown in again)
        for screen in self.screen_stack if again else ():
            for holder in screen.query("ToastHolder"):
                if (holder.id or "").endswith(places):
                    holder.remove()

    async def drawn(self) -> None:
        """Wait until what changed is drawn.

        Textual's `wait_for_refresh` needs a task of the program's own, which no program in a terminal has.
        """
        happened = asyncio.Event()
        self.call_after_refresh(happened.set)
        await happened.wait()

    def clear_notifications(self) -> None:
        """Take every toast away, with the place it held: the next one would stand below."""
        super().clear_notifications()
        for screen in self.screen_stack:
            screen.query("ToastHolder").remove()

    async def on_event(self, event: Event) -> None:
        """Take the control characters out of a paste for an input that would write them to the terminal."""
        if isinstance(event, Paste) and not event.is_forwarded:
            from introtui.widgets.line_input import LineInput
            from introtui.widgets.plain_area import PlainArea

            # These keep what was pasted and show it harmless; the palette's own input does neither.
            if not isinstance(self.focused, LineInput | PlainArea):
                event.text = safe(event.text, multiline=True)
        await super().on_event(event)

    def _handle_exception(self, error: Exception) -> None:
        """Log the error and end with a sentence; what else fails on the way out is only for the log."""
        from introtui.logs import log_place

        # A worker's error comes wrapped, and only the one inside has a trace.
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        reference = log_with_reference(error)
        if self._exception is not None:
            return
        sentence = f"{self.title} had to stop. Your saved data is safe."
        where = f"Reference {reference}: tell support, who finds it in {log_place()}."
        self.exit(return_code=1, message=safe(f"{sentence} {where}"))
        # Whoever drives the program, such as a replay or a test, finds the error here.
        self._exception = error
        self._exception_event.set()

    def panic(self, *renderables: RenderableType) -> None:
        """End the same way where Textual would print a traceback: when it cannot read the terminal's input."""
        self._handle_exception(InputLost(*map(_words, renderables)))

    async def _close_all(self) -> None:
        """Close every screen; one that is still being opened would join what is being gone through."""
        self.workers.cancel_all()
        await super()._close_all()


def _words(renderable: object) -> str:
    """Return what a panic is about: the type of the error, never its traceback."""
    from rich.traceback import Traceback

    if isinstance(renderable, Traceback):
        return "; ".join(f"{stack.exc_type}: {stack.exc_value}" for stack in renderable.trace.stacks)
    return type(renderable).__name__
