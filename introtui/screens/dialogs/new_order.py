"""New order: what to order, checked field by field; then the priced summary, from which one can come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from textual import work
from textual.app import ComposeResult

from introtui.domain.errors import InvalidFields
from introtui.domain.new_orders import NewOrderDraft, NewOrderQuote, Offer, check_new_order
from introtui.domain.order_views import OrderView
from introtui.domain.payments import PayBy
from introtui.domain.plans import TERMS
from introtui.screens.dialogs.base import Dialog
from introtui.screens.dialogs.quote import Ask, QuoteDialog
from introtui.session import Call, Session
from introtui.widgets.field import ChoiceField, Field, OneOfField, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.plan_lines import plan_lines
from introtui.widgets.push_button import PushButton

Answer = OrderView | NewOrderDraft
PICKED = ("operating_system", "location")
"""Fields that are shown only where the product has something to choose."""


class NewOrderDialog(Dialog[Answer | None]):
    """Returns the order that was placed, or what was typed until the form was left."""

    def __init__(self, session: Session, offers: Sequence[Offer], draft: NewOrderDraft) -> None:
        super().__init__("New order")
        self._session = session
        self._offers = {offer.product: offer for offer in offers}
        product = draft.product if draft.product in self._offers else next(iter(self._offers))
        self._first = {**asdict(draft), "product": product}

    def compose_body(self) -> ComposeResult:
        """Lay out the fields."""
        yield ChoiceField("product", "Product", [(name, name) for name in self._offers], required=True)
        yield OneOfField("plan", self._plan_label(), self._plans(), in_row=False)
        terms = [(str(term), "1 month" if term == 1 else str(term)) for term in TERMS]
        yield OneOfField("term", "Term", terms)
        yield TextField("hostname", "Host name", required=True, hint="such as web1.example.com")
        yield ChoiceField("operating_system", "System", [], required=True, allow_blank=True)
        yield ChoiceField("location", "Location", [], required=True, allow_blank=True)

    def compose_buttons(self) -> ComposeResult:
        """Offer to close, or to see what it costs."""
        yield PushButton("Close", id="cancel")
        yield PushButton("See the price", id="price", primary=True)

    def on_mount(self) -> None:
        """Show what was typed before."""
        self._fields = {field.key: field for field in self.query(Field)}
        self._fields["product"].fill(self._first["product"])
        self._offer()
        for name, value in self._first.items():
            if value:
                self._fields[name].fill(value)
        self._fields["product"].focus_control()

    @property
    def _offered(self) -> Offer:
        return self._offers[self._fields["product"].value or self._first["product"]]

    def _plan_label(self) -> str:
        plans = next(iter(self._offers.values())).plans
        return f"Plan, {plans[0].monthly.currency}/month"

    def _plans(self) -> list[tuple[str, str]]:
        offer = self._offers[self._first["product"]]
        return [(plan.name, line) for plan, line in plan_lines(offer.plans)]

    def _offer(self) -> None:
        """Offer what the chosen product has."""
        offer = self._offered
        plan = self.query_one("#field-plan", OneOfField)
        plan.offer([(each.name, line) for each, line in plan_lines(offer.plans)])
        for name, choices in zip(PICKED, (offer.operating_systems, offer.locations), strict=True):
            field = self.query_one(f"#field-{name.replace('_', '-')}", ChoiceField)
            field.offer([(choice, choice) for choice in choices])
            field.display = bool(choices)

    def typed(self) -> NewOrderDraft:
        """Return what the form holds now."""
        return NewOrderDraft(**{name: field.value for name, field in self._fields.items()})

    def _errors(self) -> Mapping[str, str]:
        try:
            check_new_order(self.typed(), tuple(self._offers.values()))
        except InvalidFields as error:
            return error.errors
        return {}

    def on_field_edited(self, event: Field.Edited) -> None:
        """Follow the product; an error stays until it is mended."""
        if event.field.key == "product":
            self._offer()
        for field in self.query(".field.-invalid").results(Field):
            field.show_error(self._errors().get(field.key))

    def on_field_left(self, event: Field.Left) -> None:
        """Check a field that was filled in when the focus leaves it."""
        if event.field.value:
            event.field.show_error(self._errors().get(event.field.key))

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on with enter."""
        event.stop()
        self.action_price()

    def action_price(self) -> None:
        """Show what it costs, once every field can be accepted."""
        errors = self._errors()
        for name, field in self._fields.items():
            field.show_error(errors.get(name))
        if errors:
            self._fields[next(iter(errors))].focus_control()
        else:
            self._summarise(self.typed())

    @work
    async def _summarise(self, draft: NewOrderDraft) -> None:
        placed = await self.app.push_screen_wait(PlaceOrderDialog(self._session, draft))
        if placed is not None:
            self.dismiss(placed)

    def action_cancel(self) -> None:
        """Close; what was typed is kept for the next time."""
        self.dismiss(self.typed())


class PlaceOrderDialog(QuoteDialog[NewOrderQuote, OrderView]):
    """The priced summary; returns the order once it is placed, None to go back to the form."""

    KEEP = "Back"
    CONFIRM = "Order"

    def __init__(self, session: Session, draft: NewOrderDraft) -> None:
        super().__init__(f"New order · {draft.plan}", session)
        self._draft = draft

    def compose_body(self) -> ComposeResult:
        """Lay out what is ordered, how it is paid, and the quote."""
        chosen = (self._draft.hostname, self._draft.operating_system, self._draft.location)
        yield Plain("   ".join(filter(None, chosen)))
        yield from self.compose_payment()

    def ask(self) -> Ask[NewOrderQuote]:
        """Ask for the price of the draft."""
        draft = self._draft
        return lambda services, actor: services.new_orders.quote(actor, draft)

    def booking(self, quote: NewOrderQuote, key: str, pay_by: PayBy) -> Call[OrderView]:
        """Place the order."""
        return lambda services, actor: services.new_orders.confirm(actor, quote, key, pay_by)
