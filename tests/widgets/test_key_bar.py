"""The bottom line is always true: only keys that work on what has focus, cut to the width, help last."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Button, Input

from introtui.widgets.key_bar import GAP, KeyBar, fitting


class HintsScreen(Screen[None]):
    BINDINGS = [
        Binding("x", "cut", "Cut", key_display="x"),
        Binding("slash", "find", "Find", key_display="/"),
        Binding("f8", "save", "Save", key_display="f8"),
        Binding("h", "other", "History", key_display="h"),
    ]
    allowed = True
    ran = ""

    def compose(self) -> ComposeResult:
        yield Button("one", id="one")
        yield Input(id="text")
        yield KeyBar()

    def shows_hint(self, action: str) -> bool:
        return self.allowed or action != "cut"

    def hint_words(self, action: str) -> str | None:
        return "Active" if action == "other" else None

    def action_save(self) -> None:
        self.ran = "save"


class HintsApp(App[None]):
    ENABLE_COMMAND_PALETTE = False
    CSS = "KeyBar { dock: bottom; height: 1; }"
    BINDINGS = [
        Binding("ctrl+p", "palette", "Commands", id="app.palette", key_display="^p"),
        Binding("question_mark", "help", "Help", id="app.help", key_display="?"),
    ]

    def get_css_variables(self) -> dict[str, str]:
        return {**super().get_css_variables(), "footer-key-foreground": "red"}

    def on_mount(self) -> None:
        self.push_screen(HintsScreen())

    @property
    def page(self) -> HintsScreen:
        screen = self.screen
        assert isinstance(screen, HintsScreen)
        return screen

    @property
    def hints(self) -> list[str]:
        return str(self.screen.query_one(KeyBar).render()).strip().split(" " * GAP)


async def test_keys_that_would_be_typed_as_text_are_not_offered() -> None:
    async with HintsApp().run_test(size=(80, 8)) as pilot:
        app = pilot.app
        assert isinstance(app, HintsApp)
        app.page.query_one(Button).focus()
        await pilot.pause()
        assert app.hints == ["x Cut", "/ Find", "f8 Save", "h Active", "? Help"]
        app.page.query_one(Input).focus()
        await pilot.pause()
        assert app.hints == ["f8 Save", "^p Commands"]


async def test_what_the_screen_forbids_now_is_not_offered() -> None:
    async with HintsApp().run_test(size=(80, 8)) as pilot:
        app = pilot.app
        assert isinstance(app, HintsApp)
        app.page.allowed = False
        app.page.refresh_bindings()
        await pilot.pause()
        assert "x Cut" not in app.hints


async def test_a_click_on_a_hint_runs_it() -> None:
    async with HintsApp().run_test(size=(80, 8)) as pilot:
        app = pilot.app
        assert isinstance(app, HintsApp)
        column = str(app.screen.query_one(KeyBar).render()).index("f8")
        await pilot.click(KeyBar, offset=(column + 3, 0))
        assert app.page.ran == "save"


async def test_help_is_the_last_to_go_when_it_is_narrow() -> None:
    async with HintsApp().run_test(size=(22, 8)) as pilot:
        app = pilot.app
        assert isinstance(app, HintsApp)
        await pilot.pause()
        assert app.hints == ["x Cut", "? Help"]


def test_hints_fit_their_width_in_order_and_the_last_one_stays() -> None:
    assert fitting([], 10) == []
    assert fitting([5, 5, 5], 19) == [0, 1, 2]
    assert fitting([5, 5, 5], 18) == [0, 2]
    assert fitting([9, 1, 5], 12) == [2]
    assert fitting([5, 6], 1) == [1]
