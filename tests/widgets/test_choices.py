"""One of a few: chosen by arrows or mouse, told without colour, drawn as what it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from introtui.widgets.choices import Choices


class ChoicesApp(App[None]):
    def __init__(self, *labels: str, in_row: bool = False) -> None:
        super().__init__()
        self.choices = Choices(list(enumerate(labels)), value=1, in_row=in_row)
        self.told: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.choices

    def on_choices_changed(self, event: Choices.Changed) -> None:
        self.told.append(event.choices.value)


@asynccontextmanager
async def running(app: ChoicesApp) -> AsyncIterator[Pilot[None]]:
    async with app.run_test(size=(60, 8)) as pilot:
        app.choices.focus()
        await pilot.pause()
        yield pilot


def drawn(app: ChoicesApp) -> str:
    return str(app.choices.render())


async def test_arrows_choose_go_around_and_tell() -> None:
    app = ChoicesApp("now", "later", "never")
    async with running(app) as pilot:
        assert drawn(app) == "( ) now\n(o) later\n( ) never"
        await pilot.press("down", "right", "space", "up", "left")
        assert app.told == [2, 0, 1, 0, 2]
        assert drawn(app) == "( ) now\n( ) later\n(o) never"


async def test_choosing_by_program_tells_nobody() -> None:
    app = ChoicesApp("now", "later", "never")
    async with running(app) as pilot:
        app.choices.choose(2)
        await pilot.pause()
        assert (app.choices.value, app.told) == (2, [])


async def test_a_click_chooses_the_line_or_the_place_in_the_row() -> None:
    app = ChoicesApp("now", "later", "never")
    async with running(app) as pilot:
        await pilot.click(Choices, offset=(5, 0))
        assert app.choices.value == 0
    app = ChoicesApp("now", "日本語", "never", in_row=True)
    async with running(app) as pilot:
        assert drawn(app) == "( ) now   (o) 日本語   ( ) never"
        assert app.choices.size.height == 1
        for column, chosen in ((25, 2), (12, 1), (1, 0), (55, 2)):
            await pilot.click(Choices, offset=(column, 0))
            assert app.choices.value == chosen


async def test_focus_shows_without_colour() -> None:
    app = ChoicesApp("now", "later")
    async with running(app) as pilot:
        styles = {str(span.style) for span in app.choices.render().spans}
        assert styles == {"reverse"}
        app.screen.set_focus(None)
        await pilot.pause()
        assert {str(span.style) for span in app.choices.render().spans} == {"bold"}


async def test_hostile_words_are_one_line_of_text() -> None:
    app = ChoicesApp("[@click=app.quit]x[/]\n(o) me", "\x1b]52;c;eA==\x07", "never")
    async with running(app) as pilot:
        await pilot.click(Choices, offset=(5, 0))
        assert app.is_running
        lines = drawn(app).split("\n")
        assert len(lines) == 3
        assert lines[0].startswith("(o) [@click=app.quit]x[/]")
        assert "\x1b" not in drawn(app)
