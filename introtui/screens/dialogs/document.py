"""One invoice or credit note in full, with what can be done with it."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from introtui.domain.billing import BillingView
from introtui.domain.documents import Document, Standing
from introtui.domain.errors import IntrotuiError
from introtui.paper.text import document_text
from introtui.screens.billing_commands import BillingCommands
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.explained import Explained, document_explained
from introtui.widgets.plain import plain
from introtui.widgets.push_button import PushButton

IF_OPEN = frozenset({"pay", "transfer"})


class DocumentDialog(Dialog[None]):
    """Shows a document as it is on paper; it follows what becomes of it while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "save", "PDF", id="document.save", tooltip="Save the document as PDF."),
        Binding("p", "pay", "Pay", id="document.pay", tooltip="Pay the invoice from the balance."),
        Binding("t", "transfer", "Transfer", id="document.transfer", tooltip="Show how to pay by bank transfer."),
        Binding(
            "equals_sign", "explain", "Explain", id="document.explain", tooltip="Show how each amount came about."
        ),
    ]

    CHANGES = {"pay": ("invoice.pay",)}

    def __init__(self, session: Session, document: Document) -> None:
        super().__init__(f"{document.title} {document.number}")
        self._session = session
        self._document = document
        self._explained = False

    def compose_body(self) -> ComposeResult:
        """Lay out the text, which gives way to how its amounts came about."""
        yield Explained(self._text)

    def compose_buttons(self) -> ComposeResult:
        """Offer what can be done with it."""
        yield PushButton("Close", id="cancel")
        yield PushButton("Save PDF", id="save")
        yield PushButton("Bank transfer", id="transfer")
        yield PushButton(f"Pay {self._document.total}", id="pay", primary=True)

    def on_mount(self) -> None:
        """Show the document, and read it again whenever something was booked."""
        self._show(self._document)
        follow(self, self._session.state, AccountState.billing, self._billing_changed)

    def _show(self, document: Document) -> None:
        self._document = document
        self._draw()
        is_open = document.standing is Standing.OPEN
        for name in IF_OPEN:
            self.query(f"#{name}").set(display=is_open, disabled=not is_open)
        self.refresh_bindings()

    def _draw(self) -> None:
        draw = document_explained(self._document) if self._explained else self._text
        self.query_one(Explained).explain(draw)

    def _text(self, width: int) -> Iterator[Content]:
        return (plain(line) for line in document_text(self._document, width=width))

    def _billing_changed(self, _billing: BillingView) -> None:
        self._read_again()

    @work(group="document", exclusive=True)
    async def _read_again(self) -> None:
        number = self._document.document_id
        try:
            document = await self._session.read(lambda services, actor: services.documents.load(actor, number))
        except IntrotuiError as error:
            self.say(str(error))
        else:
            if self.is_open:
                self._show(document)

    def shows_hint(self, action: str) -> bool:
        """Offer to pay only what is open."""
        return (action not in IF_OPEN or self._document.standing is Standing.OPEN) and super().shows_hint(action)

    def action_explain(self) -> None:
        """Show how the amounts came about instead of the text, or the text again."""
        self._explained = not self._explained
        self._draw()

    def action_save(self) -> None:
        """Save it as PDF."""
        self._run(self._commands.save_pdf(self._document.document_id, self._document.number))

    def action_transfer(self) -> None:
        """Show how to pay it by bank transfer."""
        self._run(self._commands.transfer(self._document.document_id, self._document.number))

    def action_pay(self) -> None:
        """Pay it from the balance."""
        self._run(self._pay())

    async def _pay(self) -> None:
        block = await self._commands.pay(self._document.document_id)
        if block is not None and self.is_open:
            self.dismiss(None)
            await self._commands.mend(block)

    @property
    def _commands(self) -> BillingCommands:
        return BillingCommands(self._session, self.app)

    def _run(self, work: Coroutine[object, object, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except IntrotuiError as error:
                self.say(str(error))

        self.show_error("")
        # A worker of the app: leaving the dialog must not cancel a write.
        self.app.run_worker(guarded())
