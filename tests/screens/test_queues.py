"""The queues on the screen: keys that do something, what is said of what others do, and counters that are true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.desk import Queue
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.queues import Decision
from introtui.screens.desk.deciding import DecidingDialog
from introtui.screens.desk.queues import QueuesScreen
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, services
from tests.screens.seen import Seen, seen
from tests.services.staffing import staff
from tests.services.test_queues import ticket
from tests.services.test_setup_work import without_pools
from tests.services.test_vat_ids import COMPANY

DECIDING = ("y Verify", "Y With", "i Ask", "x Reject", "l Later")


@pytest.fixture
def bo(sqlite_database: Database) -> Actor:
    return staff(sqlite_database, Role.OPERATOR, "billing")


def companies(database: Database, *logins: str, vat_id: str = COMPANY.vat_id) -> None:
    """Write companies that wait to be verified."""
    for login in logins:
        add_account(database, replace(ACCOUNT, login=login, profile=replace(COMPANY, vat_id=vat_id)))


def shown(page: Seen) -> str:
    """Return the login of the thing that is open."""
    assert isinstance(page.app.screen, QueuesScreen)
    assert page.app.screen.item is not None
    return page.app.screen.item.login


def waiting_order(database: Database, term: str = "1") -> int:
    """Write an order that is paid and waits for addresses; returns its number."""
    without_pools(database)
    work, customer = services(database), add_account(database, balance="1000.00")
    offer = next(offer for offer in work.new_orders.offers(customer) if offer.plans[0].name == "VPS S")
    draft = NewOrderDraft(
        product=offer.product,
        plan="VPS S",
        term=term,
        hostname="heron.example.com",
        operating_system=next(iter(offer.operating_systems), ""),
        location=next(iter(offer.locations), ""),
    )
    return work.new_orders.confirm(customer, work.new_orders.quote(customer, draft), "key").row.order_id


@pytest.mark.parametrize("role", ["support", "read-only"])
async def test_a_queue_that_a_role_does_not_decide_is_looked_through(sqlite_database: Database, role: str) -> None:
    companies(sqlite_database, "one", "two")
    async with seen(sqlite_database, staff(sqlite_database, Role.OPERATOR, role), section="queues") as page:
        first = page.text
        assert not any(words in page.footer for words in DECIDING)
        for key in "yYixlu":
            await page.press(key)
            assert (page.text, page.toasts) == (first, [])
            assert isinstance(page.app.screen, QueuesScreen)
        assert "n Next one" in page.footer
        assert shown(page) == "one"
        await page.press("n")
        assert shown(page) == "two"
        await page.press("n")
        assert shown(page) == "one"
        assert "[Companies 2]" in page.text


async def test_help_names_no_key_that_a_role_lacks(sqlite_database: Database) -> None:
    rita = staff(sqlite_database, Role.OPERATOR, "read-only")
    async with seen(sqlite_database, rita, section="queues") as page:
        ids = {command.id for command in page.app._offered()}
        assert not ids & {f"queues.{name}" for name in ("accept", "vouch", "ask", "refuse", "later", "undo")}
        assert "queues.look" in ids


async def test_a_support_s_own_queues_are_decided_as_before(sqlite_database: Database) -> None:
    ticket(sqlite_database, add_account(sqlite_database))
    kim = staff(sqlite_database, Role.OPERATOR, "support")
    async with seen(sqlite_database, kim, section="queues") as page:
        await page.press("left")
        assert "y Close" in page.footer
        assert "n Next one" not in page.footer
        await page.press("y")
        assert "Closed: No call arrives" in page.text


async def test_no_vat_id_is_asked_about_that_is_not_stated(sqlite_database: Database, bo: Actor) -> None:
    companies(sqlite_database, "one", vat_id="")
    async with seen(sqlite_database, bo, section="queues") as page:
        assert "y Verify" in page.footer
        assert "VAT ID" not in page.footer
        assert "Ask VIES" not in page.footer
        await page.press("Y", "i")
        assert page.toasts == []


async def test_undo_is_there_in_the_queue_it_takes_back_in(sqlite_database: Database, bo: Actor) -> None:
    companies(sqlite_database, "one")
    async with seen(sqlite_database, bo, section="queues") as page:
        assert "u Undo" not in page.footer
        await page.press("y")
        assert "u Undo" in page.footer
        await page.press("right")
        assert "u Undo" not in page.footer
        await page.press("u", "left")
        assert "one verified.  u takes it back." in page.text
        await page.press("u")
        assert "one waits to be verified again." in page.text


async def test_counters_follow_at_once_what_is_decided_put_off_and_taken_back(
    sqlite_database: Database, bo: Actor
) -> None:
    companies(sqlite_database, "one", "two")
    async with seen(sqlite_database, bo, section="queues") as page:
        for key, left in (("l", 1), ("u", 2), ("y", 1), ("u", 2)):
            await page.press(key)
            assert f"[Companies {left}]" in page.text


async def test_a_colleague_s_counter_follows_what_is_put_off(sqlite_database: Database, bo: Actor) -> None:
    companies(sqlite_database, "one")
    async with seen(sqlite_database, bo, section="desk") as page:
        assert "1 waits" in page.lines[0]
        other, work = staff(sqlite_database), services(sqlite_database)
        item = work.queues.take(other, Queue.COMPANIES)
        assert item is not None
        work.queues.decide(other, Queue.COMPANIES, item.item_id, Decision.LATER)
        await page.appears("nothing waits")


async def test_who_works_on_the_last_one_is_named(sqlite_database: Database, bo: Actor) -> None:
    ticket(sqlite_database, add_account(sqlite_database))
    services(sqlite_database).queues.take(staff(sqlite_database), Queue.TICKETS)
    async with seen(sqlite_database, bo, section="queues") as page:
        await page.press("left")
        assert "[Tickets 1]" in page.text
        assert "admin works on the 1 that waits here." in page.text
        assert "Nothing waits here." not in page.text


async def test_what_another_leaves_undecided_opens_by_itself(sqlite_database: Database, bo: Actor) -> None:
    companies(sqlite_database, "one")
    work, other = services(sqlite_database), staff(sqlite_database)
    work.queues.take(other, Queue.COMPANIES)
    async with seen(sqlite_database, bo, section="queues") as page:
        assert "admin works on the 1 that waits here." in page.text
        work.queues.leave(other)
        await page.goes("admin works on")
        assert "y Verify" in page.footer


async def test_an_order_is_given_up_for_a_reason(sqlite_database: Database) -> None:
    order = waiting_order(sqlite_database)
    kim = staff(sqlite_database, Role.OPERATOR, "support")
    async with seen(sqlite_database, kim, section="queues") as page:
        await page.press("right", "right", "x")
        assert isinstance(page.app.screen, DecidingDialog)
        await page.press("tab", "tab", "enter")
        assert "Say why; the customer reads it." in page.text
        await page.press("shift+tab", "shift+tab", *"sold out", "tab", "tab", "enter")
        assert f"Order {order} given up" in page.text


async def test_what_takes_an_approver_to_give_up_is_not_offered_to_others(sqlite_database: Database) -> None:
    waiting_order(sqlite_database, term="12")
    kim = staff(sqlite_database, Role.OPERATOR, "support")
    async with seen(sqlite_database, kim, section="queues") as page:
        await page.press("right", "right")
        assert "for who may approve another's correction or refund" in " ".join(page.text.split())
        assert "y Set up" in page.footer
        assert "x Give up" not in page.footer
        await page.press("x")
        assert isinstance(page.app.screen, QueuesScreen)
