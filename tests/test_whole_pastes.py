"""A paste arrives as the one text it is, with what it has of control characters, and does nothing else."""

from __future__ import annotations

import pytest
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

from introtui.terminal import Terminal
from introtui.whole_pastes import WholePastes

START, END = "\x1b[200~", "\x1b[201~"


def read(parser: WholePastes, *pieces: str) -> list[str]:
    """Return what is read of the terminal's input: the names of keys, and pastes by their text."""
    return [words(message) for piece in pieces for message in parser.feed(piece)]


def words(message: Message) -> str:
    assert isinstance(message, Key | Paste)
    return message.key if isinstance(message, Key) else f"pasted {message.text!r}"


PASTES = ["two\x1bthree", "\x1b", "a\x1b[Db", "a\x1b[200~b", "\x1b[201 ~", "a\nb", "", "x\x1b" + "y" * 60]


@pytest.mark.parametrize("text", PASTES)
def test_an_escape_character_in_a_paste_stays_where_it_is(text: str) -> None:
    assert read(WholePastes(), f"a{START}{text}{END}b") == ["a", f"pasted {text!r}", "b"]


@pytest.mark.parametrize("text", PASTES)
def test_a_paste_may_come_in_pieces(text: str) -> None:
    assert read(WholePastes(), *f"a{START}{text}{END}b") == ["a", f"pasted {text!r}", "b"]


def test_keys_are_read_as_ever() -> None:
    parser = WholePastes()
    assert read(parser, "a\x1b[A\x1b[15~", "\x1b", "[B") == ["a", "up", "f5", "down"]
    assert read(parser, f"{START}1{END}{START}2{END}\x1b[A") == ["pasted '1'", "pasted '2'", "up"]


def test_the_terminal_is_read_so(monkeypatch: pytest.MonkeyPatch) -> None:
    parsers = list[object]()
    monkeypatch.setattr(
        LinuxDriver, "run_input_thread", lambda _driver: parsers.append(vars(linux_driver)["XTermParser"])
    )
    Terminal.run_input_thread(object.__new__(Terminal))
    assert parsers == [WholePastes]
