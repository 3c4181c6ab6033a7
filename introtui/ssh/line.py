"""What a program writes to a terminal far away: never more than the reader takes, and the newest frame at last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Channel(Protocol):
    """What a line writes to; asyncssh's server channel is one."""

    def write(self, data: bytes) -> None:
        """Send bytes; raises `OSError` once the channel is closed."""

    def is_closing(self) -> bool:
        """Tell whether nothing can be sent any more."""


class Line:
    """A reader that is slow gets no frames until it has caught up, and then one that is whole.

    Held by the channel (its window is used up) or by the connection (its socket is full); both have to let go.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel: Channel | None = channel
        self._holders: set[str] = set()
        self._missed = False
        self.translate: Callable[[str], str] = str
        """Changes what is drawn for the colours of the terminal."""
        self.redraw: Callable[[], None] = _nothing
        """Called when frames were missed and can be sent again."""

    @property
    def is_held(self) -> bool:
        """Whether the reader is behind."""
        return bool(self._holders)

    def frame(self, text: str) -> None:
        """Send a frame, or forget it where the reader is behind."""
        if self._holders:
            self._missed = True
        else:
            self.send(self.translate(text))

    def send(self, text: str) -> None:
        """Send what must not be left out, such as how the terminal is put back."""
        if self._channel is None or self._channel.is_closing():
            return
        try:
            self._channel.write(text.encode("utf-8", "replace"))
        except OSError:
            # It closed between; its end is told by the channel.
            return

    def cut(self) -> None:
        """Send nothing any more: nobody is at the other end."""
        self._channel = None

    def hold(self, who: str) -> None:
        """Send no frames from now on."""
        self._holders.add(who)

    def let_go(self, who: str) -> None:
        """Send frames again, beginning with a whole one where some were missed."""
        self._holders.discard(who)
        if self._missed and not self._holders:
            self._missed = False
            self.redraw()


def _nothing() -> None:
    """Do nothing: no program draws yet."""
