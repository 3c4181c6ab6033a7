"""Big databases for the benches of the desk: so many accounts, so many orders each, an invoice for every account.

    url = desk_database("/var/cache/bench", accounts=100_000, orders_each=10)
    copy_to_postgres(url, "postgresql+psycopg://…/bench")  # bench/desk_copy.py

What is there already is not built again. The same numbers give the same data. Orders have addresses, host names
and charges, and no timeline; the invoices have their number and no lines, so that `introtui check` would have much
to say. Run as `python -m bench.desk_data FOLDER ACCOUNTS ORDERS_EACH` to build one beforehand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.desk_names import TRADES, family_name
from introtui.clock import FixedClock
from introtui.demo import DEFAULT_TODAY
from introtui.demo.dice import Dice
from introtui.demo.names import COMPANY_ENDINGS, LOCALES
from introtui.demo.orders import make_order
from introtui.demo.people import random_account
from introtui.demo.random_orders import random_specs
from introtui.demo.shelf import Owner, Shelf, load_shelf
from introtui.demo.staff import STAFF, staff_account
from introtui.domain.account import ProfileType
from introtui.domain.documents import SERIES, DocumentKind, Party, payment_reference
from introtui.domain.money import Money
from introtui.services.books import CUSTOMER, REVENUE
from introtui.services.bulk import BulkWriter
from introtui.services.bulk_values import NewAccount
from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.tables import Audit, Document, DocumentSeries, LedgerTransaction, Posting

TODAY = DEFAULT_TODAY
FIRST_ORDER = 100_001
AT_ONCE = 2_000
"""Accounts of one transaction."""
ACTOR, ACTION, DATA_VERSION = "bench", "bench.fill", 1
_PARTY = Party(name="Bench", address=(), country="Netherlands").as_json()


def desk_database(folder: str, *, accounts: int, orders_each: int) -> str:
    """Return the URL of such an SQLite database, kept in a folder."""
    path = Path(folder) / f"desk-{accounts}x{orders_each}.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{path}"
    with closing(Database(url)) as database:
        initialise(database, FixedClock(TODAY))
        _fill(database, accounts, orders_each)
    return url


def person(number: int) -> NewAccount:
    """Return the account with a running number."""
    dice = Dice(number)
    new = random_account(dice, number, TODAY)
    profile = new.profile
    # A tenth keeps a name in the script of its country.
    if not dice.chance(10):
        given = dice.pick(LOCALES[dice.below(9)].given)
        profile = replace(profile, first_name=given, last_name=family_name(dice))
    if profile.profile_type is ProfileType.COMPANY:
        name = f"{family_name(dice)} {dice.pick(TRADES)} {dice.pick(COMPANY_ENDINGS)}"
        profile = replace(profile, company_name=name, vat_id=f"{new.country}{10**8 + number:09d}B01")
    login = f"{profile.last_name.split()[0].lower()}{number}" if profile.last_name.isascii() else new.login
    return replace(new, login=login, email=f"{login}@{new.email.partition('@')[2]}", profile=profile)


def _fill(database: Database, accounts: int, orders_each: int) -> None:
    done = _built(database)
    wanted = f"data {DATA_VERSION}, accounts {accounts}, orders each {orders_each}"
    if done and done[-1] == wanted:
        return
    if done:
        raise SystemExit(f"{database.engine.url} holds something else: {done[-1]}")
    began = perf_counter()
    for first in range(1, accounts + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, accounts + 1))
        database.transact(lambda session, numbers=numbers: _add(session, numbers, orders_each))  # type: ignore[misc]
        print(f"{numbers[-1]:>8,} of {accounts:,} accounts, {perf_counter() - began:6.0f} s", file=sys.stderr)
    database.transact(lambda session: _finish(session, accounts, wanted))


def _built(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Audit.detail).where(Audit.action == ACTION)))


def _add(session: Session, numbers: range, orders_each: int) -> None:
    shelf = load_shelf(session)
    at = datetime.combine(TODAY, time(9), UTC) - timedelta(days=30)
    with BulkWriter(session, at=at, actor=ACTOR) as writer:
        owners = [(number, _with_orders(writer, shelf, number, orders_each)) for number in numbers]
    _add_invoices(session, owners, at)


def _with_orders(writer: BulkWriter, shelf: Shelf, number: int, orders_each: int) -> Owner:
    new = person(number)
    currency = new.opening_balance.currency
    owner = Owner(account_id=writer.account(new), login=new.login, country=new.country, currency=currency)
    first = FIRST_ORDER + (number - 1) * orders_each
    for spec in random_specs(Dice(first), first, orders_each):
        writer.order(replace(make_order(spec, owner, shelf, TODAY), events=()))
    return owner


def _add_invoices(session: Session, owners: list[tuple[int, Owner]], at: datetime) -> None:
    """Add one open invoice an account, numbered like the account, from the books' id after the last."""
    last = session.scalar(select(LedgerTransaction.id).order_by(LedgerTransaction.id.desc()).limit(1)) or 0
    booked = [(last + place, number, owner) for place, (number, owner) in enumerate(owners, 1)]
    for table, rows in (
        (LedgerTransaction, (_transaction(*each, at) for each in booked)),
        (Posting, (row for each in booked for row in _postings(*each))),
        (Document, (_document(*each) for each in booked)),
    ):
        session.execute(insert(table.__table__), list(rows))  # type: ignore[arg-type]


def _transaction(booked: int, number: int, owner: Owner, at: datetime) -> dict[str, object]:
    return {
        "id": booked,
        "account_id": owner.account_id,
        "order_id": None,
        "kind": "invoice",
        "memo": f"Invoice {number}",
        "currency": owner.currency,
        "at": at,
        "actor": ACTOR,
        "idempotency_key": None,
    }


def _postings(booked: int, _number: int, owner: Owner) -> Iterator[dict[str, object]]:
    money = Money(-1_000, owner.currency)
    for book, account_id, minor in ((CUSTOMER, owner.account_id, money.minor), (REVENUE, None, -money.minor)):
        yield {
            "transaction_id": booked,
            "book": book,
            "account_id": account_id,
            "currency": owner.currency,
            "minor": minor,
        }


def _document(booked: int, number: int, owner: Owner) -> dict[str, object]:
    printed = f"{SERIES[DocumentKind.INVOICE]}-{TODAY.year}-{number:06d}"
    return {
        "kind": DocumentKind.INVOICE,
        "series": SERIES[DocumentKind.INVOICE],
        "year": TODAY.year,
        "number": number,
        "account_id": owner.account_id,
        "purpose": "new_order",
        "currency": owner.currency,
        "issued_on": TODAY - timedelta(days=30),
        "due_on": TODAY - timedelta(days=16),
        "net_minor": 1_000,
        "vat_minor": 0,
        "reference": payment_reference(printed),
        "seller": _PARTY,
        "customer": _PARTY,
        "corrects_id": None,
        "transaction_id": booked,
    }


def _finish(session: Session, accounts: int, wanted: str) -> None:
    at = datetime.combine(TODAY, time(9), UTC)
    with BulkWriter(session, at=at, actor=ACTOR) as writer:
        for login in STAFF:
            writer.account(staff_account(login, TODAY))
    session.add(DocumentSeries(series=SERIES[DocumentKind.INVOICE], year=TODAY.year, last_number=accounts))
    session.add(Audit(at=at, account_id=None, actor=ACTOR, address="", action=ACTION, subject="", detail=wanted))


if __name__ == "__main__":
    print(desk_database(sys.argv[1], accounts=int(sys.argv[2]), orders_each=int(sys.argv[3])))
