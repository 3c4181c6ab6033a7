"""What a file may look like, what a line may hold, and that one defect is one problem."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from introtui.store.engine import Database
from introtui.store.tables import Order, Profile, Security
from tests.services.import_files import ACCOUNT, ORDER, PLAN, Line, do_import, make_folder, places


def problems_of(database: Database, folder: Path) -> list[tuple[str, int, str]]:
    return places(do_import(database, folder))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode("utf-8", "surrogateescape"))


def accounts(*logins: str) -> list[Line]:
    return [{**ACCOUNT, "login": login} for login in logins]


def test_columns_in_any_order_and_a_byte_order_mark(sqlite_database: Database, tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    path = folder / "plans.csv"
    path.write_bytes(b"\xef\xbb\xbfrefund_terms,currency,plan,product,monthly_price\n\nnone,EUR,C1,Cloud,10\n\n")
    report = do_import(sqlite_database, folder)
    assert (report.problems, report.plans) == ((), 1)


def test_a_text_of_several_lines_keeps_the_lines_right(sqlite_database: Database, tmp_path: Path) -> None:
    orders = [{**ORDER, "comment": "one\ntwo\nthree"}, {**ORDER, "id": "502", "price": "x"}]
    folder = make_folder(tmp_path, orders=orders)
    assert problems_of(sqlite_database, folder) == [("orders.csv", 5, "price")]
    make_folder(tmp_path, orders=orders[:1])
    assert do_import(sqlite_database, folder).orders == 1
    with sqlite_database.read() as session:
        assert session.get_one(Order, 501).comment == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("header", "column"),
    [("login,favourite", "favourite"), ("login,login", "login"), ("login,Email", "Email")],
)
def test_a_column_that_cannot_be_there_is_refused(
    sqlite_database: Database, tmp_path: Path, header: str, column: str
) -> None:
    folder = make_folder(tmp_path)
    old = (folder / "accounts.csv").read_text(encoding="utf-8")
    first, _, rest = old.partition("\n")
    added = header.partition(",")[2]
    lines = "".join(f"{line},x\n" for line in rest.splitlines())
    (folder / "accounts.csv").write_text(f"{first.strip()},{added}\n{lines}", encoding="utf-8")
    assert problems_of(sqlite_database, folder) == [("accounts.csv", 1, column)]


def test_a_missing_column_is_named_and_makes_no_order_wrong(sqlite_database: Database, tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    edit(folder / "accounts.csv", "login,", "")
    assert problems_of(sqlite_database, folder) == [("accounts.csv", 1, "login")]


@pytest.mark.parametrize("name", ["plans.csv", "accounts.csv", "orders.csv"])
def test_a_file_that_is_not_there_is_the_only_problem(
    sqlite_database: Database, tmp_path: Path, name: str
) -> None:
    folder = make_folder(tmp_path)
    (folder / name).unlink()
    assert problems_of(sqlite_database, folder) == [(name, 0, "")]


def test_an_empty_file_is_the_only_problem(sqlite_database: Database, tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "accounts.csv").write_bytes(b"")
    assert problems_of(sqlite_database, folder) == [("accounts.csv", 1, "")]


@pytest.mark.parametrize(("old", "new"), [("Brno", "Br,no"), ("Brno", '"Brno'), ("Brno", '"Br"no'), (",Brno", "")])
def test_a_broken_line_hides_no_other(sqlite_database: Database, tmp_path: Path, old: str, new: str) -> None:
    lines = accounts("c1", "c2", "c3", "c4")
    lines[1] = {**lines[1], "city": "Broken"}
    orders = [{**ORDER, "id": str(number), "login": f"c{number}"} for number in range(1, 5)]
    folder = make_folder(tmp_path, accounts=[*lines, {**ACCOUNT, "email": "x"}], orders=orders)
    edit(folder / "accounts.csv", old.replace("Brno", "Broken"), new)
    assert problems_of(sqlite_database, folder) == [("accounts.csv", 3, ""), ("accounts.csv", 6, "email")]


def test_other_encodings_name_the_column(sqlite_database: Database, tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    path = folder / "accounts.csv"
    path.write_bytes(path.read_bytes().replace("Novák".encode(), "Novák".encode("latin-1")))
    report = do_import(sqlite_database, folder)
    assert places(report) == [("accounts.csv", 2, "last_name")]
    assert "UTF-8" in report.problems[0].message


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("login", ""),
        ("login", "two words"),
        ("last_name", "a\x00b"),
        ("first_name", "a\x1b[31m"),
        ("city", "a\u202eb"),
        ("email", "x@@y"),
        ("country", "XX"),
        ("mobile_phone", "12ab"),
        ("profile_type", "firm"),
        ("currency", "EURO"),
        ("currency", "eur"),
        ("opening_balance", "1.005"),
        ("opening_balance", "1e3"),
        ("ip_restriction", "10.0.0.9-10.0.0.1"),
        ("created_at", "2026-02-30"),
        ("created_at", "20260228"),
        ("created_at", "0001-01-01"),
    ],
)
def test_one_wrong_cell_of_an_account_is_one_problem(
    sqlite_database: Database, tmp_path: Path, column: str, value: str
) -> None:
    folder = make_folder(tmp_path, accounts=[{**ACCOUNT, column: value}])
    assert problems_of(sqlite_database, folder) == [("accounts.csv", 2, column)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", ""),
        ("id", "0"),
        ("id", "-1"),
        ("id", "1.5"),
        ("id", "9" * 30),
        ("login", "nobody"),
        ("product", "Clouds"),
        ("plan", "C2"),
        ("status", "alive"),
        ("term_months", "2"),
        ("price", "-1.00"),
        ("price", ""),
        ("currency", "USD"),
        ("currency", "JPY"),
        ("currency", "EURO"),
        ("ip_addresses", "192.0.2.1 999.1.1.1"),
        ("started_at", ""),
        ("started_at", "10.5.2024"),
        ("paid_until", ""),
        ("paid_until", "2024-05-10"),
        ("auto_renew", "true"),
        ("comment", "a\u200bb"),
    ],
)
def test_one_wrong_cell_of_an_order_is_one_problem(
    sqlite_database: Database, tmp_path: Path, column: str, value: str
) -> None:
    folder = make_folder(tmp_path, orders=[{**ORDER, column: value}])
    assert problems_of(sqlite_database, folder) == [("orders.csv", 2, column)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("product", ""),
        ("plan", ""),
        ("currency", "EURO"),
        ("monthly_price", "10.001"),
        ("setup_fee", "-5"),
        ("refund_terms", "full_within:0"),
    ],
)
def test_one_wrong_cell_of_a_plan_is_one_problem(
    sqlite_database: Database, tmp_path: Path, column: str, value: str
) -> None:
    folder = make_folder(tmp_path, plans=[{**PLAN, column: value}])
    assert problems_of(sqlite_database, folder) == [("plans.csv", 2, column)]


def test_a_lost_login_excuses_its_own_orders_and_no_others(sqlite_database: Database, tmp_path: Path) -> None:
    lines = accounts("user01", "user02", "user03")
    lines[1] = {**lines[1], "login": ""}
    logins = ("user01", "user02", "user02", "nobody-here", "user03")
    orders = [{**ORDER, "id": str(number), "login": login} for number, login in enumerate(logins, start=1)]
    folder = make_folder(tmp_path, accounts=lines, orders=orders)
    assert problems_of(sqlite_database, folder) == [("accounts.csv", 3, "login"), ("orders.csv", 5, "login")]


def test_several_defects_come_in_the_order_of_files_lines_and_columns(
    sqlite_database: Database, tmp_path: Path
) -> None:
    account = {**ACCOUNT, "email": "x", "city": "a\tb"}
    folder = make_folder(
        tmp_path, plans=[{**PLAN, "setup_fee": "x"}], accounts=[account], orders=[{**ORDER, "price": "x"}] * 2
    )
    assert problems_of(sqlite_database, folder) == [
        ("plans.csv", 2, "setup_fee"),
        ("accounts.csv", 2, "email"),
        ("accounts.csv", 2, "city"),
        ("orders.csv", 2, "price"),
        ("orders.csv", 3, "price"),
    ]


def test_values_are_stored_as_the_screens_would_store_them(sqlite_database: Database, tmp_path: Path) -> None:
    account = {**ACCOUNT, "ip_restriction": "192.0.2.1, 198.51.100.0/24", "city": " "}
    assert do_import(sqlite_database, make_folder(tmp_path, accounts=[account])).problems == ()
    with sqlite_database.read() as session:
        assert session.scalars(select(Security.ip_restriction)).one() == "192.0.2.1\n198.51.100.0/24"
        profile = session.scalars(select(Profile)).one()
        assert (profile.mobile_phone, profile.city, profile.version) == ("+420601123456", "", 1)
