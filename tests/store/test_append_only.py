"""Books, charges, timeline and audit are only ever added to; the database itself refuses everything else."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from introtui.domain.quotes import When
from introtui.store.engine import Database
from tests.building import add_account, add_order, services

TABLES = {
    "ledger_transaction": "memo",
    "posting": "currency",
    "order_charge": "source",
    "order_event": "sentence",
    "audit": "detail",
}
"""Each append-only table, and a column somebody might like to mend."""


@pytest.fixture
def history(installed: Database) -> Database:
    """A database with rows in every append-only table, written by a cancel with refund."""
    actor = add_account(installed)
    order_id = add_order(installed, actor)
    changes = services(installed).order_changes
    changes.confirm(actor, changes.quote_cancel(actor, order_id, When.NOW), "key")
    return installed


def run(database: Database, command: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(command))


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


def test_history_cannot_be_rewritten(history: Database) -> None:
    for table, column in TABLES.items():
        before = rows(history, table)
        assert before
        commands = [
            f"UPDATE {table} SET {column} = {column}",
            f"UPDATE {table} SET {column} = 'x' WHERE id = (SELECT max(id) FROM {table})",
            f"DELETE FROM {table}",
            f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
        ]
        if not history.is_sqlite:
            commands.append(f"TRUNCATE {table} CASCADE")
        for command in commands:
            with pytest.raises(DBAPIError, match="is append-only"):
                run(history, command)
        assert rows(history, table) == before


def test_history_cannot_be_written_over(history: Database) -> None:
    """SQLite's REPLACE deletes the old row first; PostgreSQL's form of it updates it."""
    for table, column in TABLES.items():
        before = rows(history, table)
        if history.is_sqlite:
            command = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        else:
            command = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET {column} = 'x'"
        with pytest.raises(DBAPIError, match="is append-only"):
            run(history, command)
        assert rows(history, table) == before


def test_history_keeps_what_it_tells_of(history: Database) -> None:
    for table in ("orders", "account", "idempotency"):
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
            run(history, f"DELETE FROM {table}")
    if not history.is_sqlite:
        with pytest.raises(DBAPIError, match="is append-only"):
            run(history, "TRUNCATE account CASCADE")


def test_no_more_is_credited_than_was_charged(history: Database) -> None:
    columns = "order_id, credits_id, period_start, period_end, basis_minor, net_minor, vat_minor, source"
    columns += ", treatment, vat_why"
    with pytest.raises(DBAPIError, match="more is credited than was charged"):
        run(
            history,
            f"INSERT INTO order_charge ({columns}) "
            f"SELECT {columns} FROM order_charge WHERE credits_id IS NOT NULL",
        )


def test_every_posting_has_a_book_and_only_the_customers_names_an_owner(history: Database) -> None:
    for book, owner in (("purse", "NULL"), ("customer", "NULL"), ("revenue", "1")):
        with pytest.raises(DBAPIError, match=r"(?i)check constraint"):
            run(
                history,
                "INSERT INTO posting (transaction_id, book, account_id, currency, minor) "
                f"VALUES (1, '{book}', {owner}, 'EUR', 0)",
            )
