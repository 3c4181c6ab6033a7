"""An import brings in a folder whole or not at all, and says exactly what is wrong with it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.order_views import OrderFilter
from introtui.domain.orders import SuspendedFor
from introtui.services.books import balance_of
from introtui.services.importing import report as import_report
from introtui.services.importing.run import run_import
from introtui.store.engine import Database
from introtui.store.tables import Account, Order, OrderCharge, Profile
from tests.building import ACCOUNT as BUILT
from tests.building import CLOCK, add_account, services
from tests.services.import_files import (
    ACCOUNT,
    ORDER,
    PLAN,
    SAMPLES,
    counts,
    do_import,
    make_folder,
    places,
)


def read_sample(name: str) -> list[dict[str, str]]:
    with (SAMPLES / "good" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_good_folder_comes_in_whole(installed: Database) -> None:
    report = do_import(installed, SAMPLES / "good")
    accounts, orders = read_sample("accounts.csv"), read_sample("orders.csv")
    assert report.problems == ()
    assert (report.accounts, report.orders) == (len(accounts), len(orders))
    assert report.plans == 0, "the sample catalogue has the same prices"
    with installed.read() as session:
        for line in accounts:
            account = session.scalars(select(Account).where(Account.login == line["login"])).one()
            profile = session.get_one(Profile, account.id)
            assert (profile.last_name, profile.first_name) == (line["last_name"], line["first_name"])
            assert (profile.city, profile.country) == (line["city"], line["country"])
            balance = balance_of(session, account.id, account.currency)
            assert balance.amount == (line["opening_balance"] or Money.zero(account.currency).amount)
        for line in orders:
            order = session.get_one(Order, int(line["id"]))
            assert (order.status, order.comment) == (line["status"], line["comment"])
            assert Money(order.price_minor, order.currency).amount == line["price"]


def test_the_same_folder_again_changes_nothing(installed: Database) -> None:
    first = do_import(installed, SAMPLES / "good")
    before = counts(installed)
    again = do_import(installed, SAMPLES / "good")
    assert (again.problems, again.plans, again.accounts, again.orders) == ((), 0, 0, 0)
    assert again.unchanged == first.accounts + first.orders + first.unchanged
    assert counts(installed) == before


def test_each_defect_is_named_once_and_nothing_is_written(installed: Database) -> None:
    with (SAMPLES / "bad" / "expected_errors.csv").open(newline="", encoding="utf-8") as file:
        expected = [(line["file"], int(line["line"]), line["column"]) for line in csv.DictReader(file)]
    before = counts(installed)
    report = do_import(installed, SAMPLES / "bad")
    assert places(report) == expected
    assert all(problem.message.endswith((".", "?")) for problem in report.problems)
    assert counts(installed) == before


def test_a_dry_run_tells_what_would_be_written(installed: Database) -> None:
    before = counts(installed)
    dry = do_import(installed, SAMPLES / "good", dry_run=True)
    assert counts(installed) == before
    assert do_import(installed, SAMPLES / "good") == dry


def test_an_imported_order_is_the_customers_to_see(database: Database, tmp_path: Path) -> None:
    do_import(database, make_folder(tmp_path))
    with database.read() as session:
        account_id = session.scalars(select(Account.id).where(Account.login == "novak")).one()
    actor = Actor(account_id=account_id, login="novak", role=Role.CUSTOMER, address="", way="test")
    view = services(database).orders.load(actor, 501)
    assert view.period is not None
    assert (view.period.start, view.period.end) == (date(2026, 9, 10), date(2026, 12, 10))
    assert view.addresses == ("192.0.2.1",)
    assert [entry.sentence for entry in view.timeline] == ["Imported."]
    assert services(database).orders.count(actor, OrderFilter()) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("last_name", "Nováková"),
        ("currency", "USD"),
        ("opening_balance", "12.51"),
        ("ip_restriction", "192.0.2.9"),
    ],
)
def test_a_line_that_contradicts_the_last_import_is_refused(
    database: Database, tmp_path: Path, column: str, value: str
) -> None:
    do_import(database, make_folder(tmp_path))
    changed = make_folder(tmp_path, accounts=[{**ACCOUNT, column: value}])
    assert places(do_import(database, changed)) == [("accounts.csv", 2, column)]


def test_the_same_values_written_otherwise_are_the_same_line(database: Database, tmp_path: Path) -> None:
    do_import(database, make_folder(tmp_path))
    same = {**ACCOUNT, "mobile_phone": "+420 601 123 456", "opening_balance": "12.5", "email": "jan@EXAMPLE.com"}
    report = do_import(database, make_folder(tmp_path, accounts=[same]))
    assert (report.problems, report.unchanged) == ((), 3)


def test_what_the_customer_changed_since_stays(database: Database, tmp_path: Path) -> None:
    do_import(database, make_folder(tmp_path))

    def work(session: Session) -> None:
        session.scalars(select(Profile)).one().city = "Ostrava"

    database.transact(work)
    assert do_import(database, make_folder(tmp_path)).problems == ()
    with database.read() as session:
        assert session.scalars(select(Profile.city)).one() == "Ostrava"


def test_more_orders_can_come_later_without_their_account(database: Database, tmp_path: Path) -> None:
    do_import(database, make_folder(tmp_path))
    later = make_folder(tmp_path, accounts=[], orders=[ORDER, {**ORDER, "id": "502"}])
    report = do_import(database, later)
    assert (report.problems, report.orders, report.unchanged) == ((), 1, 2)
    with database.read() as session:
        assert session.get_one(Order, 502).account_id == session.get_one(Order, 501).account_id


def test_what_was_made_here_is_not_taken_over(installed: Database, tmp_path: Path) -> None:
    add_account(installed)
    folder = make_folder(tmp_path, accounts=[{**ACCOUNT, "login": BUILT.login}], orders=[])
    assert places(do_import(installed, folder)) == [("accounts.csv", 2, "login")]


def test_a_price_is_never_changed(installed: Database, tmp_path: Path) -> None:
    sample = {**PLAN, "product": "VPS/VDS", "plan": "VPS S", "setup_fee": "0.00"}
    folder = make_folder(tmp_path, plans=[PLAN, {**sample, "monthly_price": "8.95"}])
    assert places(do_import(installed, folder)) == [("plans.csv", 3, "monthly_price")]


def test_a_repeated_line_in_one_file_counts_once(database: Database, tmp_path: Path) -> None:
    report = do_import(database, make_folder(tmp_path, accounts=[ACCOUNT] * 2, orders=[ORDER] * 3))
    assert (report.problems, report.accounts, report.orders, report.unchanged) == ((), 1, 1, 3)


def test_one_key_with_two_contents_in_one_file_is_refused(database: Database, tmp_path: Path) -> None:
    orders = [ORDER, {**ORDER, "price": "31.00"}]
    accounts = [ACCOUNT, {**ACCOUNT, "city": "Praha"}]
    report = do_import(database, make_folder(tmp_path, accounts=accounts, orders=orders))
    assert places(report) == [("accounts.csv", 3, "login"), ("orders.csv", 3, "id")]


def test_a_suspended_order_can_be_paid_again(database: Database, tmp_path: Path) -> None:
    do_import(database, make_folder(tmp_path, orders=[{**ORDER, "status": "suspended"}]))
    with database.read() as session:
        assert session.get_one(Order, 501).suspended_for is SuspendedFor.NONPAYMENT


def test_a_rate_that_is_not_set_is_not_zero(installed: Database, tmp_path: Path) -> None:
    slovene = {**ACCOUNT, "country": "SI", "mobile_phone": "031 234 567"}
    do_import(installed, make_folder(tmp_path, accounts=[slovene]))
    with installed.read() as session:
        charge = session.scalars(select(OrderCharge)).one()
        assert (charge.vat_rate_bp, charge.vat_minor, charge.vat_why) == (None, 0, "Slovenia, not set")


def test_a_login_somebody_takes_meanwhile_stops_the_import(installed: Database, tmp_path: Path) -> None:
    added: list[Actor] = []

    def progress(_done: int, _total: int, what: str) -> None:
        if what == "Checking orders.csv" and not added:
            added.append(add_account(installed))

    folder = make_folder(tmp_path, accounts=[{**ACCOUNT, "login": BUILT.login}], orders=[])
    before = counts(installed)
    with pytest.raises(ActionRefused, match="run the import again"):
        run_import(installed, CLOCK, folder, dry_run=False, progress=progress)
    assert added
    made = ("account", "ledger_transaction", "posting")
    after = counts(installed)
    assert {name: count for name, count in after.items() if name not in made} == {
        name: count for name, count in before.items() if name not in made
    }
    assert after["account"] == 1


def test_reading_stops_when_nobody_could_mend_it_all(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_report, "MOST_PROBLEMS", 5)
    lines = [{**ACCOUNT, "login": f"c{number}", "email": ""} for number in range(9)]
    report = run_import(
        database,
        CLOCK,
        make_folder(tmp_path, accounts=lines),
        dry_run=False,
        progress=lambda _done, _total, _what: None,
    )
    assert report.cut_short
    assert places(report) == [("accounts.csv", line, "email") for line in range(2, 7)]
