"""What every section of the desk shares: whose desk it is, what waits, and keys that a role allows."""

from __future__ import annotations

from textual.actions import parse
from textual.events import ScreenResume

from introtui.commands import COMMANDS
from introtui.domain.account import ProfileView
from introtui.domain.desk import DeskView
from introtui.domain.overview import Goal
from introtui.domain.topics import Topic
from introtui.screens.base import Section
from introtui.state import AccountState
from introtui.widgets.top_bar import TopBar

NEEDS = {(command.scope, *parse(command.action)[1:]): command.needs for command in COMMANDS if command.needs}
"""Which permission a command needs, by where it works and what it runs, with its parameters."""

ENTER = {command.scope: command.label for command in COMMANDS if command.keys == "enter"}
"""What enter does on a row of each list."""


class DeskSection(Section):
    """One section of the desk."""

    TOPICS = (Topic.DESK,)
    _outdated = False

    def on_mount(self) -> None:
        """Follow the desk, which changes with whatever changes anywhere."""
        self.follow(AccountState.desk, self._desk_changed)

    def on_screen_resume(self, _event: ScreenResume) -> None:
        """Read what changed while something else was shown."""
        self._read_what_changed()

    def read_again(self) -> None:
        """Read what may have changed; asked for while somebody looks."""

    def _desk_changed(self, desk: DeskView) -> None:
        self._show_desk(desk)
        self._outdated = True
        self._read_what_changed()

    def _read_what_changed(self) -> None:
        if self._outdated and self.is_current:
            self._outdated = False
            self.read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what the role of whoever sits here does not hold."""
        needed = NEEDS.get((self.SCOPE, action, parameters))
        if needed is not None and not any(map(self.session.may, needed)):
            return False
        return super().check_action(action, parameters)

    def hint_words(self, action: str) -> str | None:
        """Name what enter does on a row here; None for the words that are declared."""
        return ENTER.get(self.SCOPE) if action == "choose" else None

    def show_goal(self, goal: Goal) -> None:
        """Show what somebody came here for."""

    def _show_desk(self, desk: DeskView) -> None:
        self.query_one(TopBar).show_waiting(desk.total)
        self._show_role()

    def _show_who(self, profile: ProfileView) -> None:
        self._show_role()

    def _show_role(self) -> None:
        actor, desk = self.session.actor, self.session.state.desk
        if actor is not None and desk is not None:
            self.query_one(TopBar).show_who(f"{actor.login} · {desk.role}")

    def _show_notes(self) -> None:
        self.query_one(TopBar).show_notes(0, is_away=bool(self.session.state.is_away))
