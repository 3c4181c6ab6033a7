"""A wrong setting is answered with its name, what is wrong and what to do; a reference with where the log is."""

from __future__ import annotations

from pathlib import Path

import pytest

from introtui.cli import main

UNUSABLE = {
    "/tmp/x.db": ["database_url", "INTROTUI_DATABASE_URL", "sqlite:///FILE"],  # noqa: S108
    "mysql://h/x": ["database_url", "postgresql+psycopg://USER@HOST/NAME"],
    "postgresql://h/x": ["database_url", "postgresql+psycopg://"],
    "sqlite:///{here}/no/such/folder/x.db": ["database_url", "cannot be opened", "Name a file"],
    "sqlite:///{here}/text.db": ["database_url", "not a database", "Name a file"],
    "postgresql+psycopg://me:hush@127.0.0.1:1/x": ["database_url", "127.0.0.1", "See that the server runs"],
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a user without a configuration."""
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    (tmp_path / "text.db").write_text("this is a text, and has been one for a long time")
    return tmp_path


@pytest.mark.parametrize("url", UNUSABLE)
def test_a_database_that_cannot_be_used_is_named_with_the_remedy(
    here: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTROTUI_DATABASE_URL", url.format(here=here))
    assert main(["vat", "list"]) == 1
    told = capsys.readouterr().err
    for words in UNUSABLE[url]:
        assert words in told
    assert "hush" not in told
    assert "eference" not in told


def test_an_unknown_theme_is_named_with_those_known(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTROTUI_THEME", "bogus")
    assert main(["config"]) == 1
    told = capsys.readouterr().err
    assert "INTROTUI_THEME" in told
    assert "'bogus'" in told
    assert "introtui-light" in told


def test_a_configuration_file_that_is_named_has_to_be_there(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTROTUI_CONFIG", str(here / "missing.toml"))
    assert main(["config"]) == 1
    assert "INTROTUI_CONFIG names" in capsys.readouterr().err


def test_a_reference_says_where_the_log_is(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("introtui.words.admin.load_settings", fail)
    monkeypatch.setattr("introtui.logs.log_to_file", lambda: None)
    assert main(["config"]) == 1
    told = capsys.readouterr().err
    assert "Reference " in told
    assert str(here / "introtui") in told
