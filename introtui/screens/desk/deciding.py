"""What a decision needs to be told: a reason, a reply, addresses; what was typed stays until it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from introtui.domain.errors import IntrotuiError, InvalidFields
from introtui.domain.queues import Decision, Done, QueueItem
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.widgets.field import ChoiceField, Field
from introtui.widgets.marked_select import MarkedSelect
from introtui.widgets.plain import Plain
from introtui.widgets.plain_area import PlainArea
from introtui.widgets.push_button import PushButton

WHAT = {
    Decision.REJECT: "Why can the company not be verified? The customer reads this, by mail and in the profile.",
    Decision.REFUSE: "Why does the country stay? The customer reads this by mail.",
    Decision.GIVE_UP: (
        "The order ends, and what was paid for it goes back to the balance, by a credit note. "
        "Why? The customer reads this in the order's timeline."
    ),
    Decision.REPLY: "The customer gets this by mail, and the ticket is closed.",
    Decision.DELIVER: "Which addresses does the order get? One a line, or with commas between.",
}
CANNED_KEY = "f5"
CANNED_HINT = f"{CANNED_KEY}; goes where the cursor is"
CANNED = "reply"
"""The field of the replies that are given often."""


class DecidingDialog(Dialog[Done | None]):
    """Decides once it is pressed, and closes when that is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            CANNED_KEY,
            "canned",
            "Canned reply",
            id="deciding.canned",
            tooltip="Choose a reply that is given often; it goes where the cursor is.",
        ),
    ]

    def __init__(
        self, session: Session, item: QueueItem, decision: Decision, label: str, replies: Mapping[str, str]
    ) -> None:
        super().__init__(f"{label}: {item.title}")
        self._session = session
        self._item = item
        self._decision = decision
        self._label = label
        self._replies = replies
        self._deciding = False

    def compose_body(self) -> ComposeResult:
        """Lay out what it means and the text."""
        yield Plain(WHAT[self._decision], classes="dialog-text")
        if self._decision is Decision.GIVE_UP and self._item.refund:
            yield Plain(self._item.refund)
        if self._replies:
            names = [(name, name) for name in self._replies]
            yield ChoiceField(CANNED, "Canned reply", names, hint=CANNED_HINT, allow_blank=True)
        yield PlainArea("", id="text", compact=True, tab_behavior="focus")

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it undecided or to decide."""
        yield PushButton("Not now", id="cancel")
        yield PushButton(self._label, id="save", primary=True)

    def on_mount(self) -> None:
        """Begin in the text."""
        self.query_one(PlainArea).focus()

    def shows_hint(self, action: str) -> bool:
        """Offer replies where there are any."""
        return (action != "canned" or bool(self._replies)) and super().shows_hint(action)

    def action_canned(self) -> None:
        """Open the list of the replies that are given often."""
        for choice in self.query(MarkedSelect):
            choice.focus()
            choice.action_show_overlay()

    @on(Field.Edited)
    def _reply_chosen(self, event: Field.Edited) -> None:
        """Put the reply where the cursor is; what was typed stays around it."""
        area, chosen = self.query_one(PlainArea), event.field.value
        if chosen:
            event.field.fill("")
            area.insert(self._replies[chosen])
            area.focus()

    def has_unsaved(self) -> bool:
        """Return whether something was written."""
        return bool(self._text.strip())

    @property
    def _text(self) -> str:
        return self.query_one(PlainArea).text

    def action_save(self) -> None:
        """Decide, once."""
        if not self._deciding:
            self._deciding = True
            self.show_error("")
            # A worker of the app: leaving the dialog must not cancel a write.
            self.app.run_worker(self._decide(self._text))

    async def _decide(self, text: str) -> None:
        item, decision = self._item, self._decision
        addresses: tuple[str, ...] = ()
        if decision is Decision.DELIVER:
            addresses, text = tuple(text.replace(",", "\n").split()), ""
            if not addresses:
                self._deciding = False
                self.show_error("Name at least one address.")
                return
        try:
            done = await self._session.perform(
                lambda services, actor: services.queues.decide(
                    actor, item.queue, item.item_id, decision, text, addresses
                )
            )
        except InvalidFields as error:
            self.say(next(iter(error.errors.values())))
        except IntrotuiError as error:
            self.say(str(error))
        else:
            self.dismiss(done)
        finally:
            self._deciding = False
