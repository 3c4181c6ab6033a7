"""What is stored comes back as it was meant, and no error tells it to whoever reads the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from introtui.store.engine import Database
from introtui.store.tables import Account, Security
from tests.building import add_account


def test_no_value_of_a_row_is_in_an_error(database: Database) -> None:
    """PostgreSQL tells the whole failing row in its DETAIL, a password's hash among it."""
    actor = add_account(database)

    def work(session: Session) -> None:
        security = session.get_one(Security, actor.account_id)
        security.password_hash = "$argon2id$secret"
        session.execute(text("UPDATE security SET password_hash = :h, version = NULL"), {"h": "$argon2id$secret"})

    with pytest.raises(DBAPIError) as caught:
        database.transact(work)
    error: BaseException | None = caught.value
    assert "version" in str(error)
    while error is not None:
        assert "secret" not in f"{error} {error!r} {error.args}"
        error = error.__cause__ or error.__context__


def test_a_time_without_offset_is_refused_and_any_other_is_kept_as_utc(database: Database) -> None:
    actor = add_account(database)

    def store(at: datetime) -> None:
        def work(session: Session) -> None:
            session.get_one(Security, actor.account_id).password_changed_at = at

        database.transact(work)

    with pytest.raises(StatementError, match="a stored time needs its offset"):
        store(datetime(2026, 1, 1, 12))  # noqa: DTZ001
    store(datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=5))))
    with database.read() as session:
        kept = session.get_one(Security, actor.account_id).password_changed_at
    assert kept == datetime(2025, 12, 31, 20, 30, tzinfo=UTC)
    assert kept is not None
    assert kept.tzinfo is UTC


def test_a_stored_word_that_is_none_of_ours_is_not_taken_for_one(database: Database) -> None:
    with database.engine.begin() as connection:
        columns = "login, role, currency, created_on"
        connection.execute(
            text(f"INSERT INTO account (id, {columns}) VALUES (1, 'a', 'wizard', 'EUR', '2026-01-01')")
        )
    with database.read() as session, pytest.raises(LookupError, match="wizard"):
        session.get(Account, 1)
