"""Renew: one or many orders, each for a term of its own, with one total."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from introtui.domain.order_views import OrderRow
from introtui.domain.payments import PayBy
from introtui.domain.renewals import RenewalChoice, RenewalQuote
from introtui.screens.dialogs.quote import Ask, QuoteDialog
from introtui.session import Call, Session
from introtui.widgets.plain import Plain
from introtui.widgets.term_list import HEAD, TermList, TermRow


class RenewDialog(QuoteDialog[RenewalQuote, tuple[int, ...]]):
    """Returns the ids of the renewed orders; by invoice they are renewed once it is paid."""

    KEEP = "Not now"
    CONFIRM = "Renew"

    def __init__(self, session: Session, rows: Sequence[OrderRow]) -> None:
        what = f"order {rows[0].order_id}" if len(rows) == 1 else f"{len(rows)} orders"
        super().__init__(f"Renew · {what}", session)
        self._list = TermList([_term_row(row) for row in rows])

    def compose_body(self) -> ComposeResult:
        """Lay out the orders with their terms, how it is paid, and the quote."""
        yield Plain(HEAD, classes="dim")
        yield self._list
        yield from self.compose_payment()

    def on_term_list_changed(self, event: TermList.Changed) -> None:
        """Price the new terms."""
        event.stop()
        self.requote()

    async def read_again(self) -> None:
        """Bring the orders' lines up to date."""
        ids = tuple(self._list.terms)
        rows = await self.session.read(lambda services, actor: services.orders.rows(actor, ids))
        self._list.say([_term_row(row) for row in rows])

    def chosen(self) -> object:
        """Return the terms."""
        return dict(self._list.terms)

    def ask(self) -> Ask[RenewalQuote]:
        """Ask for the renewal for the chosen terms."""
        choices = tuple(
            RenewalChoice(order_id=order_id, term_months=term) for order_id, term in self._list.terms.items()
        )
        return lambda services, actor: services.renewals.quote(actor, choices)

    def booking(self, quote: RenewalQuote, key: str, pay_by: PayBy) -> Call[tuple[int, ...]]:
        """Book the renewal."""
        return lambda services, actor: services.renewals.confirm(actor, quote, key, pay_by)


def _term_row(row: OrderRow) -> TermRow:
    facts = row.facts
    return TermRow(
        order_id=row.order_id,
        plan=facts.next_plan or row.plan,
        note="-" if facts.paid_until is None else str(facts.paid_until),
        term_months=row.term_months,
    )
