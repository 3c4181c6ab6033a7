"""Building the demo's database: the same customers, ids and dates every time, in one file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.clock import FixedClock
from introtui.demo.bank import write_money
from introtui.demo.dice import Dice
from introtui.demo.documents import document_specs, is_documented, write_documents, write_evidence
from introtui.demo.member_orders import FIRST_UNNAMED, specs_of
from introtui.demo.members import MEMBERS, SEALED_KEY, TWO_FACTOR_LOGIN
from introtui.demo.messages import write_messages
from introtui.demo.orders import make_order
from introtui.demo.people import ORDER_COUNTS, random_account
from introtui.demo.random_orders import ACTOR, random_specs
from introtui.demo.requests import write_requests
from introtui.demo.shelf import Owner, Shelf, load_shelf
from introtui.demo.staff import STAFF, staff_account
from introtui.services.bulk_values import NewAccount, NewOrder

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from introtui.services.bulk import BulkWriter
    from introtui.store.engine import Database

Progress = Callable[[int, int], None]
"""Told how many accounts are done, and of how many."""

ACTION = "demo.fill"
"""The audit's word for it; its detail says what the demo was built from."""

DATA_VERSION = 6
"""Counted up when the same arguments are to give other data, so that kept demos are built anew."""

PROGRESS_STEP = 500
"""Accounts from one word of progress to the next."""

_BOOKED_BEFORE = timedelta(days=30)


def quietly(_done: int, _total: int) -> None:
    """Progress that nobody wants to see."""


def built_from(today: date, accounts: int) -> str:
    """Return what tells one demo's data from another's."""
    return f"data {DATA_VERSION}, today {today}, accounts {accounts}"


def build_demo(path: Path, *, today: date, accounts: int, progress: Progress = quietly) -> None:
    """Write the demo's database to `path`; until it is whole, whatever was there before stays.

    There are `accounts` customers, the named ones first, which are there even when fewer were asked for, and the
    staff after them. The same arguments give the same bytes. No program may have an older file at `path` open:
    `place` sees to that.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    built = Path(name)
    try:
        _build(built, today, accounts, progress)
        # What a program that was killed left of an older file is not to be replayed into this one.
        for leftover in ("-wal", "-shm"):
            Path(f"{path}{leftover}").unlink(missing_ok=True)
        built.replace(path)
    finally:
        for ending in ("", "-wal", "-shm"):
            Path(f"{built}{ending}").unlink(missing_ok=True)


def _build(path: Path, today: date, accounts: int, progress: Progress) -> None:
    from introtui.services.setup import initialise
    from introtui.store.engine import Database

    database = Database(f"sqlite:///{path}")
    try:
        initialise(database, FixedClock(today))
        database.transact(lambda session: _fill(database, session, today, accounts, progress))
        # After everybody, so that no number of a customer's changes: for the desk to have something to do.
        write_requests(database, today)
        write_money(database, today)
    finally:
        database.close()


def _fill(database: Database, session: Session, today: date, accounts: int, progress: Progress) -> None:
    from introtui.services.bulk import BulkWriter
    from introtui.store.tables import Audit

    shelf = load_shelf(session)
    at = datetime.combine(today, time(9), UTC) - _BOOKED_BEFORE
    with BulkWriter(session, at=at, actor=ACTOR) as writer:
        orders = _add_members(writer, shelf, today)
    # Before the others, whose number changes: what the named customers have stays the same.
    write_evidence(session, _verified(today))
    write_documents(database, session, document_specs(orders, today))
    write_messages(database, session, today)
    _turn_two_factor_on(session, at)
    progress(len(MEMBERS), max(accounts, len(MEMBERS)))
    with BulkWriter(session, at=at, actor=ACTOR) as writer:
        _add_others(writer, shelf, today, accounts, progress)
        for login in STAFF:
            writer.account(staff_account(login, today))
    session.add(
        Audit(
            at=at,
            account_id=None,
            actor=ACTOR,
            address="",
            action=ACTION,
            subject="",
            detail=built_from(today, accounts),
        )
    )


def _turn_two_factor_on(session: Session, at: datetime) -> None:
    from sqlalchemy import select

    from introtui.store.tables import Account, TwoFactor

    account_id = session.scalars(select(Account.id).where(Account.login == TWO_FACTOR_LOGIN)).one()
    session.add(TwoFactor(account_id=account_id, sealed_key=SEALED_KEY, made_at=at, confirmed_at=at))


def _verified(today: date) -> list[NewAccount]:
    """Return the named companies that staff have verified."""
    accounts = [member.account(today) for member in MEMBERS]
    return [new for new in accounts if new.company_verified_at is not None and new.profile.vat_id]


def _add_members(writer: BulkWriter, shelf: Shelf, today: date) -> list[tuple[NewOrder, str]]:
    """Add the named customers and return their orders, each with its plan's name."""
    added = []
    for member in MEMBERS:
        new = member.account(today)
        owner = _owner(new, writer.account(new))
        for spec in specs_of(member.login):
            order = make_order(spec, owner, shelf, today)
            order = replace(order, documented=is_documented(order, today))
            writer.order(order)
            added.append((order, spec.plan))
    return added


def _add_others(writer: BulkWriter, shelf: Shelf, today: date, accounts: int, progress: Progress) -> None:
    """Add the customers nobody named; each is the same however many follow."""
    dice, order_id = Dice(1), FIRST_UNNAMED
    for number in range(len(MEMBERS) + 1, accounts + 1):
        new = random_account(dice, number, today)
        owner = _owner(new, writer.account(new))
        count = dice.pick(ORDER_COUNTS)
        for spec in random_specs(dice, order_id, count):
            writer.order(make_order(spec, owner, shelf, today))
        order_id += count
        if number % PROGRESS_STEP == 0 or number == accounts:
            progress(number, accounts)


def _owner(new: NewAccount, account_id: int) -> Owner:
    return Owner(
        account_id=account_id, login=new.login, country=new.country, currency=new.opening_balance.currency
    )
