"""Small import folders for tests: one account with one order, each value replaceable."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import func, select

from introtui.services.importing import ImportReport, run_import
from introtui.store.engine import Database
from introtui.store.tables import (
    Account,
    Audit,
    Base,
    Change,
    ImportedLine,
    LedgerTransaction,
    Order,
    OrderCharge,
    OrderEvent,
    PlanPrice,
    Posting,
    Product,
)
from tests.building import CLOCK

SAMPLES = Path(__file__).parents[1] / "data" / "import"

Line = Mapping[str, str]

PLAN: Line = {
    "product": "Cloud",
    "plan": "C1",
    "monthly_price": "10.00",
    "currency": "EUR",
    "setup_fee": "5.00",
    "refund_terms": "prorated",
}
ACCOUNT: Line = {
    "login": "novak",
    "last_name": "Novák",
    "first_name": "Jan",
    "email": "jan@example.com",
    "country": "CZ",
    "city": "Brno",
    "mobile_phone": "601 123 456",
    "profile_type": "individual",
    "currency": "EUR",
    "opening_balance": "12.50",
    "ip_restriction": "",
    "created_at": "2024-05-06",
}
ORDER: Line = {
    "id": "501",
    "login": "novak",
    "product": "Cloud",
    "plan": "C1",
    "status": "active",
    "term_months": "3",
    "price": "30.00",
    "currency": "EUR",
    "ip_addresses": "192.0.2.1",
    "started_at": "2024-05-10",
    "paid_until": "2026-12-10",
    "auto_renew": "yes",
    "comment": "",
}
WRITTEN: tuple[type[Base], ...] = (
    Account,
    Audit,
    Change,
    ImportedLine,
    LedgerTransaction,
    Order,
    OrderCharge,
    OrderEvent,
    PlanPrice,
    Posting,
    Product,
)
"""The tables an import writes to."""


def write_csv(path: Path, lines: Sequence[Line], columns: Sequence[str]) -> None:
    """Write lines under a header, as a spreadsheet does."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(lines)


def make_folder(
    folder: Path,
    *,
    plans: Sequence[Line] = (PLAN,),
    accounts: Sequence[Line] = (ACCOUNT,),
    orders: Sequence[Line] = (ORDER,),
) -> Path:
    """Write the three files and return their folder."""
    write_csv(folder / "plans.csv", plans, tuple(PLAN))
    write_csv(folder / "accounts.csv", accounts, tuple(ACCOUNT))
    write_csv(folder / "orders.csv", orders, tuple(ORDER))
    return folder


def do_import(database: Database, folder: Path, *, dry_run: bool = False) -> ImportReport:
    """Import a folder, checking that progress never runs past its end."""

    def progress(done: int, total: int, what: str) -> None:
        assert 0 <= done <= total, what

    return run_import(database, CLOCK, folder, dry_run=dry_run, progress=progress)


def places(report: ImportReport) -> list[tuple[str, int, str]]:
    """Return file, line and column of every problem."""
    return [(problem.file, problem.line, problem.column) for problem in report.problems]


def counts(database: Database) -> dict[str, int]:
    """Return how many rows each table has that an import writes to."""
    with database.read() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in WRITTEN
        }
