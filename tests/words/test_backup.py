"""`introtui backup`: what it says, and that its file is a database like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from introtui.store.engine import Database
from tests.building import add_account, add_order
from tests.words.saying import Terminal


def test_a_backup_tells_what_it_holds_and_is_used_like_the_database_itself(
    terminal: Terminal, sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_order(sqlite_database, add_account(sqlite_database))
    copy = tmp_path / "copy.db"
    code, printed, told = terminal.hear("backup", str(copy))
    assert code == 0
    assert printed == f"{copy} holds 1 accounts, 1 orders, 0 documents.\n"
    assert "The key file is not in it. Back it up apart: " in told
    assert "never takes the place of one" in terminal.refused("backup", str(copy))
    monkeypatch.setenv("INTROTUI_DATABASE_URL", f"sqlite:///{copy}")
    assert terminal.hear("check")[2] == "The books are right.\n"
    assert len(terminal.json("--as ivanov orders list")) == 1
