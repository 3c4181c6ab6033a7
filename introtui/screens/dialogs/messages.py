"""What was sent to whom, whether it arrived, and sending it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from introtui.domain.errors import IntrotuiError
from introtui.domain.messages import Channel, MessageState, MessageView
from introtui.domain.notifications import NotificationView
from introtui.domain.paging import Page, PageRequest
from introtui.domain.text import safe
from introtui.screens.dialogs.base import Dialog
from introtui.screens.message_table import MessageTable
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton
from introtui.widgets.record_cells import Cell, CellStyle, Column
from introtui.widgets.record_table import RecordTable

NOTE_LINES = 5
"""Lines about the message at the cursor: a blank one, subject, address and state, and two for what went wrong."""
NONE_YET = "Nothing was sent to you yet."
NONE_TO_OWNER = "Nothing was sent to the customer yet."
COLUMNS = (
    Column("at", "Time (UTC)", 16, sortable=False),
    Column("subject", "Subject", 20, sortable=False, grow=True),
    Column("address", "To", 18, sortable=False),
    Column("state", "State", 13, sortable=False),
)
STYLES: dict[MessageState, CellStyle] = {
    MessageState.NOT_DELIVERED: "danger",
    MessageState.WAITING: "warning",
}
SENDABLE = frozenset({MessageState.NOT_DELIVERED, MessageState.DELIVERED})


def cells(message: MessageView) -> Sequence[Cell]:
    """Return how a message is shown."""
    return (
        Cell(f"{message.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(message.subject, "bright"),
        Cell(message.address),
        Cell(message.state, STYLES.get(message.state, "dim")),
    )


def can_be_resent(message: MessageView) -> bool:
    """Return whether it is worth asking: codes are over by now, and what waits is tried again by itself."""
    carried = message.carried_code or message.channel == Channel.CALL
    return message.state in SENDABLE and not carried


def note_of(message: MessageView, *, own: bool = True) -> str:
    """Return what the columns may have cut off, and what can be done."""
    return (
        f"{safe(message.subject)}\nTo {safe(message.address)}: {message.state}{_how_it_goes_on(message, own=own)}."
    )


def _how_it_goes_on(message: MessageView, *, own: bool) -> str:
    if message.state is MessageState.NOT_DELIVERED:
        return "; r sends it again" if own and can_be_resent(message) else ""
    if message.state is MessageState.WAITING and message.attempts and message.due_at is not None:
        tried = "once" if message.attempts == 1 else f"{message.attempts} times"
        return f"; tried {tried}, next {message.due_at:%Y-%m-%d %H:%M} UTC"
    return ""


class MessagesDialog(Dialog[None]):
    """Shows the messages of the account; it follows what becomes of them while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "resend", "Send again", id="messages.resend", tooltip="Have the message sent again."),
    ]

    CHANGES = {"resend": ("message.resend",)}

    def __init__(self, session: Session) -> None:
        super().__init__("Sent to you, latest first")
        self._session = session
        self._asking = False

    def compose_body(self) -> ComposeResult:
        """Lay out the list, and the message at the cursor in full."""
        in_place = self._session.actor is not None and self._session.actor.by is not None
        empty = NONE_TO_OWNER if in_place else NONE_YET
        yield MessageTable(self._session, self._load_page, COLUMNS, cells, empty=empty)
        yield Plain("", id="message-note")
        yield Plain("", id="message-trouble")

    def compose_buttons(self) -> ComposeResult:
        """Offer to close, and to send again what can be."""
        yield PushButton("Close", id="cancel")
        resend = PushButton("Send again", id="resend", primary=True)
        resend.disabled = True
        yield resend

    def on_mount(self) -> None:
        """Read, and read again whenever something was sent."""
        self._table.open()
        self._table.focus()
        follow(self, self._session.state, AccountState.notifications, self._messages_changed)

    @property
    def _table(self) -> MessageTable:
        return self.query_one(MessageTable)

    async def _load_page(self, request: PageRequest) -> Page[MessageView]:
        return await self._session.read(lambda services, actor: services.outbox.log(actor, request))

    def _messages_changed(self, _view: NotificationView) -> None:
        self._table.reload()

    def on_resize(self, event: Resize) -> None:
        """Give the list what the frame and the note leave."""
        super().on_resize(event)
        self._table.styles.height = max(self.room(event.size.height) - NOTE_LINES, 2)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        message = self._table.current
        own = self.refused("resend") is None
        self.query_one("#message-note", Plain).show("" if message is None else note_of(message, own=own))
        self.query_one("#message-trouble", Plain).show("" if message is None else safe(message.trouble))
        self.query_one("#resend").disabled = not self._offers_to_resend
        self.refresh_bindings()

    @property
    def _offers_to_resend(self) -> bool:
        message = self._table.current
        return message is not None and can_be_resent(message)

    def shows_hint(self, action: str) -> bool:
        """Offer to send again only what can be."""
        return (action != "resend" or self._offers_to_resend) and super().shows_hint(action)

    def action_resend(self) -> None:
        """Have the message at the cursor sent again, once for a press."""
        message = self._table.current
        if message is not None and not self._asking:
            self._asking = True
            # A worker of the app: leaving the dialog must not cancel a write.
            self.app.run_worker(self._resend(message.message_id))

    async def _resend(self, message_id: int) -> None:
        self.show_error("")
        try:
            again = await self._session.perform(lambda services, actor: services.outbox.resend(actor, message_id))
        except IntrotuiError as error:
            self.say(str(error))
        else:
            self.app.notify(f"On its way again, to {again.address}.")
        finally:
            self._asking = False
