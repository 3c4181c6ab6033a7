"""The customer's own comment on an order."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from introtui.domain.errors import IntrotuiError, StaleVersion
from introtui.domain.order_views import OrderView
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.widgets.plain import Plain
from introtui.widgets.plain_area import PlainArea
from introtui.widgets.push_button import PushButton


class CommentDialog(Dialog[OrderView | None]):
    """Returns the order once the comment is stored; what was typed stays until then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f8", "save", "Save", id="comment.save", tooltip="Save the comment."),
    ]

    def __init__(self, session: Session, order: OrderView) -> None:
        super().__init__(f"Comment · order {order.row.order_id}")
        self._session = session
        self._order = order
        self._saving = False

    def compose_body(self) -> ComposeResult:
        """Lay out the text."""
        yield Plain("Only you and support see it. At most 500 characters.", classes="dim")
        stored = Plain(id="stored")
        stored.display = False
        yield stored
        yield PlainArea(self._order.comment, id="comment", compact=True, tab_behavior="focus")

    def on_mount(self) -> None:
        """Go on writing at the end."""
        area = self.query_one(PlainArea)
        area.move_cursor(area.document.end)

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep or to save."""
        yield PushButton(self._keep_words(), id="cancel")
        yield PushButton("Save", id="save", primary=True)

    def action_save(self) -> None:
        """Store the comment, once."""
        if not self._saving:
            self._saving = True
            self.app.run_worker(self._save(self.query_one(PlainArea).text))

    def has_unsaved(self) -> bool:
        """Return whether the comment was changed."""
        return self.query_one(PlainArea).text != self._order.comment

    def action_cancel(self) -> None:
        """Close, but wait for a save."""
        if not self._saving:
            super().action_cancel()

    async def _save(self, text: str) -> None:
        try:
            stored = await self._store(text)
        except IntrotuiError as error:
            self._saving = False
            self.show_error(str(error))
        else:
            self.dismiss(stored)

    async def _store(self, text: str) -> OrderView:
        order_id, expected = self._order.row.order_id, self._order.comment
        try:
            return await self._session.perform(
                lambda services, actor: services.orders.set_comment(actor, order_id, text, expected)
            )
        except StaleVersion:
            await self._read_again()
            raise

    async def _read_again(self) -> None:
        """Show what is stored now above what was typed: only a save that began from it replaces it."""
        order_id = self._order.row.order_id
        self._order = await self._session.read(lambda services, actor: services.orders.load(actor, order_id))
        self._warned = False
        stored = self.query_one("#stored", Plain)
        stored.show(f"Stored now: {self._order.comment or 'no comment'}")
        stored.display = True
        self.query_one("#cancel", PushButton).label = self._keep_words()

    def _keep_words(self) -> str:
        return "Keep the old one" if self._order.comment else "No comment"
