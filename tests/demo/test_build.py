"""The demo's data: the same every time, fit to store, and every state there is to see."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from introtui.clock import FixedClock
from introtui.demo import ADDRESS, DEFAULT_ACCOUNTS, DEFAULT_TODAY, WAY
from introtui.demo.build import build_demo
from introtui.demo.dice import Dice
from introtui.demo.members import DEMO_PASSWORD, MEMBERS
from introtui.demo.names import LOCALES
from introtui.demo.people import random_account
from introtui.demo.random_orders import add_orders
from introtui.demo.staff import STAFF
from introtui.domain.access import Actor
from introtui.domain.account import check_profile, payment_blocks
from introtui.domain.emails import parse_email
from introtui.domain.errors import InvalidFields, RateNotSet
from introtui.domain.ip_rules import parse_address, parse_ip_rules
from introtui.domain.order_views import OrderFilter, OrderList, OrderRow
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.quotes import When
from introtui.domain.text import safe
from introtui.services.registry import Services
from introtui.store.engine import Database

TODAY = DEFAULT_TODAY

AFTER_CUSTOMERS = {"account": len(STAFF), "profile": len(STAFF), "posting": 2}
"""Rows that come after all customers: the staff, and the payment that they booked."""

CUSTOMERS = "SELECT count(*) FROM account WHERE role = 'customer'"


@pytest.fixture(scope="module")
def demo(built_demo: Callable[[date, int], Path]) -> Path:
    """Return a demo built with the default arguments, to be read only."""
    return built_demo(TODAY, DEFAULT_ACCOUNTS)


@pytest.fixture(scope="module")
def services(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Services:
    return services_of(Path(shutil.copy(demo, tmp_path_factory.mktemp("services"))))


@pytest.fixture
def own_services(built_demo: Callable[[date, int], Path], tmp_path: Path) -> Services:
    """Return the services on a small demo that may be written to."""
    return services_of(Path(shutil.copy(built_demo(TODAY, 1), tmp_path)))


def services_of(path: Path) -> Services:
    return Services.over(Database(f"sqlite:///{path}"), FixedClock(TODAY))


def actor(services: Services, login: str) -> Actor:
    return services.actor(login, address=ADDRESS, way=WAY)


def rows(services: Services, login: str, which: OrderList = OrderList.ACTIVE) -> tuple[OrderRow, ...]:
    return services.orders.every(actor(services, login), OrderFilter(which=which), "id", False)


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_the_same_arguments_give_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    build_demo(again, today=TODAY, accounts=DEFAULT_ACCOUNTS)
    assert again.read_bytes() == demo.read_bytes()


def test_a_larger_demo_begins_with_the_smaller_one(demo: Path, tmp_path: Path) -> None:
    larger = tmp_path / "larger.db"
    build_demo(larger, today=TODAY, accounts=DEFAULT_ACCOUNTS + 5)
    for table in ("account", "profile", "orders", "order_event", "posting"):
        smaller_rows = query(demo, f"SELECT * FROM {table} ORDER BY 1")
        smaller_rows = smaller_rows[: len(smaller_rows) - AFTER_CUSTOMERS.get(table, 0)]
        assert query(larger, f"SELECT * FROM {table} ORDER BY 1")[: len(smaller_rows)] == smaller_rows


def test_it_has_as_many_accounts_as_asked_for_but_never_fewer_than_have_names(demo: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.db"
    build_demo(few, today=TODAY, accounts=1)
    assert query(demo, CUSTOMERS) == [(DEFAULT_ACCOUNTS,)]
    assert query(few, CUSTOMERS) == [(len(MEMBERS),)]


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 31), date(2026, 12, 31)])
def test_it_can_be_any_day(tmp_path: Path, today: date) -> None:
    path = tmp_path / "demo.db"
    build_demo(path, today=today, accounts=60)
    assert query(path, f"SELECT count(*) FROM order_event WHERE at > '{today} 12:00:00'") == [(0,)]
    assert query(path, "PRAGMA foreign_key_check") == []


def test_ivanov_has_the_orders_the_help_page_and_the_sketches_tell_of(services: Services) -> None:
    shown = {row.order_id: (row.plan, row.days, row.status) for row in rows(services, "ivanov")}
    assert shown[10187] == ("Dedicated E3", 2, "active")
    assert shown[10090] == ("VPS S", -1, "overdue")
    assert shown[10231] == ("VPS M", 28, "active")
    assert shown[10232] == ("VPS M", 28, "ends 2026-12-21")
    assert shown[10311] == ("VPS L", None, "processing")
    assert str(services.billing.load(actor(services, "ivanov")).balance) == "EUR 128.40"
    assert len(rows(services, "ivanov", OrderList.HISTORY)) == 23


def test_every_status_is_shown_by_ivanov(services: Services) -> None:
    everything = (*rows(services, "ivanov"), *rows(services, "ivanov", OrderList.HISTORY))
    assert {row.facts.status for row in everything} == set(OrderStatus)
    assert any(row.facts.next_plan for row in everything)
    assert any(row.auto_renew for row in everything)
    assert any(row.more_addresses for row in everything)


def test_the_plan_change_of_the_sketch_costs_what_the_sketch_says(services: Services) -> None:
    who = actor(services, "ivanov")
    large = next(plan for plan in services.orders.plan_offers(who, 10231) if plan.name == "VPS L")
    quote = services.order_changes.quote_change(who, 10231, large.plan_id, 1, When.NOW)
    assert [line.net.amount for line in quote.lines] == ["-18.62", "32.62"]
    assert str(quote.total) == "EUR 16.94"


def test_members_show_what_they_are_there_for(services: Services) -> None:
    def profile(login: str) -> list[str]:
        return [block.reason for block in payment_blocks(services.profile.load(actor(services, login)))]

    assert "verified the company" in profile("newco")[0]
    assert profile("weber") == []
    assert "postal address lacks postal code, city, country" in profile("drifter")[0]
    assert services.profile.load(actor(services, "drifter")).email_confirmed_at is None
    assert services.billing.load(actor(services, "lowe")).is_low
    assert services.orders.summary(actor(services, "newcomer")).active == 0
    assert services.orders.summary(actor(services, "newcomer")).history == 0
    assert rows(services, "mallory")[0].facts.suspended_for is SuspendedFor.VIOLATION
    assert {rows(services, login)[0].price.currency for login in ("tanaka", "alsabah")} == {"JPY", "KWD"}
    big = services.orders.summary(actor(services, "bigcorp"))
    assert big.active + big.history == 100


def test_nothing_can_be_priced_in_slovenia(services: Services) -> None:
    who = actor(services, "novak")
    (order,) = rows(services, "novak")
    plan = services.orders.plan_offers(who, order.order_id)[-1]
    with pytest.raises(RateNotSet, match="Slovenia"):
        services.order_changes.quote_change(who, order.order_id, plan.plan_id, 1, When.NOW)


def test_the_restricted_account_lets_the_demo_in(services: Services) -> None:
    rules = parse_ip_rules(services.security.load(actor(services, "guarded")).ip_restriction)
    assert rules.admits(parse_address(ADDRESS)) is not None
    assert rules.admits(parse_address("192.168.0.7")) is not None
    assert rules.admits(parse_address("198.51.100.1")) is None


def test_the_printed_password_can_be_changed(own_services: Services) -> None:
    new, security = "quite another long sentence", own_services.security
    with pytest.raises(InvalidFields):
        security.change_password(actor(own_services, "ivanov"), "wrong", new, new)
    security.change_password(actor(own_services, "ivanov"), DEMO_PASSWORD, new, new)


def test_what_customers_are_made_of_would_pass_the_forms() -> None:
    dice = Dice(7)
    made = [random_account(dice, number, TODAY) for number in range(8 * len(LOCALES))]
    for new in (*(member.account(TODAY) for member in MEMBERS), *made):
        assert check_profile(new.profile, new.country) == new.profile
        assert safe(new.profile.company_name) == new.profile.company_name
        assert parse_email(new.email) == new.email
        assert new.low_balance is None or new.low_balance.currency == new.opening_balance.currency


def test_an_account_can_be_given_many_orders(own_services: Services) -> None:
    own_services.database.transact(lambda session: add_orders(session, "newcomer", 2500, today=TODAY))
    summary = own_services.orders.summary(actor(own_services, "newcomer"))
    assert summary.active + summary.history == 2500
    everything = (*rows(own_services, "newcomer"), *rows(own_services, "newcomer", OrderList.HISTORY))
    assert {row.facts.status for row in everything} == set(OrderStatus)
    assert {row.facts.suspended_for for row in everything} == {None, *SuspendedFor}
