"""A dump of a PostgreSQL database: restored it is the same one; what hinders it is a sentence."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from introtui.services.checking import check_all
from introtui.store.backup import BackupError, back_up
from introtui.store.engine import Database
from introtui.store.migrate import require_current
from tests import postgres
from tests.building import add_account
from tests.databases import INSTALLED, Databases
from tests.proofs import quietly
from tests.proofs.processes import rest_of, start
from tests.proofs.worker import work
from tests.store.test_backup import nothing


@pytest.fixture
def url(postgres_databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an installed database, with the programs on the PATH."""
    monkeypatch.setenv("PATH", postgres.client_folder(), prepend=":")
    url = postgres_databases.take(INSTALLED)
    yield url
    postgres_databases.give_back(url)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with closing(Database(url)) as database:
        yield database


def test_a_dump_made_while_another_process_books_is_restored_whole(
    url: str, database: Database, postgres_databases: Databases, tmp_path: Path
) -> None:
    actor = add_account(database, balance="500.00")
    process, heard = start(work, url, actor, 1)
    held = back_up(database, tmp_path / "copy.dump", progress=lambda _done, _total, _what: heard.recv())
    process.kill()
    rest_of(heard)
    process.join()
    assert held.accounts == 1
    new = postgres_databases.bare()
    target = new.replace("+psycopg", "")
    restoring = ["pg_restore", "--exit-on-error", "--no-owner", f"--dbname={target}", str(tmp_path / "copy.dump")]
    subprocess.run(restoring, check=True, capture_output=True)
    with closing(Database(new)) as restored:
        require_current(restored)
        assert list(check_all(restored, progress=quietly)) == []


def stand_in(folder: Path, version: str) -> None:
    """Put programs of a version first on the PATH, which note how they were called and fail."""
    for name in ("pg_dump", "pg_restore"):
        path = folder / name
        path.write_text(
            f'#!/bin/sh\nif [ "$1" = --version ]; then echo "{name} (PostgreSQL) {version}"; exit; fi\n'
            f'echo "$@" "and PGPASSWORD=$PGPASSWORD" > {folder}/called\necho "no luck" >&2\nexit 3\n'
        )
        path.chmod(0o755)


def test_no_password_is_on_a_command_line(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, "99.1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    secret = make_url(url).set(password="hush")
    database = Database(secret.render_as_string(hide_password=False))
    with closing(database), pytest.raises(BackupError, match=r"no backup now, as .*pg_dump failed: no luck$"):
        back_up(database, tmp_path / "copy.dump", progress=nothing)
    line, _, variable = (tmp_path / "called").read_text().partition(" and ")
    assert "hush" not in line
    assert variable == "PGPASSWORD=hush\n"
    assert f"dbname={secret.database}" in line
    assert not list(tmp_path.glob("*copy.dump*"))


def test_programs_that_are_missing_or_too_old_are_a_sentence(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match=r"pg_dump is not on the PATH.* Install the client programs"):
        back_up(database, tmp_path / "copy.dump", progress=nothing)
    stand_in(tmp_path, "9.6.24")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(BackupError, match=r"9\.6\.24 .* is older than the server, .* Install the client programs"):
        back_up(database, tmp_path / "copy.dump", progress=nothing)
    assert not list(tmp_path.glob("*copy.dump*"))


def test_a_secret_that_only_a_command_line_could_pass_on_is_refused(url: str, tmp_path: Path) -> None:
    with (
        closing(Database(f"{url}&sslpassword=hush")) as database,
        pytest.raises(BackupError, match="sslpassword cannot be handed to pg_dump") as refused,
    ):
        back_up(database, tmp_path / "copy.dump", progress=nothing)
    assert "hush" not in str(refused.value)
