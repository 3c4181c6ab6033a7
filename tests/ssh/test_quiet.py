"""A session whose user does nothing sends nothing, and one that does not read gets the newest frame at last."""

from __future__ import annotations

from introtui.session import Connected, Session
from introtui.ssh.line import Line
from introtui.ssh.program import ServedProgram
from introtui.widgets.find_input import FindInput
from tests.services.identity.signing import Signing
from tests.steady_pilot import SteadyPilot


async def test_a_field_with_the_focus_does_not_blink(at: Signing) -> None:
    session = Session(lambda: Connected(at.services, at.actor, is_shared=True), export_folder=None)
    program = ServedProgram(session, brand="introtui", theme="introtui-dark")
    async with program.run_test():
        pilot = SteadyPilot(program)
        await program.ready.wait()
        await pilot.press("/")
        assert isinstance(program.focused, FindInput)
        assert not program.focused.cursor_blink
        assert program.animation_level == "none"


class Reader:
    """A channel that keeps what was written."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.gone = False

    def write(self, data: bytes) -> None:
        if self.gone:
            raise BrokenPipeError
        self.written.append(data.decode())

    def is_closing(self) -> bool:
        return False


def drawn() -> tuple[Reader, Line]:
    """Return a reader and its line, which a program draws on."""
    reader = Reader()
    line = Line(reader)
    line.redraw = lambda: line.frame("whole")
    return reader, line


def test_a_reader_that_is_behind_gets_no_frames_and_then_a_whole_one() -> None:
    reader, line = drawn()
    line.frame("one")
    line.hold("window")
    line.frame("two")
    line.hold("socket")
    line.frame("three")
    line.let_go("window")
    assert reader.written == ["one"]
    line.let_go("socket")
    assert reader.written == ["one", "whole"]


def test_a_reader_that_missed_nothing_gets_nothing_twice() -> None:
    reader, line = drawn()
    line.hold("window")
    line.let_go("window")
    line.let_go("window")
    assert reader.written == []


def test_what_puts_the_terminal_back_is_sent_however_slow_the_reader_is() -> None:
    reader = Reader()
    line = Line(reader)
    line.hold("window")
    line.send("restored")
    assert reader.written == ["restored"]


def test_a_reader_that_is_gone_is_no_error() -> None:
    reader = Reader()
    reader.gone = True
    Line(reader).frame("one")
