"""The first pass: every line of every file is checked, alone and against the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path
from sys import intern
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.services.importing.account_lines import ACCOUNTS, check_account
from introtui.services.importing.order_lines import ORDERS, check_order, check_price
from introtui.services.importing.plan_lines import PLANS, Catalogue
from introtui.services.importing.reader import CsvReader
from introtui.services.importing.repeats import Repeats
from introtui.services.importing.report import ImportProblem, Missing, Problems, Progress
from introtui.services.importing.rows import Layout, Row, read_header
from introtui.services.importing.spool import Spool
from introtui.store.tables import Account, Order

CHUNK = 500
"""Lines checked between two looks into the database; SQLite takes as many values in one query."""

ACCOUNT, ORDER = "account", "order"
"""What an imported line is of, as the table of imported lines names it."""

_NAMED_BY = MappingProxyType(
    {"product": ("product",), "plan": ("product", "plan"), "currency": ("product", "plan", "currency")}
)
"""Which columns together name what the catalogue lacks."""


def read_rows(
    path: Path, layout: Layout, problems: Problems, missing: Missing, progress: Progress
) -> Iterator[list[Row]]:
    """Yield a file's lines in chunks; lines that cannot be read are problems, and counted as lost."""
    if not path.is_file():
        problems.add(ImportProblem(layout.file, 0, "", f"There is no {layout.file} in this folder."))
        missing.lost = inf
        return
    size, what = path.stat().st_size, f"Checking {layout.file}"
    with path.open("rb") as stream:
        reader = CsvReader(stream)
        names = read_header(reader, layout, problems)
        if names is None:
            missing.lost = inf
            return
        rows: list[Row] = []
        for record in reader.records(len(names)):
            if record.fault:
                missing.lost += 1
                problems.add(ImportProblem(layout.file, record.line, "", record.fault))
                continue
            rows.append(Row(layout, record.line, dict(zip(names, record.fields, strict=True))))
            if len(rows) == CHUNK:
                yield rows
                rows = []
                progress(min(reader.bytes_read, size), size, what)
        if rows:
            yield rows
        progress(size, size, what)


class AccountCheck:
    """Checks accounts.csv and remembers each login's currency for the orders."""

    def __init__(self, session: Session, problems: Problems, spool: Spool) -> None:
        self.repeats = Repeats(session, ACCOUNT, "login", _taken_logins)
        self.missing = Missing()
        self._session = session
        self._problems = problems
        self._spool = spool
        self._currencies: dict[str, str] = {}

    def take(self, rows: Sequence[Row]) -> None:
        """Check some lines and spool what is new."""
        for row in rows:
            check_account(row)
        self.repeats.look_up(rows)
        for row in rows:
            if self.repeats.is_new(row):
                self._spool.add(row)
            self._remember(row)
            row.report(self._problems)

    def currencies(self, logins: Sequence[str]) -> dict[str, str]:
        """Return the currency of each login that exists, "" where a faulty line leaves it in doubt."""
        known = {login: self._currencies[login] for login in logins if login in self._currencies}
        others = [login for login in logins if login not in known]
        if others:
            query = select(Account.login, Account.currency).where(Account.login.in_(others))
            known.update(self._session.execute(query).all())
        return known

    def _remember(self, row: Row) -> None:
        login = row.values.get("login", "")
        if not login or "login" in row.faults:
            self.missing.lost += 1
        if login:
            self.missing.known(login)
            currency = "" if "currency" in row.faults else row.values.get("currency", "")
            self._currencies.setdefault(login, intern(currency))


class OrderCheck:
    """Checks orders.csv against the accounts and the catalogue."""

    def __init__(
        self, session: Session, problems: Problems, spool: Spool, accounts: AccountCheck, catalogue: Catalogue
    ) -> None:
        self.repeats = Repeats(session, ORDER, "id", _taken_orders)
        self._problems = problems
        self._spool = spool
        self._accounts = accounts
        self._catalogue = catalogue

    def take(self, rows: Sequence[Row]) -> None:
        """Check some lines and spool what is new."""
        for row in rows:
            check_order(row)
        currencies = self._accounts.currencies([row.values.get("login", "") for row in rows])
        self.repeats.look_up(rows)
        for row in rows:
            complete = self._check_account(row, currencies) & self._check_plan(row)
            if row.values.get("currency") and "currency" not in row.faults:
                check_price(row)
            if self.repeats.is_new(row) and complete:
                self._spool.add(row)
            row.report(self._problems)

    def end(self) -> None:
        """Tell of the references that lead nowhere."""
        self._accounts.missing.settle(self._problems)
        self._catalogue.missing.settle(self._problems)

    def _check_account(self, row: Row, currencies: dict[str, str]) -> bool:
        """Compare with the line's account; False when there is none."""
        login, currency = row.values.get("login", ""), row.values.get("currency", "")
        if login and login not in currencies:
            problem = row.problem("login", "There is no such account in accounts.csv or the database.")
            self._accounts.missing.note(login, *problem)
            return False
        wanted = currencies.get(login, "")
        if wanted and currency and currency != wanted:
            row.fault("currency", f"Enter {wanted}, the currency of this account.")
        return True

    def _check_plan(self, row: Row) -> bool:
        """Compare with the catalogue; False when the plan cannot be ordered."""
        values = row.values
        product, plan = values.get("product", ""), values.get("plan", "")
        currency = "" if "currency" in row.faults else values.get("currency", "")
        fault = self._catalogue.fault(product, plan, currency) if product and plan else None
        if fault is None:
            return True
        column, sentence = fault
        named = [values[name] for name in _NAMED_BY[column]]
        self._catalogue.missing.note("\n".join(named), *row.problem(column, sentence))
        return False


def _taken_logins(session: Session, keys: Sequence[str]) -> set[str]:
    return set(session.scalars(select(Account.login).where(Account.login.in_(keys))))


def _taken_orders(session: Session, keys: Sequence[str]) -> set[str]:
    return {str(key) for key in session.scalars(select(Order.id).where(Order.id.in_([int(key) for key in keys])))}


def check_plans(folder: Path, catalogue: Catalogue, problems: Problems, progress: Progress) -> None:
    """Read plans.csv into the catalogue."""
    for rows in read_rows(folder / PLANS.file, PLANS, problems, catalogue.missing, progress):
        for row in rows:
            catalogue.take(row, problems)
    problems.end_file()


def check_accounts(folder: Path, check: AccountCheck, problems: Problems, progress: Progress) -> None:
    """Read accounts.csv."""
    for rows in read_rows(folder / ACCOUNTS.file, ACCOUNTS, problems, check.missing, progress):
        check.take(rows)
    problems.end_file()


def check_orders(folder: Path, check: OrderCheck, problems: Problems, progress: Progress) -> None:
    """Read orders.csv."""
    for rows in read_rows(folder / ORDERS.file, ORDERS, problems, Missing(), progress):
        check.take(rows)
    check.end()
    problems.end_file()
