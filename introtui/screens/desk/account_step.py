"""What is done to an account in one go: a dialog says what it means, and does it once that is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.session import Session
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services

KEEP = "Change nothing"
"""What the button says that changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What it is called, what it means, and what does it; `done` is told unless `call` returns a sentence."""

    title: str
    means: str
    label: str
    call: Callable[[Services, Actor, str], str | None]
    done: str = ""


class StepDialog(FormDialog):
    """Says what a step means, and takes it."""

    def __init__(self, session: Session, login: str, step: Step, *more: str) -> None:
        super().__init__(step.title.format(login=login), session)
        self._login = login
        self._step = step
        self._more = more

    def compose_body(self) -> ComposeResult:
        """Say what it means."""
        for sentence in (self._step.means, *self._more):
            yield Plain(sentence, classes="dialog-text")

    def compose_buttons(self) -> ComposeResult:
        """Offer to change nothing, or to do it."""
        yield PushButton(KEEP, id="cancel")
        yield PushButton(self._step.label, id="save", primary=True)

    async def store(self) -> None:
        """Do it."""
        step, login = self._step, self._login
        said = await self.session.perform(lambda services, actor: step.call(services, actor, login))
        self.done = said or step.done.format(login=login)
