"""A program that belongs to somebody: sign-in first, proofs in between, and an end that says why."""

from __future__ import annotations

from random import random
from typing import TYPE_CHECKING

from textual.events import Event, Key, MouseDown, Paste
from textual.timer import Timer

from introtui.domain.errors import IntrotuiError
from introtui.domain.text import safe
from introtui.entrance import Entrance
from introtui.session import Session
from introtui.typing_app import TypingApp

if TYPE_CHECKING:
    from introtui.domain.sessions import TimeLeft

LOOK_TIME = 20.0
"""Seconds after a key until it is noted, and between two looks while something is about to happen.

Whoever does nothing costs nothing: the next look comes when the session has to be warned.
"""

STAFF_NEED = "Staff work with two-factor authentication. Sign in again to turn it on."
TOO_SHORT = "Without two-factor authentication your password is too short. Choose a longer one."
TOLD_BEFORE = 60.0
"""Seconds before its end a session is warned."""
NOTHING_TO_TELL = 3_600.0
MOMENT = 1.0
LOOKING = "looking"
"""The group of the workers that look how long the session goes on."""
SPREAD = 0.5
"""How much of `LOOK_TIME` a look may come sooner."""


class LiveApp(TypingApp):
    """Runs one session; without an entrance somebody is in already, as in the demo."""

    def __init__(self, session: Session, entrance: Entrance | None) -> None:
        super().__init__()
        self.session = session
        self._entrance = entrance
        self._warned = False
        self._next_look: Timer | None = None
        self._looks_soon = False
        session.on_trouble = self.tell_trouble
        session.on_ended = self._end_with
        session.ask_proof = self._ask_proof

    @property
    def at_door(self) -> bool:
        """Whether somebody has to sign in first."""
        return self._entrance is not None

    async def on_event(self, event: Event) -> None:
        """Count what the user does, which is not what a terminal reports by itself."""
        if isinstance(event, Key | Paste | MouseDown) and not event.is_forwarded:
            self.session.press()
            if not self._looks_soon and self._next_look is not None:
                self._look_in(LOOK_TIME)
        await super().on_event(event)

    async def on_unmount(self) -> None:
        """Let a running write finish before the program ends."""
        await self.session.close()
        if self._entrance is not None:
            self._entrance.close()

    def is_writing(self) -> bool:
        """Return whether the session writes."""
        return self.session.writing

    async def load_account(self) -> None:
        """Load the account of whoever signed in."""
        try:
            await self.session.open()
        except IntrotuiError as error:
            self._end_with(error)
            return
        self._look_in(LOOK_TIME)
        await self.settle_in()
        who = await self.session.read(lambda _services, actor: actor)
        if who.needs_two_factor:
            await self._turn_two_factor_on()
        elif who.needs_password:
            await self._choose_longer_password()

    async def settle_in(self) -> None:
        """Make room for whoever signed in."""

    async def _turn_two_factor_on(self) -> None:
        """Let staff set up what they cannot work without; what they may do counts from the next sign-in."""
        from introtui.screens.dialogs.two_factor import enrol

        done = await enrol(self, self.session)
        self.exit(message="Two-factor authentication is on. Sign in again." if done else STAFF_NEED)

    async def _choose_longer_password(self) -> None:
        """Let who has lost their second factor replace a password that was long enough beside it."""
        from introtui.screens.dialogs.password import PasswordDialog

        personal = await self.session.read(lambda services, actor: services.security.personal_words(actor))
        dialog = PasswordDialog(
            self.session, password_set=True, two_factor=False, personal=personal, why=TOO_SHORT
        )
        done = await self.push_screen_wait(dialog)
        self.exit(message="The password is changed. Sign in again." if done else TOO_SHORT)

    async def sign_in(self) -> bool:
        """Ask who is there; False when the program ends because nobody was let in."""
        entrance = self._entrance
        if entrance is None:
            return True
        from introtui.screens.dialogs.sign_in import CodeDialog, SignInDialog

        self.run_worker(self._open_door(entrance))
        while True:
            asking = SignInDialog(self.session, entrance)
            if not await self.push_screen_wait(asking):
                self.exit()
                return False
            if not asking.needs_code or await self.push_screen_wait(CodeDialog(self.session, entrance)):
                return True

    async def _open_door(self, entrance: Entrance) -> None:
        """Open the database while somebody types."""
        try:
            await self.session.in_thread(entrance.open)
        except IntrotuiError as error:
            self._end_with(error)

    def tell_trouble(self, error: IntrotuiError) -> None:
        """Show what went wrong outside of any field."""
        self.notify(str(error), severity="error")

    def _end_with(self, error: IntrotuiError) -> None:
        self.exit(return_code=1, message=safe(str(error)))

    async def _ask_proof(self) -> bool:
        from introtui.screens.dialogs.prove import ProveDialog

        by_code = await self.session.read(lambda services, actor: services.two_factor.is_on(actor))
        return bool(await self.push_screen_wait(ProveDialog(self.session, by_code=by_code)))

    async def look_at_time(self) -> None:
        """Warn before the session ends by itself, and end it then."""
        try:
            left = await self.session.keep_alive()
        except IntrotuiError:
            # Its end was told already; a database that is away for a moment is none.
            self._look_in(LOOK_TIME)
            return
        self._look_in(self._next_after(left))
        near = left is not None and left.time.total_seconds() <= TOLD_BEFORE
        if left is not None and near and not self._warned:
            from introtui.domain.sessions import Ended

            what = "press a key to go on" if left.why is Ended.IDLE else "save what you are typing"
            self.notify(f"This session ends within a minute; {what}.", severity="warning", timeout=TOLD_BEFORE)
        self._warned = near

    def _next_after(self, left: TimeLeft | None) -> float:
        """Return in how many seconds something is to be told, unless a key is pressed before."""
        security = self.session.state.security
        if security is not None and security.trial_ends_at is not None:
            return LOOK_TIME
        if left is None:
            return NOTHING_TO_TELL
        seconds = left.time.total_seconds()
        return max(seconds - TOLD_BEFORE, min(LOOK_TIME, max(seconds, MOMENT)))

    def _look_in(self, seconds: float) -> None:
        if self._next_look is not None:
            self._next_look.stop()
        self._looks_soon = seconds <= LOOK_TIME
        # After a restart everybody comes back in one moment, and need not all be looked at in another.
        sooner = LOOK_TIME * SPREAD * random() if seconds == LOOK_TIME else 0.0  # noqa: S311 - nobody guesses it
        self._next_look = self.set_timer(seconds - sooner, self._look)

    def _look(self) -> None:
        # Beside everything else: a database that is away must not keep the program from what is typed.
        self.run_worker(self.look_at_time(), group=LOOKING)
