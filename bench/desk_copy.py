"""A bench's SQLite database copied to PostgreSQL: twenty times quicker than to write each row by a statement."""

from __future__ import annotations

from contextlib import closing

from psycopg import Connection as Driver
from sqlalchemy import Connection, Table, create_engine, func, select, text

from introtui.clock import FixedClock
from introtui.demo import DEFAULT_TODAY
from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.tables import Audit, Base

AT_ONCE = 10_000


def copied_to_postgres(source: str, pattern: str, accounts: int) -> str:
    """Return the URL of a copy, made if need be, on a server whose address has {name} for a database's name."""
    name = f"desk_{accounts}"
    engine = create_engine(pattern.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        known = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if connection.scalar(known, {"name": name}) is None:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    copy_to_postgres(source, pattern.format(name=name))
    return pattern.format(name=name)


def copy_to_postgres(source: str, target: str) -> None:
    """Fill an empty database of PostgreSQL with everything an SQLite database has; the user must be a superuser.

    What was copied before is left as it is.
    """
    with closing(Database(source)) as old, closing(Database(target)) as new:
        initialise(new, FixedClock(DEFAULT_TODAY))
        if _is_copy(new):
            return
        with old.engine.connect() as reading, new.engine.begin() as writing:
            # Neither keys nor triggers are asked: the rows are as they should be.
            writing.execute(text("SET session_replication_role = replica"))
            for table in reversed(Base.metadata.sorted_tables):
                writing.execute(table.delete())
            for table in Base.metadata.sorted_tables:
                _copy(table, reading, writing)
        with new.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
            plain.execute(text("VACUUM ANALYZE"))


def _is_copy(database: Database) -> bool:
    with database.read() as session:
        return session.scalar(select(Audit.id).where(Audit.action == "bench.fill").limit(1)) is not None


def _copy(table: Table, reading: Connection, writing: Connection) -> None:
    driver = writing.connection.driver_connection
    if not isinstance(driver, Driver):
        raise TypeError("the copy goes to psycopg")
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = reading.exec_driver_sql(f'SELECT {names} FROM "{table.name}"')
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        while found := rows.fetchmany(AT_ONCE):
            for row in found:
                copy.write_row(row)
    _count_on(table, writing)


def _count_on(table: Table, writing: Connection) -> None:
    """Have the next row of a table numbered after the last one."""
    sequence = (
        writing.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
        if "id" in table.columns
        else None
    )
    if sequence is not None:
        last = writing.scalar(select(func.max(table.c.id))) or 0
        if last:
            writing.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
