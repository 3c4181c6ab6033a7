"""A backup is whole whoever writes meanwhile, takes the place of no file, and is not there when it failed."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from introtui.domain.access import Actor
from introtui.services.checking import check_all
from introtui.store.backup import BackupError, back_up
from introtui.store.backup import sqlite as sqlite_backup
from introtui.store.engine import Database
from tests.building import add_account
from tests.proofs import quietly
from tests.proofs.processes import rest_of, start
from tests.proofs.worker import work


def nothing(_done: int, _total: int, _what: str) -> None:
    """Progress that nobody wants to see."""


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    return add_account(sqlite_database, balance="500.00")


def test_a_copy_made_while_another_process_books_is_whole(
    sqlite_database: Database, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between any two steps of it the other process commits."""
    monkeypatch.setattr(sqlite_backup, "PAGES", 20)
    process, heard = start(work, str(sqlite_database.engine.url), actor, 1)
    steps = []

    def meanwhile(done: int, total: int, what: str) -> None:
        heard.recv()
        steps.append((what, done))
        assert len(steps) < 500, "it begins again and again"

    held = back_up(sqlite_database, tmp_path / "copy.db", progress=meanwhile)
    process.kill()
    rest_of(heard)
    process.join()
    assert len(steps) > 5
    with closing(Database(f"sqlite:///{tmp_path / 'copy.db'}")) as copy:
        assert list(check_all(copy, progress=quietly)) == []
    assert held.accounts == 1


def test_a_copy_is_one_file_that_its_owner_alone_can_read(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(sqlite_database, folder / "copy.db", progress=nothing)
    assert [each.name for each in folder.iterdir()] == ["copy.db"]
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600


def test_a_file_that_is_there_stays_as_it_is(sqlite_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("mine")
    with pytest.raises(BackupError, match=r"There is a file .*precious already"):
        back_up(sqlite_database, path, progress=nothing)

    late = tmp_path / "late"

    def meanwhile(_done: int, _total: int, _what: str) -> None:
        late.write_text("mine")

    with pytest.raises(BackupError, match=r"There is a file .*late already"):
        back_up(sqlite_database, late, progress=meanwhile)
    assert path.read_text() == late.read_text() == "mine"


def test_a_folder_that_is_not_there_is_a_sentence(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written: No such file or directory"):
        back_up(sqlite_database, tmp_path / "nowhere" / "copy.db", progress=nothing)


def test_an_empty_database_is_not_backed_up(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with closing(empty), pytest.raises(BackupError, match="This database is empty"):
        back_up(empty, tmp_path / "copy.db", progress=nothing)


def orphan(path: Path) -> None:
    """Write a row that refers to nothing, as only a damaged database has one."""
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO product_option (product_id, kind, name, position) VALUES (4711, 'os', 'Lost', 1)")


def deface(path: Path) -> None:
    """Write over the last index, as a disk does that fails; the tables can still be read."""
    with closing(sqlite3.connect(path)) as raw:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_orders_by_days'"
        (page,) = raw.execute(query).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)


@pytest.mark.parametrize("damage", [orphan, deface])
def test_a_copy_of_a_damaged_database_is_not_kept(
    empty_sqlite: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path, folder = tmp_path / "damaged.db", tmp_path / "backups"
    shutil.copy(empty_sqlite, path)
    folder.mkdir()
    damage(path)
    with (
        closing(Database(f"sqlite:///{path}")) as database,
        pytest.raises(BackupError, match=r"damaged.*last backup"),
    ):
        back_up(database, folder / "copy.db", progress=nothing)
    assert list(folder.iterdir()) == []
