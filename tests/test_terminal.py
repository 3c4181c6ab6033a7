"""The whole program in a terminal: it gives the terminal back, and ends when it is taken away."""

from __future__ import annotations

import signal
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from textual.drivers.linux_driver import LinuxDriver

from introtui.store.engine import Database
from introtui.terminal import GONE, Terminal
from tests.building import ACCOUNT, PROFILE, add_account
from tests.pseudo_terminal import PATIENCE, PseudoTerminal, at_home, references, restored
from tests.services.identity.signing import PASSWORD, give_password


def sign_in(terminal: PseudoTerminal) -> None:
    """Type the password, and wait for the account."""
    terminal.read_until("Password")
    terminal.send(PASSWORD.encode() + b"\r")
    terminal.read_until("EUR 128.40")


def test_the_whole_program_gives_the_terminal_back_when_the_database_breaks(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    actor = add_account(sqlite_database)
    give_password(sqlite_database, actor)
    with closing(PseudoTerminal(at_home(tmp_path, sqlite_url), "--as", actor.login)) as terminal:
        sign_in(terminal)
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


def test_the_palette_and_the_notes_lead_somewhere_in_a_real_terminal(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    gap = replace(PROFILE, postal_code="")
    actor = add_account(sqlite_database, replace(ACCOUNT, profile=gap))
    give_password(sqlite_database, actor)
    with closing(PseudoTerminal(at_home(tmp_path, sqlite_url), "--as", actor.login)) as terminal:
        sign_in(terminal)
        terminal.send(b"\x10")
        terminal.read_until("Search for commands")
        terminal.send(b"billing: balance\r")
        terminal.read_until("How the balance came about")
        terminal.send(b"\r")
        terminal.send(b"n")
        terminal.read_until("Needs your attention")
        terminal.send(b"\r")
        terminal.read_until("Postal code")
        terminal.send(b"\x11")
        terminal.read_to_the_end()
    assert terminal.process.returncode == 0
    assert not references(terminal.got)


def test_the_whole_program_gives_the_terminal_back_when_it_cannot_open_the_database(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8_000)
    with closing(PseudoTerminal(at_home(tmp_path, sqlite_url), "--as", "ivanov")) as terminal:
        terminal.read_to_the_end()
        assert restored(terminal)
    assert terminal.process.returncode == 1
    assert "Traceback" not in terminal.got
    assert "cannot be opened" in " ".join(terminal.got.split())


def test_the_program_ends_when_its_terminal_is_taken_away(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    actor = add_account(sqlite_database)
    give_password(sqlite_database, actor)
    # Not its controlling terminal, so no signal tells the program.
    with closing(PseudoTerminal(at_home(tmp_path, sqlite_url), "--as", actor.login)) as terminal:
        sign_in(terminal)
        terminal.take_away()
        assert terminal.process.wait(PATIENCE) == GONE
    assert not references("".join(path.read_text() for path in tmp_path.rglob("introtui.log")))


@pytest.mark.parametrize("told", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_the_program_ends_when_its_line_is_hung_up_or_it_is_told_to(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path, told: signal.Signals
) -> None:
    actor = add_account(sqlite_database)
    give_password(sqlite_database, actor)
    with closing(PseudoTerminal(at_home(tmp_path, sqlite_url), "--as", actor.login)) as terminal:
        sign_in(terminal)
        terminal.process.send_signal(told)
        terminal.read_to_the_end()
        assert restored(terminal)
    assert terminal.process.returncode == 128 + told


@pytest.mark.parametrize(
    ("told", "drawn"), [((65_535, 65_535), (240, 80)), ((0, 0), (80, 24)), ((120, 40), (120, 40))]
)
def test_a_terminal_is_drawn_for_at_a_size_that_can_be_drawn(
    monkeypatch: pytest.MonkeyPatch, told: tuple[int, int], drawn: tuple[int, int]
) -> None:
    monkeypatch.setattr(LinuxDriver, "_get_terminal_size", lambda _driver: told)
    assert Terminal._get_terminal_size(Terminal.__new__(Terminal)) == drawn
