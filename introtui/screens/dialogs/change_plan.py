"""Change plan: the plans beside the current one, when, which term, and what it costs to the cent."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from introtui.domain.order_views import OrderView
from introtui.domain.plans import TERMS, Plan
from introtui.domain.quotes import Quote, When, is_upgrade
from introtui.screens.dialogs.order_quote import OrderQuoteDialog
from introtui.screens.dialogs.quote import Ask
from introtui.session import Session
from introtui.widgets.choices import Choices
from introtui.widgets.plan_lines import LONGEST_NAME, plan_lines
from introtui.widgets.record_cells import fit


class ChangePlanDialog(OrderQuoteDialog):
    """Returns the order after the change; an upgrade is meant now, a downgrade at the end of the period."""

    CONFIRM = "Change"
    UNCHANGED = "Choose another plan or term to see what it costs."

    def __init__(self, session: Session, order: OrderView, plans: Sequence[Plan]) -> None:
        super().__init__(f"Change plan · order {order.row.order_id}", session, order)
        own = next((plan for plan in plans if plan.plan_id == order.plan.plan_id), order.plan)
        self._plan: Choices[Plan] = Choices(self._offers(plans), value=own, id="plan")
        terms = [(term, "1 month" if term == 1 else f"{term} months") for term in TERMS]
        self._term: Choices[int] = Choices(terms, value=order.row.term_months, in_row=True, id="term")
        self._when = self.when_choice(first=When.NOW)

    def compose_body(self) -> ComposeResult:
        """Lay out plans, term, when, how it is paid, and the quote."""
        for label, choices in (("Plan", self._plan), ("Term", self._term), ("When", self._when)):
            with Horizontal(classes="choice"):
                yield Static(label, classes="choice-label")
                yield choices
        yield from self.compose_payment()

    def _offers(self, plans: Sequence[Plan]) -> list[tuple[Plan, str]]:
        now = self.order.plan.plan_id
        return [
            (plan, f"{line} a month{' < now' if plan.plan_id == now else ''}") for plan, line in plan_lines(plans)
        ]

    async def read_again(self) -> None:
        """Bring the plans, their prices and the mark of the present one up to date as well."""
        await super().read_again()
        order_id, chosen = self.order.row.order_id, self._plan.value.plan_id
        plans = await self.session.read(lambda services, actor: services.orders.plan_offers(actor, order_id))
        self._plan.offer(
            self._offers(plans),
            value=next((plan for plan in plans if plan.plan_id == chosen), self.order.plan),
        )

    def keep_label(self) -> str:
        """Name the plan that stays."""
        # A name without end would push the button beside it off the dialog.
        return f"Keep {fit(self.order.plan.name, LONGEST_NAME).strip()}"

    def ask(self) -> Ask[Quote] | None:
        """Ask for the change to the chosen plan and term."""
        plan, term, when = self._plan.value, self._term.value, self._when.value
        order = self.order.row
        if plan.plan_id == self.order.plan.plan_id and term == order.term_months:
            return None
        return lambda services, actor: services.order_changes.quote_change(
            actor, order.order_id, plan.plan_id, term, when
        )

    def confirm_label(self, quote: Quote) -> str:
        """Say what is booked."""
        if quote.when is When.AT_END:
            return f"{self.CONFIRM} at {quote.effective_on}"
        total = quote.total
        return (
            f"{self.CONFIRM}, get {(-total).amount} back" if total.minor < 0 else f"{self.CONFIRM}, {total.amount}"
        )

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Move a cheaper plan to the end of the period by itself; it is priced after this."""
        if event.choices.id == "plan" and not self._booking:
            # The way back would be an upgrade.
            downgrade = is_upgrade(self._plan.value, self.order.plan)
            self._when.choose(When.AT_END if downgrade else When.NOW)
