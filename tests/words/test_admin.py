"""Installing: the first staff account, and the settings in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from introtui.cli import main
from introtui.clock import SystemClock
from introtui.domain.access import Role
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import add_account
from tests.words.saying import Terminal


def test_the_first_admin_is_made_once(terminal: Terminal, sqlite_database: Database) -> None:
    assert terminal.say("init --admin chief --email chief@example.com").startswith("Staff account chief made.")
    assert "chief is there already" in terminal.say("init --admin chief")
    actor = Services.over(sqlite_database, SystemClock()).actor("chief", address="", way="test")
    assert actor.role is Role.ADMIN
    assert terminal.json("vat history NL --as chief")


def test_a_customer_is_not_made_an_admin(terminal: Terminal, sqlite_database: Database) -> None:
    add_account(sqlite_database)
    assert "is there and no admin" in terminal.hear("init --admin ivanov")[2]
    assert terminal.services.actor("ivanov", address="", way="test").role is Role.CUSTOMER
    assert "without spaces" in terminal.not_understood("init --admin", "two words")


def test_config_is_json_and_toml_that_reads_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "introtui.toml"
    file.write_text(
        'seller_name = "Héron \\"&\\" Fils"\nseller_address = ["Quai 1", "75001 Paris"]\nseller_country = "FR"\n'
    )
    monkeypatch.setenv("INTROTUI_CONFIG", str(file))
    monkeypatch.setenv("INTROTUI_DATABASE_URL", "postgresql+psycopg://me:secret@localhost/x")
    monkeypatch.setenv("INTROTUI_INVOICE_DAYS", "9")
    assert main(["config", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["seller_address"] == ["Quai 1", "75001 Paris"]
    assert (values["invoice_days"], values["seller_iban"]) == (9, "")
    assert main(["config"]) == 0
    printed = capsys.readouterr().out
    assert "secret" not in printed
    assert "invoice_days = 9  # INTROTUI_INVOICE_DAYS" in printed
    file.write_text(printed)
    monkeypatch.delenv("INTROTUI_INVOICE_DAYS")
    assert main(["config", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == values


def test_a_wrong_setting_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTROTUI_SUSPEND_DAYS", "two")
    assert main(["config"]) == 1
    told = capsys.readouterr().err
    assert told == "introtui: INTROTUI_SUSPEND_DAYS: Write a number of days from 0 to 365.\n"


def test_a_sign_in_is_only_recorded(terminal: Terminal) -> None:
    assert "goes with --record" in terminal.not_understood("demo --sign-in")
