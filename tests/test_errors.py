"""When something breaks: a sentence with a reference, the trace in the log, and no secret anywhere."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import text
from textual.pilot import Pilot
from textual.widgets import Input

from introtui import cli
from introtui.app import IntroTUI
from introtui.commands import COMMANDS
from introtui.domain.access import Actor
from introtui.services.hashing import Hasher
from introtui.services.orders import OrderService
from introtui.session import Session
from introtui.store.engine import Database
from tests.building import add_account
from tests.byte_driver import driven, written
from tests.frames import settle
from tests.programs import SMALL, program, running, until
from tests.pseudo_terminal import references

SECRET = "seven grey herons wade"
PATIENCE = 30.0


class BrokenError(Exception):
    """Something nobody foresaw."""


@pytest.fixture
def app(sqlite_database: Database) -> IntroTUI:
    """Return the program of one account."""
    return program(sqlite_database, add_account(sqlite_database))


def check_told(told: str, log: Path) -> None:
    """A sentence with one reference for the user; under it, in the log, the trace without values."""
    (reference,) = references(told)
    logged = log.read_text()
    assert f"reference {reference}" in logged
    assert "Traceback" in logged
    assert "Traceback" not in told
    assert "BrokenError" not in told
    assert SECRET not in told + logged


async def crash(app: IntroTUI, break_it: Callable[[], object]) -> str:
    """Run the program until it ends by itself; returns what its terminal got."""

    async def walk(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.session.state.orders is not None)
        break_it()
        await until(pilot, lambda: app.return_code is not None)

    stream = await written(app, walk, SMALL)
    assert app.return_code == 1
    return stream


def raise_with_secret() -> NoReturn:
    password = SECRET
    raise BrokenError(len(password))


async def raise_in_worker() -> None:
    raise_with_secret()


@pytest.mark.parametrize("place", ["handler", "worker", "later"])
async def test_a_crash_ends_with_a_reference(
    app: IntroTUI, log: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broken: dict[str, Callable[[], object]] = {
        "handler": lambda: app.screen.call_next(raise_with_secret),
        "worker": lambda: app.run_worker(raise_in_worker()),
        "later": lambda: app.set_timer(0.001, raise_with_secret),
    }
    screen = await crash(app, broken[place])
    told = capsys.readouterr().err
    assert "Your saved data is safe." in told
    assert SECRET not in screen
    check_told(told, log)


async def test_what_fails_on_the_way_out_is_only_logged(
    app: IntroTUI, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def twice() -> None:
        app.screen.call_next(raise_with_secret)
        app.call_later(raise_with_secret)

    await crash(app, twice)
    assert len(references(capsys.readouterr().err)) == 1


async def test_a_headless_run_tells_its_driver_what_broke_and_prints_no_trace(
    app: IntroTUI, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken_run() -> None:
        async with running(app) as pilot:
            app.screen.call_next(raise_with_secret)
            await pilot.pause()

    with pytest.raises(BrokenError):
        await broken_run()
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    assert SECRET not in printed.out + printed.err


async def test_leaving_while_the_program_opens_is_no_crash(app: IntroTUI) -> None:
    async with app.run_test(size=SMALL):
        app.exit()


async def test_a_service_that_breaks_is_a_sentence_and_the_program_goes_on(
    app: IntroTUI, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_service: OrderService, _actor: Actor) -> None:
        raise_with_secret()

    told: list[str] = []
    monkeypatch.setattr(app, "notify", lambda message, **_more: told.append(message))

    async def walk(pilot: Pilot[None]) -> None:
        monkeypatch.setattr(OrderService, "summary", broken)
        await app.run_action("app.reload")
        await settle(app)
        assert app.is_running

    assert SECRET not in await driven(app, walk, SMALL)
    assert [sentence for sentence in told if "nothing was changed" in sentence] == told
    check_told(" ".join(told), log)


async def test_a_connection_that_breaks_ends_with_a_reference(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = IntroTUI(Session(raise_with_secret))

    async def walk(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.return_code is not None)

    assert SECRET not in await written(app, walk, SMALL)
    assert app.return_code == 1
    check_told(capsys.readouterr().err, log)


@pytest.mark.parametrize(("action", "fields"), [("password", ("new", "again")), ("code", ("code", "again"))])
async def test_a_secret_is_in_no_screen_and_no_log_when_storing_it_breaks(
    app: IntroTUI,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    action: str,
    fields: tuple[str, ...],
) -> None:
    def broken(_hasher: Hasher, secret: str) -> str:
        assert secret == SECRET
        raise BrokenError

    monkeypatch.setattr(Hasher, "hash", broken)

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action("app.section('security')")
        await settle(app)
        await app.run_action(action, app.screen)
        await settle(app)
        for field in fields:
            app.screen.query_one(f"#field-{field} Input", Input).focus()
            await pilot.press(*SECRET)
        await app.run_action("save", app.screen)
        await settle(app)
        told.append(str(app.screen.query_one("#dialog-error").render()))
        await pilot.press("ctrl+c", "ctrl+a", "ctrl+x")

    told: list[str] = []
    screen = await driven(app, walk, SMALL)
    printed = capsys.readouterr()
    check_told(told[0], log)
    assert SECRET not in screen + printed.out + printed.err
    assert "\x1b]52" not in screen


def test_a_failing_statement_leaves_no_values_in_the_log(sqlite_database: Database, log: Path) -> None:
    add_account(sqlite_database)
    statement = text("UPDATE profile SET last_name = :secret, version = NULL")
    try:
        sqlite_database.transact(lambda session: session.execute(statement, {"secret": SECRET}))
    except Exception:
        logging.getLogger("introtui").exception("it broke")
    assert "IntegrityError" in log.read_text()
    assert SECRET not in log.read_text()


def test_the_log_is_free_of_control_characters(log: Path) -> None:
    logging.getLogger("introtui").error("\x1b]0;title\x07 \x9b2J")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", log.read_text())


def test_a_broken_word_of_the_command_line_is_a_sentence(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("introtui.words.admin.show_config", lambda _options: raise_with_secret())
    assert cli.main(["config"]) == 1
    check_told(capsys.readouterr().err, log)


def test_no_traceback_when_the_log_cannot_be_written(tmp_path: Path) -> None:
    shut = tmp_path / "file"
    shut.write_text("")
    environment = {**os.environ, "XDG_STATE_HOME": str(shut), "INTROTUI_DATABASE_URL": "sqlite:////dev/null/x"}
    done = subprocess.run(
        [sys.executable, "-m", "introtui", "vat", "list"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert len(references(done.stderr)) <= 1
    assert "Traceback" not in done.stderr


async def test_the_palette_offers_what_is_declared_and_nothing_else(app: IntroTUI) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        offered = {command.title for command in app.get_system_commands(app.screen)}
        labels = {command.label for command in COMMANDS}
        assert {title.partition(": ")[2] or title for title in offered} <= labels
        assert not [title for title in offered if "screenshot" in title.lower()]

    await driven(app, walk, SMALL)
