"""What the demo kept instead of sending it: mails, SMS, incoming calls; it stands for mailbox and telephone."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.events import Resize

from introtui.domain.messages import Channel, MessageView
from introtui.domain.notifications import NotificationView
from introtui.domain.paging import Page, PageRequest
from introtui.screens.dialogs.base import Dialog
from introtui.screens.message_table import MessageTable
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.plain import Plain
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

LIST_SHARE = 3
"""The list has this part of the room, the text of the message the rest."""
NONE_YET = "Nothing was sent yet: no mail, no SMS, no call."
WORDS = {Channel.MAIL.value: "mail", Channel.SMS.value: "SMS", Channel.CALL.value: "call"}
COLUMNS = (
    Column("at", "Time (UTC)", 16, sortable=False),
    Column("channel", "What", 4, sortable=False),
    Column("address", "To", 14, sortable=False),
    Column("subject", "Subject", 33, sortable=False, grow=True),
)


def cells(message: MessageView) -> Sequence[Cell]:
    """Return how a kept message is shown."""
    is_call = message.channel == Channel.CALL
    return (
        Cell(f"{message.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(WORDS.get(message.channel, message.channel)),
        Cell(message.address),
        Cell(message.body.strip() if is_call else message.subject, "bright"),
    )


class OutboxDialog(Dialog[None]):
    """Shows what was kept; a new message comes up by itself."""

    def __init__(self, session: Session) -> None:
        super().__init__("Outbox of the demo: nothing of it left this machine")
        self._session = session

    def compose_body(self) -> ComposeResult:
        """Lay out the list, and the text of the message at the cursor."""
        yield MessageTable(self._session, self._load_page, COLUMNS, cells, empty=NONE_YET)
        yield Plain("", id="outbox-text")

    def on_mount(self) -> None:
        """Read, and read again whenever something was sent."""
        self._table.focus()
        self._table.open()
        follow(self, self._session.state, AccountState.notifications, self._messages_changed)

    @property
    def _table(self) -> MessageTable:
        return self.query_one(MessageTable)

    async def _load_page(self, request: PageRequest) -> Page[MessageView]:
        return await self._session.read(lambda services, actor: services.outbox.kept(actor, request))

    def _messages_changed(self, _view: NotificationView) -> None:
        self._table.open()

    def on_resize(self, event: Resize) -> None:
        """Share the room between the list and the text."""
        super().on_resize(event)
        room = self.room(event.size.height)
        self._table.styles.height = max(room // LIST_SHARE, 3)
        self.query_one("#outbox-text").styles.min_height = room - max(room // LIST_SHARE, 3) - 1

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        message = self._table.current
        self.query_one("#outbox-text", Plain).show("" if message is None else message.body.rstrip())
