"""A terminal for the tests of words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from introtui.store.engine import Database
from tests.building import CLOCK
from tests.words.saying import Terminal


@pytest.fixture
def terminal(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """Return a terminal on an installation of this test's own."""
    monkeypatch.setenv("INTROTUI_DATABASE_URL", str(sqlite_database.engine.url))
    nothing_set = tmp_path / "introtui.toml"
    nothing_set.touch()
    monkeypatch.setenv("INTROTUI_CONFIG", str(nothing_set))
    monkeypatch.setattr("introtui.compose.SystemClock", lambda: CLOCK)
    # Words that open the program drop these, and the tests' own tools need theirs afterwards.
    for name, value in os.environ.items():
        if name.startswith("TEXTUAL"):
            monkeypatch.setenv(name, value)
    return Terminal(sqlite_database, capsys)
