"""Changing a plan: what is shown is what is booked, once; or a sentence says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from threading import Event

import pytest
from sqlalchemy import func, select

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderAction
from introtui.domain.payments import PayBy
from introtui.domain.quotes import Quote, When
from introtui.screens.dialogs.quote import QuoteDialog
from introtui.screens.orders import OrdersScreen
from introtui.services.order_changes import OrderChangeService
from introtui.store.engine import Database
from introtui.store.tables import LedgerTransaction
from introtui.widgets.push_button import PushButton
from tests.building import ACCOUNT, add_account, add_order, plan_ids, services
from tests.programs import until
from tests.screens.seen import Seen, seen
from tests.waiting import PATIENCE

ORDER = 10231


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    """Return a customer with EUR 128.40 and one VPS M, 28 of 30 days of it left."""
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=ORDER)
    return actor


def booked(page: Seen) -> int:
    """Return how many plan changes are in the books."""
    kind = LedgerTransaction.kind == OrderAction.CHANGE_PLAN
    with page.database.read() as session:
        return session.scalar(select(func.count()).select_from(LedgerTransaction).where(kind)) or 0


def balance(page: Seen) -> str:
    return str(services(page.database).billing.load(page.actor).balance)


def plan(page: Seen) -> str:
    return services(page.database).orders.load(page.actor, ORDER).plan.name


def change_elsewhere(page: Seen, name: str, *, term: int = 1) -> None:
    """Change the plan in another session."""
    changes, plan_id = services(page.database).order_changes, plan_ids(page.database)[name]
    quote = changes.quote_change(page.actor, ORDER, plan_id, term, When.NOW)
    changes.confirm(page.actor, quote, "another session")


def confirm_button(page: Seen) -> PushButton:
    return page.app.screen.query_one("#confirm", PushButton)


async def closed(page: Seen) -> None:
    await until(page.pilot, lambda: isinstance(page.app.screen, OrdersScreen))
    await page.settle()


async def test_nothing_chosen_nothing_to_confirm(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c")
        assert "Choose another plan or term to see what it costs." in page.text
        assert "< now" in page.line("(o) VPS M")
        assert confirm_button(page).disabled
        assert "How is this computed" not in page.footer


async def test_the_quote_is_exact_and_follows_the_choices(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down")
        for words, amount in (
            ("Credit  VPS M   28 of 30 days left", "-18.62"),
            ("VAT 21 %   as charged 2026-11-01", "-3.91"),
            ("Charge  VPS L   28 of 30 days", "32.62"),
            ("Netherlands, consumer", "6.85"),
            ("From your balance today", "16.94"),
            ("128.40  ->", "111.46"),
        ):
            assert page.line(words).rstrip(" │").endswith(amount), words
        assert "[ Keep VPS M ]" in page.line("[ Change, 16.94 ]")
        await page.press("tab", "right")
        assert "Charge  VPS L   92 of 92 days" in page.text
        await page.press("left", "tab", "right")
        assert "Balance" in page.line("unchanged")
        assert "[ Change at 2026-12-21 ]" in page.text


async def test_how_it_is_computed_fits_by_scrolling_and_the_buttons_stay(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "equals_sign")
        assert "19.95 x 28/30 is 18.62 exactly" in page.text
        assert "pgup/pgdn Scroll" in page.footer
        assert "[ Change, 16.94 ]" in page.text
        await page.press("pagedown")
        await page.appears("From 2026-12-21 VPS L costs EUR 34.95 until 2027-01-21, before VAT.")
        assert "[ Change, 16.94 ]" in page.text
        await page.press("equals_sign")
        assert "exactly" not in page.text


async def test_confirm_pressed_ten_times_books_once(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "tab", "tab", "tab", "tab", "tab")
        assert page.focused is confirm_button(page)
        assert "enter Press" in page.footer
        await page.pilot.press(*["enter"] * 10)
        await until(page.pilot, lambda: plan(page) == "VPS L")
        await page.settle()
        assert (booked(page), balance(page)) == (1, "EUR 111.46")


async def test_what_was_booked_is_said_and_shown(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "shift+tab", "enter")
        await until(page.pilot, lambda: bool(page.toasts))
        assert page.toasts == ["Order 10231: Changed from VPS M to VPS L; EUR 16.94 charged."]
        await page.appears("balance EUR 111.46")
        await page.appears("10231 VPS L")


async def test_a_downgrade_waits_for_the_end_and_is_undone(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "up")
        assert "(o) at the end of the period, 2026-12-21" in page.text
        await page.press("shift+tab")
        assert page.focused is confirm_button(page)
        await page.press("enter")
        await closed(page)
        await page.appears("10231 changes to VPS S on 2026-12-21; u undoes it")
        await page.settle()
        assert "u Undo" in page.footer
        await page.press("u")
        await page.goes("changes to VPS S")
        assert plan(page) == "VPS M"
        assert booked(page) == 0


async def test_esc_keeps_the_plan(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "escape")
        await closed(page)
        assert (plan(page), booked(page), page.toasts) == ("VPS M", 0, [])


async def test_a_shortfall_is_named_and_cannot_be_confirmed(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database, balance="16.93")
    add_order(sqlite_database, actor, order_id=ORDER)
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down")
        assert "x Your balance is EUR 0.01 short of this; t tops it up, or pay by invoice." in page.text
        assert confirm_button(page).disabled
        await page.app.run_action("confirm", page.app.screen)
        await page.settle()
        assert isinstance(page.app.screen, QuoteDialog)
        assert booked(page) == 0


async def test_an_upgrade_by_invoice_waits_for_it_and_can_be_undone(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database, balance="16.93")
    add_order(sqlite_database, actor, order_id=ORDER)
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "tab", "tab", "tab", "right")
        assert "(o) by invoice, later" in page.text
        assert "By invoice, nothing today" in page.text
        assert "unchanged" in page.line("Balance   ")
        await page.press("tab", "tab", "enter")
        await closed(page)
        await page.appears("10231 changes to VPS L once INV-2026-000001 is paid; u undoes it")
        assert plan(page) == "VPS M"
        await page.press("enter")
        await page.appears("invoice INV-2026-000001 unpaid, due 2026-12-07")
        assert "VPS L once the invoice is paid; u undoes the change" in page.text
        await page.press("u")
        await page.goes("once the invoice is paid")
        assert services(sqlite_database).order_changes.quote_change(
            actor, ORDER, plan_ids(sqlite_database)["VPS L"], 1, When.NOW
        )


async def test_figures_that_changed_meanwhile_are_shown_before_anything_is_booked(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "shift+tab")
        change_elsewhere(page, "VPS S")
        assert page.focused is confirm_button(page)
        await page.press("enter")
        await page.appears("x The figures have changed since they were shown.")
        await page.settle()
        assert booked(page) == 1
        assert page.focused.id == "cancel"
        await page.press("tab", "enter")
        await closed(page)
        assert (booked(page), plan(page)) == (2, "VPS L")


@pytest.mark.parametrize("meanwhile", ["VPS S", "VPS L"])
async def test_what_stands_around_a_refused_quote_is_what_the_order_is_now(
    sqlite_database: Database, actor: Actor, meanwhile: str
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "tab", "down", "shift+tab", "shift+tab")
        assert "[ Keep VPS M ]" in page.text
        change_elsewhere(page, meanwhile, term=3)
        await page.press("enter")
        await page.appears("[ Keep " + meanwhile)
        assert "< now" in page.line(f") {meanwhile}")
        assert "< now" not in page.line(") VPS M")
        assert "at the end of the period, 2027-02-23" in page.text
        assert "(o) VPS L" in page.text


async def test_a_switched_auto_renewal_changes_no_figure(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "shift+tab")
        services(sqlite_database).orders.set_auto_renew(actor, ORDER, True)
        await page.press("enter")
        await closed(page)
        assert (booked(page), plan(page)) == (1, "VPS L")


async def test_the_quote_belongs_to_the_choice_when_a_booking_is_refused(
    sqlite_database: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Event()

    def refused(
        _service: OrderChangeService, _actor: Actor, _quote: Quote, _key: str, _pay_by: PayBy
    ) -> OrderView:
        assert answer.wait(PATIENCE)
        raise ActionRefused("The books are closed for a moment.")

    monkeypatch.setattr(OrderChangeService, "confirm", refused)
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down", "shift+tab")
        await page.pilot.press("enter", "tab", "up", "shift+tab", "up", "left")
        await page.pilot.click("#plan", offset=(1, 0))
        answer.set()
        await page.appears("x The books are closed for a moment.")
        await page.settle()
        assert "(o) VPS L" in page.text
        assert "Charge  VPS L   28 of 30 days" in page.text
        assert "[ Change, 16.94 ]" in page.text
        await page.press("tab", "tab", "up")
        assert "< now" in page.line("(o) VPS M")
        assert confirm_button(page).disabled


async def test_without_a_vat_rate_nothing_is_priced(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database, replace(ACCOUNT, country="SI"))
    add_order(sqlite_database, actor, order_id=ORDER, country="SI")
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down")
        assert "x VAT for Slovenia is not set, so nothing can be priced; support has been" in page.text
        assert confirm_button(page).disabled


@pytest.mark.parametrize(
    ("country", "opening", "price", "amount"),
    [
        ("JP", Money(12500, "JPY"), Money(3192, "JPY"), "2240"),
        ("KW", Money(45250, "KWD"), Money(6600, "KWD"), "4.620"),
    ],
)
async def test_currencies_of_none_and_three_decimals(
    sqlite_database: Database, country: str, opening: Money, price: Money, amount: str
) -> None:
    actor = add_account(sqlite_database, replace(ACCOUNT, country=country, opening_balance=opening))
    add_order(sqlite_database, actor, order_id=ORDER, country=country, price=price)
    async with seen(sqlite_database, actor) as page:
        assert page.line("IP address").endswith(opening.currency)
        await page.press("c", "down")
        assert page.line("From your balance today").rstrip(" │").endswith(amount)


async def test_an_overdue_order_says_why_it_cannot_change(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=ORDER, paid_until=date(2026, 11, 22))
    async with seen(sqlite_database, actor) as page:
        await page.press("c")
        assert len(page.toasts) == 1
        assert "overdue" in page.toasts[0]
