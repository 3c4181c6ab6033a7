"""Databases of a PostgreSQL cluster for one test after the other: making one takes longer than most tests do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from itertools import count

from sqlalchemy import create_engine, make_url

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

CREATE FUNCTION kept.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO kept.altered VALUES (tg_tag); END $$;

CREATE FUNCTION kept.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name regclass;
BEGIN
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('CREATE TABLE kept.%s AS TABLE %s', name, name);
    END LOOP;
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('INSERT INTO kept.sequence SELECT %L, last_value, is_called FROM %s', name, name);
    END LOOP;
END $$;

CREATE FUNCTION kept.restored() RETURNS boolean LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE tables regclass[]; name regclass;
BEGIN
    IF EXISTS (SELECT FROM kept.altered) THEN RETURN false; END IF;
    SELECT array_agg(oid::regclass) INTO tables
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;
    IF (SELECT sum(pg_relation_size(each)) FROM unnest(tables) each) > 4000000 THEN
        EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ');
    END IF;
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('DELETE FROM %s', name);
        EXECUTE format('INSERT INTO %s OVERRIDING SYSTEM VALUE TABLE kept.%s', name, name);
    END LOOP;
    PERFORM setval(each.name, each.last_value, each.is_called) FROM kept.sequence each;
    RETURN true;
END $$;

SELECT kept.keep();
CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION kept.note();
"""
"""Lets a template's copies go back to what it holds, by `kept.restored`: not so once their schema was changed."""


class Databases:
    """Copies of the templates in one cluster, each handed out again once it was given back."""

    def __init__(self, address: Callable[[str], str]) -> None:
        """Make the templates; `address` tells the URL of a database by name."""
        self.address = address
        self._names = (f"test_{number}" for number in count(1))
        self._free: defaultdict[str, list[str]] = defaultdict(list)
        self._template: dict[str, str] = {}
        for template in TEMPLATES:
            self._command(f"CREATE DATABASE {template}")
            make_template(address(template), template)
            _run(address(template), KEEP)

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
        name = make_url(url).database
        self._command(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'")
        if _run(url, "SELECT kept.restored()"):
            self._free[self._template[url]].append(url)
        else:
            self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _command(self, command: str) -> None:
        _run(self.address("postgres"), command)


def _run(url: str, command: str) -> object:
    """Run SQL outside of a transaction and return the first value of what it finds."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", execution_options={"no_parameters": True})
    with engine.connect() as connection:
        found = connection.exec_driver_sql(command)
        value = found.scalar() if found.returns_rows else None
    engine.dispose()
    return value


def make_template(url: str, template: str) -> None:
    """Bring a database to what its copies begin from."""
    with closing(Database(url)) as database:
        if template == INSTALLED:
            initialise(database, CLOCK)
        else:
            upgrade(database)
