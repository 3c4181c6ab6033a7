"""What a follower of the shared state is shown, and when."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App

from introtui.domain.order_views import OrdersSummary
from introtui.domain.vat import VatRate
from introtui.state import AccountState, follow

SUMMARY = OrdersSummary(active=1, history=0, overdue=0, products=(), revision=7)


async def test_orders_are_shown_after_every_reload_and_other_slices_when_they_differ() -> None:
    """An order may have changed although its counts are the same, and so is the newest change."""
    state, shown = AccountState(), list[object]()
    app: App[None] = App()
    async with app.run_test():
        follow(app.screen, state, AccountState.orders, shown.append)
        follow(app.screen, state, AccountState.vat, shown.append)
        rates: tuple[VatRate, ...] = ()
        for _ in range(2):
            state.orders = replace(SUMMARY)
            state.vat = rates
        assert shown == [SUMMARY, rates, SUMMARY]
