"""The migration of the operators' find: what was there is found, and a server that lacks something says so."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import make_url, text

from introtui.domain.account import ProfileFields
from introtui.services.bulk_values import NewLogin
from introtui.services.checking import check_all
from introtui.store.engine import Database
from introtui.store.migrate import MIGRATIONS, SchemaError, upgrade, version_of
from tests.building import ACCOUNT, CLOCK, add_account, add_order, services
from tests.databases import Databases
from tests.services.billing import quiet
from tests.services.staffing import staff

FTS5 = ("hostname_parts", "profile_words")
OF_POSTGRES = ("DROP INDEX ix_orders_hostname_parts", "DROP INDEX ix_profile_words", "DROP EXTENSION pg_trgm")
INDEXES = (
    "ix_login_event_address_account_id",
    *(f"ix_profile_by_{name}" for name in ("email", "mobile_phone", "vat_id", "find_phone")),
    *("ix_account_find_login", "ix_orders_by_hostname", "ix_order_address_address_key"),
)


def go_back(database: Database) -> None:
    """Take away what the migrations add."""
    on_sqlite = (
        *(f"DROP TRIGGER {table}_{change}" for table in FTS5 for change in ("insert", "delete", "update")),
        *(f"DROP TABLE {table}" for table in FTS5),
    )
    with database.engine.begin() as connection:
        for statement in (
            *(on_sqlite if database.is_sqlite else OF_POSTGRES),
            *(f"DROP INDEX {index}" for index in INDEXES),
            *(f"ALTER TABLE profile DROP COLUMN {column}" for column in ("find_text", "find_phone")),
            "ALTER TABLE order_address DROP COLUMN address_key",
        ):
            connection.execute(text(statement))


def go_on(database: Database) -> None:
    """Run the migrations alone, whichever numbers they have."""
    for name in ("finding", "hosts_and_sign_ins"):
        (path,) = (MIGRATIONS / "versions").glob(f"*_{name}.py")
        migration = import_module(f"introtui.store.migrations.versions.{path.stem}")
        with database.migrating() as connection, Operations.context(MigrationContext.configure(connection)):
            migration.upgrade()


def test_what_was_there_before_is_found(installed: Database) -> None:
    profile = ProfileFields(last_name="Dąbrowski", mobile_phone="+48601234567")
    logins = (NewLogin(at=CLOCK.now(), address="203.0.113.9", way="ssh"),)
    customer = add_account(installed, replace(ACCOUNT, login="lukasz", profile=profile, logins=logins))
    add_order(installed, customer, hostname="srv-db3.example", addresses=("198.51.100.7", "2001:db8::7"))
    go_back(installed)
    go_on(installed)
    assert list(check_all(installed, progress=quiet)) == []
    admin, finding = staff(installed), services(installed).finding
    for typed in ("dabrowsky", "601 234 567", "198.51.100.0/24", "2001:db8::/32", "db3", "203.0.113.9"):
        assert [hit.login for hit in finding.find(admin, typed).hits] == ["lukasz"], typed


def test_whoever_may_not_make_the_extension_is_told_what_to_run(postgres_databases: Databases) -> None:
    url = make_url(postgres_databases.bare())
    with closing(Database(url.render_as_string())) as owner, owner.engine.begin() as connection:
        connection.execute(text("CREATE ROLE poor LOGIN"))
        connection.execute(text("GRANT CREATE ON SCHEMA public TO poor"))
    with closing(Database(url.set(username="poor").render_as_string())) as database:
        with pytest.raises(SchemaError, match=r"owner run CREATE EXTENSION pg_trgm there, then run introtui init"):
            upgrade(database)
        assert version_of(database) is None
    with closing(Database(url.render_as_string())) as owner, owner.engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm"))
    with closing(Database(url.set(username="poor").render_as_string())) as database:
        upgrade(database)
