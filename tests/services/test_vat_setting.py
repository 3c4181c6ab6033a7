"""Rates have days: a new one begins later, and what was charged at a rate stays explained by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from introtui.domain.access import Role
from introtui.domain.errors import ActionRefused, InvalidValue, NotFound, RateNotSet
from introtui.domain.quotes import When
from introtui.domain.topics import Topic
from introtui.services.setup import PUBLISHED_FROM
from introtui.store.engine import Database
from introtui.store.tables import Ticket
from tests.building import TODAY, services
from tests.services.ordering import desk, everything, written_since
from tests.services.staffing import last_audit, staff

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
NEXT_YEAR = date(2027, 1, 1)

Row = tuple[int | None, date, date | None]


def history(database: Database, country: str | None) -> list[Row]:
    rates = services(database).vat.history(country)
    return [(rate.rate_bp, rate.valid_from, rate.valid_to) for rate in rates]


def set_rate(database: Database, country: str | None, rate_bp: int, valid_from: date) -> None:
    admin = services(database).actor("admin", address="", way="test")
    services(database).vat.set_rate(admin, country, rate_bp, valid_from, "Official Gazette")


@pytest.fixture
def installed(installed: Database) -> Database:
    staff(installed)
    return installed


def test_a_new_rate_closes_the_one_before_on_its_first_day(installed: Database) -> None:
    set_rate(installed, "NL", 2200, NEXT_YEAR)
    assert history(installed, "NL") == [(2100, PUBLISHED_FROM, NEXT_YEAR), (2200, NEXT_YEAR, None)]
    (last,) = services(installed).vat.history("NL")[1:]
    assert (last.name, last.source) == ("Netherlands", "Official Gazette")


def test_everybody_is_told_and_the_audit_names_who(installed: Database) -> None:
    before = everything(installed)
    set_rate(installed, "NL", 2200, TOMORROW)
    written = written_since(before, installed)
    assert set(written) == {"vat_rate", "audit", "change"}
    actor, _account, *told = last_audit(installed)
    assert actor == "admin"
    assert told == ["vat.set", "NL", f"Netherlands: 22 % from {TOMORROW}, Official Gazette."]
    ((_id, account_id, topic),) = written["change"]
    assert (account_id, topic) == (None, Topic.VAT)


def test_the_published_order_stays(installed: Database) -> None:
    names = [rate.name for rate in services(installed).vat.published()]
    set_rate(installed, "AT", 2100, TODAY)
    rates = services(installed).vat.published()
    assert [rate.name for rate in rates] == names
    assert {rate.country: rate.rate_bp for rate in rates}["AT"] == 2100


def test_a_rate_can_come_between_two_others(installed: Database) -> None:
    set_rate(installed, "NL", 2300, NEXT_YEAR)
    set_rate(installed, "NL", 2200, TOMORROW)
    assert history(installed, "NL") == [
        (2100, PUBLISHED_FROM, TOMORROW),
        (2200, TOMORROW, NEXT_YEAR),
        (2300, NEXT_YEAR, None),
    ]


def test_a_rate_to_come_is_replaced_and_withdrawn(installed: Database) -> None:
    set_rate(installed, "NL", 2200, NEXT_YEAR)
    set_rate(installed, "NL", 2300, NEXT_YEAR)
    assert history(installed, "NL")[1:] == [(2300, NEXT_YEAR, None)]
    vat = services(installed).vat
    vat.withdraw_rate(services(installed).actor("admin", address="", way="test"), "NL", NEXT_YEAR)
    assert history(installed, "NL") == [(2100, PUBLISHED_FROM, None)]


@pytest.mark.parametrize(
    ("country", "day", "sentence"),
    [
        ("NL", YESTERDAY, "A rate of Netherlands was charged on 2026-11-22 already"),
        ("NL", PUBLISHED_FROM, "The rate of Netherlands that began on 2020-01-01 is not rewritten"),
        ("SI", PUBLISHED_FROM, "The rate of Slovenia that began on 2020-01-01 is not rewritten"),
        ("BR", YESTERDAY, "A rate of Brazil was charged on 2026-11-22 already"),
        (None, YESTERDAY, "A rate of Other was charged on 2026-11-22 already"),
    ],
)
def test_what_was_charged_is_not_rewritten(
    installed: Database, country: str | None, day: date, sentence: str
) -> None:
    before = everything(installed)
    with pytest.raises(ActionRefused, match=f"^{sentence}"):
        set_rate(installed, country, 2250, day)
    assert written_since(before, installed) == {}


def test_a_rate_that_began_today_is_in_force_and_stays(installed: Database) -> None:
    set_rate(installed, "NL", 2200, TODAY)
    with pytest.raises(ActionRefused, match="not rewritten"):
        set_rate(installed, "NL", 2300, TODAY)
    admin = services(installed).actor("admin", address="", way="test")
    with pytest.raises(ActionRefused, match="counts since 2026-11-23 already"):
        services(installed).vat.withdraw_rate(admin, "NL", TODAY)


def test_the_same_rate_again_is_refused(installed: Database) -> None:
    with pytest.raises(ActionRefused, match=r"^The rate of Netherlands is 21 % since 2020-01-01 already\.$"):
        set_rate(installed, "NL", 2100, TOMORROW)


def test_where_no_rate_was_set_it_may_begin_in_the_past(installed: Database) -> None:
    set_rate(installed, "SI", 2200, date(2026, 3, 1))
    assert history(installed, "SI") == [
        (None, PUBLISHED_FROM, date(2026, 3, 1)),
        (2200, date(2026, 3, 1), None),
    ]
    with pytest.raises(ActionRefused, match="was charged"):
        set_rate(installed, "SI", 2300, date(2026, 4, 1))


def test_a_country_without_a_row_gets_one(installed: Database) -> None:
    set_rate(installed, "BR", 500, TOMORROW)
    assert history(installed, "BR") == [(500, TOMORROW, None)]


def test_setting_the_rate_ends_the_task_and_prices_are_quoted(installed: Database) -> None:
    at = desk(installed, country="SI")
    with pytest.raises(RateNotSet):
        at.quote("VPS L", when=When.AT_END)
    set_rate(installed, "SI", 2200, TODAY)
    with installed.read() as session:
        assert [ticket.state for ticket in session.scalars(select(Ticket))] == ["done"]


@pytest.mark.parametrize(("country", "rate_bp"), [("nl", 2100), ("XX", 2100), ("NL", 10_001), ("NL", -1)])
def test_nonsense_is_refused(installed: Database, country: str, rate_bp: int) -> None:
    with pytest.raises(InvalidValue):
        set_rate(installed, country, rate_bp, TOMORROW)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.OPERATOR])
def test_only_admins_change_the_table(sqlite_database: Database, role: Role) -> None:
    actor, vat = staff(sqlite_database, role), services(sqlite_database).vat
    refused = NotFound if role is Role.CUSTOMER else ActionRefused
    with pytest.raises(refused):
        vat.set_rate(actor, "NL", 2200, TOMORROW, "")
    with pytest.raises(refused):
        vat.withdraw_rate(actor, "NL", TOMORROW)
    with pytest.raises(refused):
        vat.adopt(actor, None, TOMORROW)
    if role is Role.CUSTOMER:
        with pytest.raises(NotFound):
            vat.differences(actor)


def test_the_published_table_is_compared_with_the_law(sqlite_database: Database) -> None:
    found = services(sqlite_database).vat.differences(staff(sqlite_database, Role.OPERATOR))
    shown = {each.country: (each.published_bp, each.statutory_bp, each.since) for each in found}
    assert shown["SI"] == (None, 2200, date(2016, 1, 1))
    assert shown["EE"][1:] == (2400, date(2025, 7, 1))
    assert "NL" not in shown


def test_adopting_ends_the_difference_from_that_day_on(installed: Database) -> None:
    vat = services(installed).vat
    admin = services(installed).actor("admin", address="", way="test")
    before = vat.differences(admin, NEXT_YEAR)
    assert [each.country for each in vat.adopt(admin, ["SI"], NEXT_YEAR)] == ["SI"]
    assert {each.country for each in vat.adopt(admin, None, NEXT_YEAR)} == {d.country for d in before} - {"SI"}
    assert vat.differences(admin, NEXT_YEAR) == ()
    assert vat.differences(admin) == before
    with pytest.raises(ActionRefused, match=r"^The rate of NL does not differ"):
        vat.adopt(admin, ["NL"], NEXT_YEAR)
