"""Databases of a PostgreSQL cluster for one test after the other: making one takes longer than most tests do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from itertools import count
from typing import LiteralString

from psycopg import Connection, Cursor, OperationalError, connect
from sqlalchemy import make_url

from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.migrate import upgrade
from tests.building import CLOCK

EMPTY, INSTALLED = TEMPLATES = ("template_empty", "template_installed")
"""What the database of each test begins as: with tables alone, and as `introtui init` leaves it."""

KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.altered (command text);
CREATE TABLE kept.sequence (name regclass, last_value bigint, is_called boolean);
CREATE TABLE kept.filled (name regclass, rows bigint, written_by text);

CREATE FUNCTION kept.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO kept.altered VALUES (tg_tag); END $$;

CREATE FUNCTION kept.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name regclass;
BEGIN
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('CREATE TABLE kept.%s AS TABLE %s', name, name);
        EXECUTE format('INSERT INTO kept.filled SELECT %L, count(*), NULL FROM %s', name, name);
    END LOOP;
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('INSERT INTO kept.sequence SELECT %L, last_value, is_called FROM %s', name, name);
    END LOOP;
END $$;

CREATE FUNCTION kept.as_before(each kept.filled) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE untouched boolean;
BEGIN
    IF each.rows = 0 THEN
        EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', each.name) INTO untouched;
    ELSE
        EXECUTE format('SELECT count(*) = $1 AND count(*) FILTER (WHERE xmin::text = $2) = $1 FROM %s', each.name)
        INTO untouched USING each.rows, each.written_by;
    END IF;
    RETURN untouched;
END $$;

CREATE FUNCTION kept.restored() RETURNS boolean LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE each kept.filled;
BEGIN
    IF EXISTS (SELECT FROM kept.altered) THEN RETURN false; END IF;
    IF (SELECT sum(pg_relation_size(name)) FROM kept.filled) > 4000000 THEN
        EXECUTE 'TRUNCATE ' || (SELECT string_agg(name::text, ', ') FROM kept.filled);
    END IF;
    FOR each IN SELECT * FROM kept.filled LOOP
        CONTINUE WHEN kept.as_before(each);
        EXECUTE format('DELETE FROM %s', each.name);
        EXECUTE format('INSERT INTO %s OVERRIDING SYSTEM VALUE TABLE kept.%s', each.name, each.name);
        UPDATE kept.filled SET written_by = pg_current_xact_id()::text WHERE name = each.name;
    END LOOP;
    PERFORM setval(s.name, s.last_value, s.is_called) FROM kept.sequence s;
    RETURN true;
END $$;

SELECT kept.keep();
CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION kept.note();
"""
"""Lets a template's copies go back to what it holds, by `kept.restored`: not so once their schema was changed.

A table whose rows are all by the transaction that restored them was left alone.
"""

END_THE_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Databases:
    """Copies of the templates in one cluster, each handed out again once it was given back."""

    def __init__(self, address: Callable[[str], str]) -> None:
        """Make the templates; `address` tells the URL of a database by name."""
        self.address = address
        self._names = (f"test_{number}" for number in count(1))
        self._free: defaultdict[str, list[str]] = defaultdict(list)
        self._template: dict[str, str] = {}
        self._connections: dict[str, Connection[tuple[object, ...]]] = {}
        for template in TEMPLATES:
            self._command(f"CREATE DATABASE {template}")
            make_template(address(template), template)
            # Nobody may be in what is copied.
            with closing(_connected(address(template))) as connection:
                connection.execute(KEEP)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.values():
            connection.close()

    def take(self, template: str) -> str:
        """Return the URL of a database that is like the template."""
        if self._free[template]:
            return self._free[template].pop()
        name = next(self._names)
        self._command(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._template[self.address(name)] = template
        return self.address(name)

    def bare(self) -> str:
        """Return the URL of a database with nothing in it; it goes with the cluster."""
        name = next(self._names)
        self._command(f"CREATE DATABASE {name}")
        return self.address(name)

    def give_back(self, url: str) -> None:
        """End whoever is still in a database, then make it like its template again, or drop it."""
        self._first(url, END_THE_OTHERS)
        if self._first(url, "SELECT kept.restored()"):
            self._free[self._template[url]].append(url)
        else:
            self._connections.pop(url).close()
            self._command(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _command(self, command: LiteralString) -> None:
        self._run(self.address("postgres"), command)

    def _first(self, url: str, query: LiteralString) -> object:
        found = self._run(url, query).fetchone()
        return found[0] if found else None

    def _run(self, url: str, command: LiteralString) -> Cursor[tuple[object, ...]]:
        """Run SQL by a connection that is kept: a new one would have to read about every table first."""
        try:
            return self._connection(url).execute(command)
        except OperationalError:
            # A test may end every connection of its database.
            self._connections.pop(url).close()
            return self._connection(url).execute(command)

    def _connection(self, url: str) -> Connection[tuple[object, ...]]:
        if url not in self._connections:
            self._connections[url] = _connected(url)
        return self._connections[url]


def _connected(url: str) -> Connection[tuple[object, ...]]:
    parts = make_url(url)
    return connect(dbname=parts.database, user=parts.username, host=str(parts.query["host"]), autocommit=True)


def make_template(url: str, template: str) -> None:
    """Bring a database to what its copies begin from."""
    with closing(Database(url)) as database:
        if template == INSTALLED:
            initialise(database, CLOCK)
        else:
            upgrade(database)
