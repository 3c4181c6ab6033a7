"""One order in full: everything about it by keyboard, and what is done from there."""

from __future__ import annotations

from datetime import date
from threading import Event

import pytest
from textual.events import Paste

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderStatus
from introtui.screens.order_detail import OrderDetailScreen
from introtui.screens.orders import OrdersScreen
from introtui.services.orders import OrderService
from introtui.store.engine import Database
from introtui.widgets.plain_area import PlainArea
from tests.building import add_account, add_order, services
from tests.programs import until
from tests.screens.seen import seen
from tests.waiting import PATIENCE

ORDER = 10231
COMMENT = "Never cancel.\nAsk Anna."


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    actor = add_account(sqlite_database)
    add_order(
        sqlite_database,
        actor,
        order_id=ORDER,
        addresses=("203.0.113.7", "2001:db8::7"),
        hostname="a-host-name-of-many-parts.in-a-long-subdomain.of-a-longer-domain.example.org",
        comment=COMMENT,
    )
    return actor


async def test_everything_is_there_and_the_keyboard_reaches_it(sqlite_database: Database, actor: Actor) -> None:
    orders = services(sqlite_database).orders
    comment = COMMENT
    for number in range(20):
        comment = orders.set_comment(actor, ORDER, f"Comment {number}", comment).comment
    async with seen(sqlite_database, actor) as page:
        await page.press("enter")
        for words in (
            "Plan         VPS M (VPS/VDS)",
            "Addresses    203.0.113.7, 2001:db8::7",
            "Cost         EUR 19.95 for 1 month, before VAT",
            "Paid period  2026-11-21 until 2026-12-21",
            "Days left    28",
            "Auto-renew   off",
        ):
            assert words in page.text
        assert "example.org" in page.text
        assert "pgup/pgdn Scroll" in page.footer
        await page.press("end")
        await page.goes("Order        10231")
        assert "2026-11-23 12:00  Comment changed. (ivanov)" in page.text
        await page.press("home")
        await page.appears("Order        10231")
        assert page.footer.endswith("esc Close")
        await page.press("escape")
        assert isinstance(page.app.screen, OrdersScreen)


async def test_commands_run_from_it_and_it_follows_what_is_committed(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("enter")
        assert "u Undo" not in page.footer
        await page.press("w")
        await page.appears("Auto-renew   on")
        await page.press("x")
        assert "[ Cancel at 2026-12-21 ]" in page.text
        await page.press("shift+tab", "enter")
        await page.appears("u undoes the cancel")
        assert isinstance(page.app.screen, OrderDetailScreen)
        await page.settle()
        assert "u Undo" in page.footer
        services(sqlite_database).orders.undo_cancel(actor, ORDER)
        await page.goes("u undoes the cancel")


async def test_a_command_that_is_not_allowed_says_why_inside(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("enter", "u")
        assert "x Nothing is scheduled for this order, so there is nothing to undo." in page.text


async def test_a_comment_is_written_where_the_old_one_ends(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("m")
        await page.press(*" Or Ben.", "ctrl+s")
        await until(page.pilot, lambda: bool(page.toasts))
        assert page.toasts == ["Order 10231: Comment changed."]
        stored = services(sqlite_database).orders.load(actor, ORDER)
        assert stored.comment == "Never cancel.\nAsk Anna. Or Ben."


async def test_an_unsaved_comment_is_dropped_only_when_asked_twice(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("m", "a", "escape")
        assert "x What you wrote is not saved. Once more to drop it." in page.text
        await page.press("escape")
        assert isinstance(page.app.screen, OrdersScreen)
        await page.press("m", "escape")
        assert isinstance(page.app.screen, OrdersScreen)
        assert services(sqlite_database).orders.load(actor, ORDER).comment == COMMENT


async def test_a_comment_somebody_else_changed_meanwhile_is_shown_beside_what_was_typed(
    sqlite_database: Database, actor: Actor
) -> None:
    orders = services(sqlite_database).orders
    async with seen(sqlite_database, actor) as page:
        await page.press("m", *" Or Ben.")
        orders.set_comment(actor, ORDER, "Cancel in May.", COMMENT)
        await page.press("ctrl+s")
        await page.appears("x Somebody else changed this comment while you were writing; save again")
        assert "Stored now: Cancel in May." in page.text
        assert page.app.screen.query_one(PlainArea).text == f"{COMMENT} Or Ben."
        assert orders.load(actor, ORDER).comment == "Cancel in May."
        await page.press("escape")
        assert "x What you wrote is not saved. Once more to drop it." in page.text
        await page.press("ctrl+s")
        await until(page.pilot, lambda: bool(page.toasts))
        assert orders.load(actor, ORDER).comment == f"{COMMENT} Or Ben."


async def test_a_hostile_comment_is_refused_and_what_was_typed_stays(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("m")
        page.app.screen.query_one(PlainArea).post_message(Paste("\x1b]52;c;AAAA\x07"))
        await page.press("f8")
        await until(page.pilot, lambda: any(" x " in line for line in page.lines))
        assert page.app.screen.query_one(PlainArea).text.endswith("\x07")
        assert "\x1b" not in page.text
        assert services(sqlite_database).orders.load(actor, ORDER).comment == COMMENT


async def test_a_detail_that_cannot_be_read_says_so(
    sqlite_database: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_service: OrderService, _actor: Actor, _order_id: int) -> OrderView:
        raise OSError("disk I/O error")

    async with seen(sqlite_database, actor) as page:
        monkeypatch.setattr(OrderService, "load", gone)
        await page.press("enter")
        assert "x That did not work" in page.text
        await page.press("escape", "c")
        assert len(page.toasts) == 1
        assert "That did not work" in page.toasts[0]


async def test_an_answer_that_comes_after_the_detail_was_left_is_a_toast(
    sqlite_database: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Event()

    def refused(_service: OrderService, _actor: Actor, _order_id: int, _on: bool) -> OrderView:
        assert answer.wait(PATIENCE)
        raise ActionRefused("Support ended this order a moment ago.")

    monkeypatch.setattr(OrderService, "set_auto_renew", refused)
    async with seen(sqlite_database, actor) as page:
        await page.press("enter")
        detail = page.app.screen
        await page.pilot.press("w", "escape")
        await until(page.pilot, lambda: not detail.is_attached)
        answer.set()
        await until(page.pilot, lambda: bool(page.toasts))
        assert page.toasts == ["x Support ended this order a moment ago."]
        assert isinstance(page.app.screen, OrdersScreen)


async def test_an_order_that_waits_says_what_for(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    for number, status in ((1, OrderStatus.PROCESSING), (2, OrderStatus.AWAITING_PAYMENT)):
        add_order(sqlite_database, actor, order_id=number, status=status, started_on=None, paid_until=None)
    add_order(sqlite_database, actor, order_id=3, paid_until=date(2026, 11, 22))
    async with seen(sqlite_database, actor) as page:
        assert "3 overdue since 2026-11-22; suspended on 2026-11-24 unless paid" in page.text
        await page.press("s", "s", "s", "home")
        assert "1 is being set up; its address appears here when it is ready" in page.text
        await page.press("down")
        assert "2 waits for its first payment; nothing was charged yet" in page.text
