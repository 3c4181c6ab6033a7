"""The schema: made by migrations alone, the same as the models, and never used at another version."""

from __future__ import annotations

import re
import warnings
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, inspect, text
from sqlalchemy.exc import DBAPIError

from introtui.store import migrate
from introtui.store.engine import Database, is_sqlite
from introtui.store.migrate import HEAD, MIGRATIONS, SchemaError, require_current, upgrade, version_of
from introtui.store.tables import Base
from tests.waiting import PATIENCE, finish

OF_ITS_OWN = re.compile("profile_words|hostname_parts")


@pytest.fixture
def bare_url(database_url: str, tmp_path: Path) -> str:
    """The URL of a database as an administrator creates it: with nothing in it."""
    if is_sqlite(database_url):
        return f"sqlite:///{tmp_path / 'bare.db'}"
    with closing(Database(database_url)) as database, database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return database_url


def set_version(database: Database, version: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection, warnings.catch_warnings():
        # Neither database can reflect an index over an expression well enough to compare it.
        warnings.filterwarnings("ignore", message=".*expression-based index.*")
        warnings.filterwarnings("ignore", message=".*autogenerate skipping.*")
        # Each database finds names by indexes of its own kind.
        opts = {"compare_type": True, "include_object": lambda _object, name, *_rest: not OF_ITS_OWN.search(name)}
        found = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(found, Base.metadata) == []


def test_the_index_behind_the_order_list_is_there_on_both(database: Database) -> None:
    """It is over an expression, which the comparison above leaves out."""
    catalogue = "sqlite_master" if database.is_sqlite else "pg_indexes"
    column = "sql" if database.is_sqlite else "indexdef"
    name = "name" if database.is_sqlite else "indexname"
    with database.engine.connect() as connection:
        query = f"SELECT {column} FROM {catalogue} WHERE {name} = 'ix_orders_by_days'"
        definition = str(connection.execute(text(query)).scalar_one()).lower()
    assert "account_id, coalesce(paid_until, '9999-12-31'" in definition
    assert definition.rstrip(")").endswith("id")


def test_every_number_of_an_account_or_order_has_64_bits(database: Database) -> None:
    if database.is_sqlite:
        return
    with database.engine.connect() as connection:
        found = inspect(connection)
        narrow = [
            f"{table}.{column['name']}"
            for table in found.get_table_names()
            for column in found.get_columns(table)
            if (column["name"] == "id" or column["name"].endswith(("_id", "_minor")))
            and column["name"] not in {"vat_id", "external_id", "request_id"}
            and not isinstance(column["type"], BigInteger)
        ]
    assert narrow == []


def test_an_empty_database_is_refused_with_what_to_do_and_then_made(bare_url: str) -> None:
    with closing(Database(bare_url)) as database:
        with pytest.raises(SchemaError, match=r"^This database is empty\. Run: introtui init$"):
            require_current(database)
        upgrade(database)
        require_current(database)
        assert version_of(database) == HEAD
        upgrade(database)


def test_two_programs_may_make_one_database_at_once(bare_url: str) -> None:
    both = [Database(bare_url) for _ in range(2)]
    barrier, failed = Barrier(2), list[BaseException]()

    def make(database: Database) -> None:
        barrier.wait(PATIENCE)
        try:
            upgrade(database)
        except BaseException as error:
            failed.append(error)
            raise

    threads = [Thread(target=make, args=(database,)) for database in both]
    for thread in threads:
        thread.start()
    finish(*threads)
    for database in both:
        require_current(database)
        database.close()
    assert failed == []


def test_a_migration_that_fails_leaves_nothing_behind(bare_url: str) -> None:
    with closing(Database(bare_url)) as database:
        with database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE audit (id INTEGER)"))
        with pytest.raises(DBAPIError, match="already exists"):
            upgrade(database)
        with database.engine.connect() as connection:
            assert inspect(connection).get_table_names() == ["audit"]


def test_the_head_in_the_program_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    set_version(database, "9999")
    for use in (require_current, upgrade):
        with pytest.raises(SchemaError, match=r"^This database was made by a newer version of introtui\. Upgrade"):
            use(database)
    assert version_of(database) == "9999"


def test_a_database_of_an_older_program_is_refused_with_what_to_do(database: Database) -> None:
    set_version(database, "0001")
    with pytest.raises(SchemaError, match=rf"^This database is at version 0001, not {HEAD}\. Run: introtui init$"):
        require_current(database)


def test_the_program_loads_no_migrations_for_a_current_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "MIGRATIONS", Path("/nowhere"))
    upgrade(database)
    require_current(database)
