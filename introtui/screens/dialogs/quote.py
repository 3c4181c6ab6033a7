"""A dialog around anything priced: what is shown is what is booked, once, or refused as outdated."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from introtui.domain.access import Actor
from introtui.domain.account import PaymentBlock, payment_blocks
from introtui.domain.errors import ActionRefused, IntrotuiError, QuoteOutdated
from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.pricing import Priced
from introtui.screens.dialogs.base import Dialog
from introtui.screens.dialogs.pay import mend_words
from introtui.session import Call, Session
from introtui.widgets.choices import Choices
from introtui.widgets.push_button import PushButton
from introtui.widgets.quote_view import QuoteView

if TYPE_CHECKING:
    from introtui.services.registry import Services

QuoteT = TypeVar("QuoteT", bound=Priced)
ResultT = TypeVar("ResultT")
Ask = Callable[["Services", Actor], QuoteT]

MENDS = "t tops it up, or pay by invoice."
PAY_WORDS = ((PayBy.BALANCE, "from the balance"), (PayBy.INVOICE, "by invoice, later"))


class QuoteDialog(Dialog[ResultT | None], Generic[QuoteT, ResultT]):
    """Shows a quote that follows the choices above it; returns what booking it brought about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "equals_sign",
            "explain",
            "How is this computed",
            id="quote.explain",
            key_display="=",
            tooltip="Explain.",
        ),
        Binding("t", "top_up", "Top up", id="quote.top_up", tooltip="Top the balance up by what is missing."),
    ]
    KEEP: ClassVar[str] = "Keep"
    CONFIRM: ClassVar[str] = "Confirm"
    """The confirming button's word while there is nothing to confirm."""
    UNCHANGED: ClassVar[str] = ""
    """What to do first, shown in place of a quote."""

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(title)
        self.session = session
        self._pay: Choices[PayBy] = Choices(PAY_WORDS, value=PayBy.BALANCE, in_row=True, id="pay")
        self._quote: QuoteT | None = None
        self._key = session.new_key()
        self._booking = False
        self._priced: object = None
        """What was chosen when the quote was asked for."""

    # What each dialog says

    def ask(self) -> Ask[QuoteT] | None:
        """Return how to get the quote for what is chosen now; None when nothing is chosen."""
        return None

    def booking(self, quote: QuoteT, key: str, pay_by: PayBy) -> Call[ResultT]:
        """Return the service call that books the quote."""
        raise TypeError(f"{type(self).__name__} does not say how")

    def chosen(self) -> object:
        """Return what the quote depends on, to tell whether it still belongs to it."""
        return tuple(choices.chosen for choices in self.query(Choices) if choices is not self._pay)

    def confirm_label(self, quote: QuoteT) -> str:
        """Return the confirming button's words, with the amount."""
        return f"{self.CONFIRM}, {quote.total.amount}"

    def keep_label(self) -> str:
        """Return the safe button's words."""
        return self.KEEP

    async def read_again(self) -> None:
        """Bring the words around the quote up to what is stored now; raises what the services raise."""

    # The frame

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep things as they are, then what mends a block, then to confirm."""
        yield PushButton(self.keep_label(), id="cancel")
        yield PushButton("Mend it", id="mend", primary=True)
        yield PushButton(self.CONFIRM, id="confirm", primary=True, disabled=True)

    def compose_payment(self) -> ComposeResult:
        """Lay out how it is paid, which shows while there is something to pay, and the quote."""
        line = Horizontal(Static("Pay", classes="choice-label"), self._pay, classes="choice", id="pay-line")
        # Hidden from the start: the first focus must not go where nothing is to be chosen.
        line.display, line.disabled = False, True
        yield line
        yield QuoteView()

    def on_mount(self) -> None:
        """Ask for the first quote."""
        self.requote()

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Price the new choice; how it is paid changes no figure."""
        event.stop()
        if event.choices is not self._pay:
            self.requote()
        elif not self._booking:
            self._show(self._quote)

    def requote(self) -> None:
        """Ask for the quote of what is chosen now; until it comes, nothing can be confirmed."""
        if self._booking:
            return
        self._priced = self.chosen()
        ask = self.ask()
        if ask is None:
            self.workers.cancel_group(self, "quote")
            self._show(None, self.UNCHANGED)
        else:
            self._take(None)
            self.query_one(QuoteView).make_stale()
            self._requote(ask)

    @work(group="quote", exclusive=True)
    async def _requote(self, ask: Ask[QuoteT]) -> None:
        quote, refusal = None, ""
        try:
            quote = await self.session.read(ask)
        except IntrotuiError as error:
            refusal = str(error)
        if self.is_open:
            self._show(quote)
            if refusal:
                self.show_error(refusal)

    def _show(self, quote: QuoteT | None, instead: str = "") -> None:
        line, payable = self.query_one("#pay-line"), quote is not None and quote.total.minor > 0
        line.display, line.disabled = payable, not payable
        self.query_one(QuoteView).show(quote, instead, pay_by=self._pay.value)
        self._take(quote)

    def _take(self, quote: QuoteT | None) -> None:
        """Let the buttons follow the quote."""
        self._quote = quote
        missing, block = self._missing, self._block
        mend, button = self.query_one("#mend", PushButton), self.query_one("#confirm", PushButton)
        mend.display, mend.disabled = block is not None, block is None
        if block is not None:
            mend.say(mend_words(block))
        button.display, button.disabled = block is None, quote is None or bool(missing or block)
        button.say(self.CONFIRM if quote is None else self.confirm_label(quote))
        short = f"Your balance is {missing} short of this; {MENDS}" if missing else ""
        self.show_error(short if block is None else block.reason)
        self.refresh_bindings()

    @property
    def _missing(self) -> Money | None:
        """What the balance lacks to pay what is shown, None when it reaches or is not asked."""
        if self._quote is None or self._pay.value is not PayBy.BALANCE or not self._quote.shortfall.minor:
            return None
        return self._quote.shortfall

    @property
    def _block(self) -> PaymentBlock | None:
        """What blocks paying what is shown, None when nothing does or nothing is to be paid."""
        profile = self.session.state.profile
        if profile is None or self._quote is None or self._quote.total.minor <= 0:
            return None
        return next(iter(payment_blocks(profile)), None)

    def shows_hint(self, action: str) -> bool:
        """Offer to explain amounts only while there are some."""
        if action == "explain":
            return self._quote is not None and bool(self._quote.lines)
        if action == "top_up":
            return self._missing is not None and not self._booking
        return super().shows_hint(action)

    def action_explain(self) -> None:
        """Show or hide how each amount comes about."""
        self.query_one(QuoteView).explain()

    def action_top_up(self) -> None:
        """Show how to transfer what the balance lacks."""
        if self._missing is not None and not self._booking:
            self.app.run_worker(self._top_up(self._missing))

    def action_mend(self) -> None:
        """Go to what blocks payments; nothing is booked."""
        block = self._block
        if block is not None and not self._booking:
            self.dismiss(None)
            self.app.call_later(self.app.run_action, f"app.profile_field({block.field!r})")

    async def _top_up(self, missing: Money) -> None:
        from introtui.screens.billing_commands import BillingCommands

        try:
            await BillingCommands(self.session, self.app).top_up(missing)
        except IntrotuiError as error:
            self.say(str(error))
        else:
            if self.is_open:
                self.requote()

    # Booking

    def action_confirm(self) -> None:
        """Book what is shown, once."""
        # A choice that was made a moment ago may not be priced yet; its own quote is on the way.
        if self._quote is None or self._booking or self.chosen() != self._priced:
            return
        # First the safe button: whoever keeps pressing enter must not confirm other figures unseen.
        self.query_one("#cancel", PushButton).focus()
        self.query_one("#confirm", PushButton).disabled = True
        self._hold(True)
        # A worker of the app: closing the dialog must not cancel the booking.
        self.app.run_worker(self._book(self._quote))

    def _hold(self, booking: bool) -> None:
        """Keep the choices as they are while what they cost is being booked."""
        self._booking = booking
        for control in self.query("#dialog-body *"):
            if control.can_focus:
                control.disabled = booking

    async def _book(self, quote: QuoteT) -> None:
        try:
            booked = await self.session.perform(self.booking(quote, self._key, self._pay.value))
        except IntrotuiError as error:
            await self._give_back(quote, error)
        else:
            self.dismiss(booked)

    async def _give_back(self, quote: QuoteT, error: IntrotuiError) -> None:
        """Show why nothing was booked, and what it is about and costs now."""
        if isinstance(error, QuoteOutdated) and isinstance(error.quote, type(quote)):
            quote, self._key = error.quote, self.session.new_key()
        if isinstance(error, QuoteOutdated | ActionRefused):
            # Where that cannot be read, the words that are there have to do.
            with suppress(IntrotuiError):
                await self.read_again()
        self._hold(False)
        self._priced = self.chosen()
        self._show(quote)
        self.show_error(str(error))

    def action_cancel(self) -> None:
        """Close without booking; while a booking is under way, wait for its answer."""
        if not self._booking:
            self.dismiss(None)
