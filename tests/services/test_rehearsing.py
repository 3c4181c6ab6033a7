"""A rehearsal says what billing would charge on the day, and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from introtui.clock import FixedClock
from introtui.domain.access import Actor
from introtui.domain.account import ProfileType
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money, percent
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.renewals import RenewalChoice
from introtui.domain.vat_desk import MOST_LISTED, Change, ProposedRate, RateFilter, Rehearsal
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import VatEvidence
from tests.building import ACCOUNT, PROFILE, QUICK, add_account, add_order, services
from tests.services.ordering import everything, written_since
from tests.services.staffing import staff

DAY = date(2027, 1, 1)
EVE = DAY - timedelta(days=1)
GERMANY = ProposedRate(country="DE", rate_bp=2000)
NUMBERS = count(1)
COMPANY = replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="Heron GmbH", vat_id="DE136695976")


@pytest.fixture
def admin(installed: Database) -> Actor:
    return staff(installed)


def customer(database: Database, login: str, country: str = "DE", currency: str = "EUR") -> Actor:
    account = replace(ACCOUNT, login=login, country=country, opening_balance=Money(0, currency))
    return add_account(database, account)


def company(database: Database, login: str, *, confirmed: bool) -> Actor:
    """Write a German company whose VAT ID was looked up twice: the newest answer counts."""
    account = replace(ACCOUNT, login=login, country="DE", profile=COMPANY, opening_balance=Money(0, "EUR"))
    actor = add_account(database, account)
    for valid in (not confirmed, confirmed):
        evidence = VatEvidence(
            account_id=actor.account_id,
            vat_id="DE136695976",
            valid=valid,
            name="",
            address="",
            source="test",
            request_id="",
            checked_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        database.transact(partial(_add, evidence))
    return actor


def _add(row: VatEvidence, session: Session) -> None:
    session.add(row)


def at_work(database: Database, day: date) -> Services:
    return Services.over(database, FixedClock(day), QUICK, load_key=lambda: bytes(32))


def rehearsed(database: Database, admin: Actor, proposed: ProposedRate | None = GERMANY) -> Rehearsal:
    return services(database).vat.rehearse(admin, DAY, proposed)


def changes(found: Rehearsal) -> dict[str, tuple[int, int]]:
    return {each.login: (each.change.before.minor, each.change.after.minor) for each in found.accounts}


def charged(database: Database, actor: Actor, orders: list[int], day: date) -> int:
    """Return what renewing orders costs on a day, by the code that prices it for customers."""
    choices = [RenewalChoice(order_id=order, term_months=1) for order in orders]
    return at_work(database, day).renewals.quote(actor, choices).total.minor


def test_totals_are_what_renewals_are_quoted_at_before_and_on_the_day(installed: Database, admin: Actor) -> None:
    people = [
        customer(installed, "consumer"),
        company(installed, "unconfirmed", confirmed=False),
        company(installed, "confirmed", confirmed=True),
        customer(installed, "dutch", "NL"),
        customer(installed, "swiss", "CH"),
    ]
    orders = {
        one.login: [add_order(installed, one, price=Money(price, "EUR")) for price in (1995, 333, 1_234_567)]
        for one in people
    }
    found = rehearsed(installed, admin)
    before = {one.login: charged(installed, one, orders[one.login], EVE) for one in people}
    services(installed).vat.set_rate(admin, "DE", 2000, DAY, "test")
    after = {one.login: charged(installed, one, orders[one.login], DAY) for one in people}
    moved = {login: (before[login], after[login]) for login in before if before[login] != after[login]}
    assert set(moved) == {"consumer", "unconfirmed"}
    assert changes(found) == moved
    (total,) = found.totals
    assert (total.before.minor, total.after.minor) == tuple(map(sum, zip(*moved.values(), strict=True)))
    assert (total.accounts, total.orders) == (2, 6)
    assert changes(rehearsed(installed, admin, None)) == moved


@pytest.mark.parametrize("country", ["EE", "CH", "US"])
def test_the_sellers_country_and_others_move_whoever_is_charged_by_them(
    installed: Database, admin: Actor, country: str
) -> None:
    one = customer(installed, "one", country)
    order = add_order(installed, one)
    row = None if country == "CH" else country
    before = charged(installed, one, [order], EVE)
    found = rehearsed(installed, admin, ProposedRate(country=row, rate_bp=1111))
    services(installed).vat.set_rate(admin, row, 1111, DAY, "test")
    after = charged(installed, one, [order], DAY)
    assert changes(found) == ({"one": (before, after)} if before != after else {})
    if country != "CH":
        assert before != after


def test_nothing_is_written(installed: Database, admin: Actor) -> None:
    add_order(installed, customer(installed, "consumer"))
    before = everything(installed)
    assert rehearsed(installed, admin).countries
    assert written_since(before, installed) == {}


def test_orders_without_a_next_period_are_not_counted_and_a_scheduled_plan_is(
    installed: Database, admin: Actor
) -> None:
    one = customer(installed, "consumer")
    unpaid: dict[str, Any] = {"status": OrderStatus.SUSPENDED, "suspended_for": SuspendedFor.NONPAYMENT}
    banned: dict[str, Any] = {"status": OrderStatus.SUSPENDED, "suspended_for": SuspendedFor.VIOLATION}
    add_order(installed, one, price=Money(100, "EUR"), **unpaid)
    add_order(installed, one, price=Money(1_000, "EUR"), **banned)
    add_order(installed, one, price=Money(10_000, "EUR"), cancel_at=date(2026, 12, 21))
    add_order(installed, one, price=Money(100_000, "EUR"), status=OrderStatus.PROCESSING, paid_until=None)
    (total,) = rehearsed(installed, admin).totals
    assert (total.orders, total.before, total.after) == (1, Money(119, "EUR"), Money(120, "EUR"))


def test_where_no_rate_was_set_what_cannot_be_charged_until_then_is_told(
    installed: Database, admin: Actor
) -> None:
    add_order(installed, customer(installed, "slovene", "SI"), price=Money(1000, "EUR"))
    found = rehearsed(installed, admin, ProposedRate(country="SI", rate_bp=2200))
    (total,) = found.totals
    assert total == Change(
        accounts=1, orders=1, before=Money(0, "EUR"), after=Money(1220, "EUR"), uncharged=(1, 0)
    )


def test_currencies_stay_apart_and_the_largest_change_comes_first(installed: Database, admin: Actor) -> None:
    for number, currency in enumerate(["EUR", "JPY", "EUR"], start=1):
        one = customer(installed, f"c{number}", currency=currency)
        add_order(installed, one, price=Money(1000 * number, currency))
    found = rehearsed(installed, admin)
    assert [each.login for each in found.accounts] == ["c3", "c1", "c2"]
    assert [(total.before.currency, total.orders) for total in found.totals] == [("EUR", 2), ("JPY", 1)]


def test_a_list_has_an_end_and_the_totals_do_not(
    installed: Database, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("introtui.services.rehearsing.MOST_LISTED", 2)
    for number in range(4):
        add_order(installed, customer(installed, f"c{number}"), price=Money(1000 + 100 * number, "EUR"))
    found = rehearsed(installed, admin)
    assert [each.login for each in found.accounts] == ["c3", "c2"]
    assert found.totals[0].accounts == 4
    assert MOST_LISTED == 300


def test_what_could_not_be_set_cannot_be_rehearsed(installed: Database, admin: Actor) -> None:
    vat = services(installed).vat
    with pytest.raises(ActionRefused, match="choose today"):
        vat.rehearse(admin, date(2026, 1, 1), GERMANY)
    with pytest.raises(NotFound, match="There is no such thing"):
        vat.rehearse(customer(installed, "nosy"), DAY, GERMANY)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(price=st.integers(0, 10**14), rate_bp=st.integers(0, 10_000).filter(lambda rate: rate != 1900))
def test_sums_round_as_lines_do_however_large(installed: Database, admin: Actor, price: int, rate_bp: int) -> None:
    one = customer(installed, f"c{next(NUMBERS)}")
    add_order(installed, one, price=Money(price, "EUR"))
    found = changes(rehearsed(installed, admin, ProposedRate(country="DE", rate_bp=rate_bp)))
    money = Money(price, "EUR")
    assert found[one.login] == tuple((money + percent(money, rate)).minor for rate in (1900, rate_bp))


def test_every_filter_finds_its_rates(installed: Database, admin: Actor) -> None:
    at_desk = services(installed).vat
    at_desk.set_rate(admin, "DE", 2000, DAY, "test")
    found = {
        which: {each.rate.country for each in at_desk.standings(admin) if which.admits(each)}
        for which in RateFilter
    }
    assert found[RateFilter.SCHEDULED] == {"DE"}
    assert found[RateFilter.NOT_SET] == {"SI"}
    assert found[RateFilter.DIFFERS] == {each.country for each in at_desk.differences(admin)}
    assert len(found[RateFilter.ALL]) == len(at_desk.published())
