"""The way from a terminal to a session: whoever sits there is nobody until the door lets them in."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from introtui.session import Connected

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.identity.door import Door, NeedsCode
    from introtui.services.registry import Services

Open = Callable[[], "tuple[Services, Door]"]


class Entrance:
    """One terminal's sign-in; every method but `close` may wait for the database or a hash."""

    def __init__(self, open_door: Open, login: str = "") -> None:
        self.login = login
        """Who wants to come in, where that is known before."""
        self._open_door = open_door
        self._opening = Lock()
        self._opened: tuple[Services, Door] | None = None
        self._waiting: NeedsCode | None = None
        self._actor: Actor | None = None

    def password(self, login: str, password: str) -> bool:
        """Try a password; False when it is right and a code has to follow. Raises what the door raises."""
        answer = self._door().password(login, password)
        from introtui.domain.access import Actor

        if isinstance(answer, Actor):
            self._actor = answer
            return True
        self._waiting = answer
        return False

    def code(self, code: str) -> None:
        """Try the second factor; raises what the door raises."""
        if self._waiting is None:
            raise RuntimeError("a code follows a password")
        self._actor = self._door().code(self._waiting, code)

    def open(self) -> None:
        """Open the database ahead of the first try; raises an `IntrotuiError` when that cannot be done."""
        self._door()

    def _door(self) -> Door:
        with self._opening:
            if self._opened is None:
                self._opened = self._open_door()
            return self._opened[1]

    def connected(self) -> Connected:
        """Return who was let in, with the services."""
        if self._opened is None or self._actor is None:
            raise RuntimeError("nobody was let in")
        return Connected(self._opened[0], self._actor)

    def close(self) -> None:
        """Close what was opened for somebody who was not let in."""
        if self._opened is not None and self._actor is None:
            self._opened[0].close()
