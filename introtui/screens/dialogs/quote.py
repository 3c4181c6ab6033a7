"""A dialog around a quote: what is shown is what is booked, once, or refused as outdated."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, IntrotuiError, QuoteOutdated
from introtui.domain.order_views import OrderView
from introtui.domain.quotes import Quote, When
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.widgets.choices import Choices
from introtui.widgets.push_button import PushButton
from introtui.widgets.quote_view import QuoteView

if TYPE_CHECKING:
    from introtui.services.registry import Services

Ask = Callable[["Services", Actor], Quote]


class QuoteDialog(Dialog[OrderView | None]):
    """Shows a quote that follows the choices above it; returns the order once it is booked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "equals_sign",
            "explain",
            "How is this computed",
            id="quote.explain",
            key_display="=",
            tooltip="Explain.",
        ),
    ]
    KEEP: ClassVar[str] = "Keep"
    CONFIRM: ClassVar[str] = "Confirm"
    """The confirming button's word while there is nothing to confirm."""
    UNCHANGED: ClassVar[str] = ""
    """What to do first, shown in place of a quote."""

    def __init__(self, title: str, session: Session, order: OrderView) -> None:
        super().__init__(title)
        self.session = session
        self.order = order
        self._quote: Quote | None = None
        self._key = session.new_key()
        self._booking = False
        self._first = When.NOW
        self._priced: tuple[int, ...] = ()
        """Where the choices stood when the quote was asked for."""

    def ask(self) -> Ask | None:
        """Return how to get the quote for what is chosen now; None when nothing is chosen."""
        return None

    def confirm_label(self, quote: Quote) -> str:
        """Return the confirming button's words, with the amount."""
        return f"{self.CONFIRM}, {quote.total.amount}"

    def keep_label(self) -> str:
        """Return the safe button's words."""
        return self.KEEP

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep things as they are, then to confirm."""
        yield PushButton(self.keep_label(), id="cancel")
        yield PushButton(self.CONFIRM, id="confirm", primary=True, disabled=True)

    def when_choice(self, *, first: When) -> Choices[When]:
        """Return the choice between now and the end of the period."""
        self._first = first
        return Choices(self._moments(), value=first, in_row=True, id="when")

    def _moments(self) -> list[tuple[When, str]]:
        period = self.order.period
        end = "" if period is None else f", {period.end}"
        words = {When.NOW: "now", When.AT_END: f"at the end of the period{end}"}
        return sorted(words.items(), key=lambda moment: moment[0] is not self._first)

    async def read_again(self) -> None:
        """Bring the words around the quote up to what the order is now; raises what the services raise."""
        order_id = self.order.row.order_id
        self.order = await self.session.read(lambda services, actor: services.orders.load(actor, order_id))
        for when in self.query("#when").results(Choices):
            when.offer(self._moments(), value=when.value)
        self.query_one("#cancel", PushButton).say(self.keep_label())

    def on_mount(self) -> None:
        """Ask for the first quote."""
        self.requote()

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Price the new choice."""
        event.stop()
        self.requote()

    def requote(self) -> None:
        """Ask for the quote of what is chosen now; until it comes, nothing can be confirmed."""
        if self._booking:
            return
        self._priced = self._chosen()
        ask = self.ask()
        if ask is None:
            self.workers.cancel_group(self, "quote")
            self._show(None, self.UNCHANGED)
        else:
            self._take(None)
            self.query_one(QuoteView).make_stale()
            self._requote(ask)

    def _chosen(self) -> tuple[int, ...]:
        return tuple(choices.chosen for choices in self.query(Choices))

    @work(group="quote", exclusive=True)
    async def _requote(self, ask: Ask) -> None:
        quote, refusal = None, ""
        try:
            quote = await self.session.read(ask)
        except IntrotuiError as error:
            refusal = str(error)
        if self.is_open:
            self._show(quote)
            if refusal:
                self.show_error(refusal)

    def _show(self, quote: Quote | None, instead: str = "") -> None:
        self.query_one(QuoteView).show(quote, instead)
        self._take(quote)

    def _take(self, quote: Quote | None) -> None:
        """Let the buttons follow the quote."""
        self._quote = quote
        button = self.query_one("#confirm", PushButton)
        button.disabled = quote is None or bool(quote.shortfall.minor)
        button.say(self.CONFIRM if quote is None else self.confirm_label(quote))
        missing = quote.shortfall if quote is not None and quote.shortfall.minor else None
        self.show_error(f"Your balance is {missing} short of this, so it cannot be booked." if missing else "")
        self.refresh_bindings()

    def shows_hint(self, action: str) -> bool:
        """Offer to explain amounts only while there are some."""
        if action == "explain":
            return self._quote is not None and bool(self._quote.lines)
        return super().shows_hint(action)

    def action_explain(self) -> None:
        """Show or hide how each amount comes about."""
        self.query_one(QuoteView).explain()

    def action_confirm(self) -> None:
        """Book what is shown, once."""
        # A choice that was made a moment ago may not be priced yet; its own quote is on the way.
        if self._quote is None or self._booking or self._chosen() != self._priced:
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
        for choices in self.query(Choices):
            choices.disabled = booking

    async def _book(self, quote: Quote) -> None:
        try:
            booked = await self.session.perform(
                lambda services, actor: services.order_changes.confirm(actor, quote, self._key)
            )
        except IntrotuiError as error:
            await self._give_back(quote, error)
        else:
            self.dismiss(booked)

    async def _give_back(self, quote: Quote, error: IntrotuiError) -> None:
        """Show why nothing was booked, and what the order is and costs now."""
        if isinstance(error, QuoteOutdated) and isinstance(error.quote, Quote):
            quote, self._key = error.quote, self.session.new_key()
        if isinstance(error, QuoteOutdated | ActionRefused):
            # Where that cannot be read, the words that are there have to do.
            with suppress(IntrotuiError):
                await self.read_again()
        self._hold(False)
        self._priced = self._chosen()
        self._show(quote)
        self.show_error(str(error))

    def action_cancel(self) -> None:
        """Close without booking; while a booking is under way, wait for its answer."""
        if not self._booking:
            self.dismiss(None)
