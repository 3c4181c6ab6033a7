"""Rows that are only ever added.

Books, documents and audit are written once and never changed: their rows go straight into the tables, past what a
session does to notice changes. Statements are made once a process; SQLAlchemy compiles each one once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Executable, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from introtui.store.tables import Base

Row = Mapping[str, object]
"""One row of a table: column name to value."""


def add_row(session: Session, kind: type[Base], row: Row) -> int:
    """Insert a row into a table that numbers its rows, and return its number."""
    return session.scalars(_numbering_insert(kind), row).one()


def add_rows(session: Session, kind: type[Base], rows: Sequence[Row]) -> list[int]:
    """Insert rows into a table that numbers its rows, and return their numbers in the same order."""
    return list(session.scalars(_numbering_insert(kind), rows)) if rows else []


def add_unless_there(session: Session, kind: type[Base], row: Row) -> bool:
    """Insert a row unless one with its key is there; tell whether it was inserted."""
    dialect = session.get_bind().dialect.name
    return session.execute(_insert_or_nothing(kind, dialect), row).first() is not None


def dialect_insert(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """Return an insert of the database's own kind, which knows what to do about a key that is taken."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def table_of(kind: type[Base]) -> Table:
    """Return the table behind a class."""
    return Base.metadata.tables[kind.__tablename__]


@cache
def _numbering_insert(kind: type[Base]) -> ReturningInsert[int]:
    table = table_of(kind)
    return insert(table).returning(*table.primary_key, sort_by_parameter_order=True)


@cache
def _insert_or_nothing(kind: type[Base], dialect: str) -> Executable:
    table = table_of(kind)
    return dialect_insert(table, dialect).on_conflict_do_nothing().returning(*table.primary_key)
