"""When something breaks: a sentence with a reference, the trace in the log, and no secret anywhere."""

from __future__ import annotations

import fcntl
import logging
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import NoReturn

import pytest
from sqlalchemy import text
from textual.pilot import Pilot
from textual.widgets import Input

from introtui import cli
from introtui.app import IntroTUI
from introtui.commands import COMMANDS
from introtui.domain.access import Actor
from introtui.logs import log_to_file
from introtui.recording.settling import settle
from introtui.services.hashing import Hasher
from introtui.services.orders import OrderService
from introtui.session import Session
from introtui.store.engine import Database
from tests.building import add_account
from tests.byte_driver import driven, written
from tests.programs import SMALL, program, running, until

SECRET = "seven grey herons wade"
PATIENCE = 30.0
REFERENCE = re.compile(r"Reference ([0-9a-f]{8})")


class BrokenError(Exception):
    """Something nobody foresaw."""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the log of the program under test, written the way it writes it."""
    # Setting them to what they are makes the fixture put them back.
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    root = logging.getLogger()
    before = root.handlers[:]
    log_to_file(tmp_path)
    yield tmp_path / "introtui.log"
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def app(sqlite_database: Database) -> IntroTUI:
    """Return the program of one account."""
    return program(sqlite_database, add_account(sqlite_database))


def references(told: str) -> list[str]:
    """Return the references in what a user was told."""
    return REFERENCE.findall(" ".join(told.split()))


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


class Terminal:
    """A real pseudo-terminal with the whole program in it."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.process = subprocess.Popen(
            [sys.executable, "-m", "introtui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", **environment},
            start_new_session=True,
        )
        self.got = ""

    def read_until(self, words: str) -> None:
        """Read until the terminal got some words."""
        end = monotonic() + PATIENCE
        while words not in self.got:
            assert monotonic() < end, f"{words!r} did not come; the terminal got {self.got[-2000:]!r}"
            self._read()

    def read_to_the_end(self) -> None:
        """Read until the program ended."""
        end = monotonic() + PATIENCE
        while self.process.poll() is None:
            assert monotonic() < end, "the program does not end"
            self._read()
        self._read()

    def _read(self) -> None:
        if select.select([self.master], [], [], 0.1)[0]:
            self.got += os.read(self.master, 1 << 16).decode("utf-8", "replace")

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self.master, keys)

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


def restored(terminal: Terminal) -> bool:
    """Return whether the terminal is as it was: main screen, visible cursor, no mouse, the same line settings."""
    left, entered = terminal.got.rfind("\x1b[?1049l"), terminal.got.rfind("\x1b[?1049h")
    quiet = terminal.got.rfind("\x1b[?1003l") > terminal.got.rfind("\x1b[?1003h")
    shown = terminal.got.rfind("\x1b[?25h") > terminal.got.rfind("\x1b[?25l")
    return left > entered >= 0 and quiet and shown and termios.tcgetattr(terminal.slave) == terminal.before


def at_home(folder: Path, url: str) -> dict[str, str]:
    """Return the variables that keep everything the program writes in a folder, and try what Textual reads."""
    return {
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "INTROTUI_DATABASE_URL": url,
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_DRIVER": "nowhere:NoDriver",
        "TEXTUAL_PRESS": "ctrl+q",
    }


def test_the_whole_program_gives_the_terminal_back_when_the_database_breaks(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    actor = add_account(sqlite_database)
    with closing(Terminal(at_home(tmp_path, sqlite_url), "--as", actor.login)) as terminal:
        terminal.read_until("EUR 128.40")
        sqlite_database.transact(lambda session: session.execute(text("DROP TABLE vat_rate")))
        terminal.send(b"6")
        terminal.read_until("Reference ")
        assert terminal.process.poll() is None
        # What no decoder takes: the program cannot go on without its input.
        terminal.send(b"\xff\xfe")
        terminal.read_to_the_end()
        assert restored(terminal)
    assert terminal.process.returncode == 1
    assert "Traceback" not in terminal.got
    assert len(references(terminal.got)) >= 2
    assert "UnicodeDecodeError" in next(tmp_path.rglob("introtui.log")).read_text()


def test_the_whole_program_gives_the_terminal_back_when_it_cannot_open_the_database(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8_000)
    with closing(Terminal(at_home(tmp_path, sqlite_url), "--as", "ivanov")) as terminal:
        terminal.read_to_the_end()
        assert restored(terminal)
    assert terminal.process.returncode == 1
    assert "Traceback" not in terminal.got
    assert "cannot be opened" in " ".join(terminal.got.split())
