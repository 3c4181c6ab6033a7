"""Paying an invoice from the balance: its lines, the total, the balance before and after; once, or why not."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from introtui.domain.account import PaymentBlock
from introtui.domain.billing import Paying
from introtui.domain.documents import Document
from introtui.domain.errors import ActionRefused, IntrotuiError
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.widgets.push_button import PushButton
from introtui.widgets.quote_view import QuoteView


class Instead(StrEnum):
    """Other ways to pay that the dialog leads to."""

    TRANSFER = "transfer"
    TOP_UP = "top up"


Outcome = Document | PaymentBlock | Instead | None
"""The paid document, what blocks payments and should be mended, or another way to pay."""


class PayDialog(Dialog[Outcome]):
    """Pays what it shows, once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "equals_sign", "explain", "How is this computed", id="pay.explain", tooltip="Explain the amounts."
        ),
    ]

    def __init__(self, session: Session, paying: Paying) -> None:
        super().__init__(f"Pay {paying.document.number}")
        self._session = session
        self._paying = paying
        self._key = session.new_key()
        self._under_way = False

    def compose_body(self) -> ComposeResult:
        """Lay out the lines."""
        yield QuoteView()

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it, another way, what mends a block, and to pay."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Bank transfer", id="transfer")
        yield PushButton("Top up", id="top-up")
        yield PushButton("Mend it", id="mend", primary=True)
        yield PushButton(f"Pay {self._paying.quote.total}", id="pay", primary=True)

    def on_mount(self) -> None:
        """Show what will be paid."""
        self._show()

    def _show(self) -> None:
        """Show the figures, and offer only what would work."""
        paying = self._paying
        blocks, short, refusal = paying.blocks, bool(paying.quote.shortfall.minor), paying.refusal
        self.query_one(QuoteView).show(paying.quote)
        self._offer("#transfer", not refusal)
        self._offer("#top-up", short and not blocks and not refusal)
        self._offer("#mend", bool(blocks) and not refusal)
        self._offer("#pay", not (refusal or blocks or short))
        if blocks:
            self.query_one("#mend", PushButton).say(mend_words(blocks[0]))
        self.show_error(refusal or (blocks[0].reason if blocks else "") or self._short_words())

    def _offer(self, button: str, offered: bool) -> None:
        self.query(button).set(display=offered, disabled=not offered)

    def _short_words(self) -> str:
        missing = self._paying.quote.shortfall
        return (
            f"Your balance is {missing} short of this; top it up, or pay by bank transfer."
            if missing.minor
            else ""
        )

    def action_explain(self) -> None:
        """Show or hide how each amount comes about."""
        self.query_one(QuoteView).explain()

    def action_transfer(self) -> None:
        """Go to the bank transfer."""
        self._leave(Instead.TRANSFER)

    def action_top_up(self) -> None:
        """Go to the top-up."""
        self._leave(Instead.TOP_UP)

    def action_mend(self) -> None:
        """Go to what blocks payments."""
        self._leave(self._paying.blocks[0])

    def action_cancel(self) -> None:
        """Close without paying; while a payment is under way, wait for its answer."""
        self._leave(None)

    def _leave(self, outcome: Outcome) -> None:
        if not self._under_way:
            self.dismiss(outcome)

    def action_pay(self) -> None:
        """Pay, once."""
        if self._under_way:
            return
        self._under_way = True
        # First the safe button: whoever keeps pressing enter must not confirm other figures unseen.
        self.query_one("#cancel", PushButton).focus()
        self.query("#pay").set(disabled=True)
        # A worker of the app: closing the dialog must not cancel the payment.
        self.app.run_worker(self._pay(self._paying.document.document_id))

    async def _pay(self, document_id: int) -> None:
        try:
            paid = await self._session.perform(
                lambda services, actor: services.payments.pay(actor, document_id, self._key)
            )
        except IntrotuiError as error:
            await self._give_back(document_id, error)
        else:
            self.dismiss(paid)

    async def _give_back(self, document_id: int, error: IntrotuiError) -> None:
        """Show why nothing was paid, and how things stand now."""
        if isinstance(error, ActionRefused):
            # Where that cannot be read, the figures that are there have to do.
            with suppress(IntrotuiError):
                self._paying = await self._session.read(
                    lambda services, actor: services.billing.paying(actor, document_id)
                )
        self._under_way = False
        if self.is_open:
            self._show()
        self.say(str(error))


def mend_words(block: PaymentBlock) -> str:
    """Return where a block is mended, as a button says it."""
    return "Go to the profile" if block.field is None else "Go to the field"
