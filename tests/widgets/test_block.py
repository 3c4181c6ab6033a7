"""A block is as high as its text, also when the screen is laid out between two changes."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Vertical

from introtui.widgets.plain import Block
from tests.steady_pilot import SteadyPilot


class Bed(App[None]):
    CSS = "Vertical { height: auto; } Block { height: auto; }"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Block("")


async def test_a_block_is_as_high_as_its_last_text() -> None:
    app = Bed()
    async with app.run_test():
        pilot = SteadyPilot(app)
        block = app.query_one(Block)
        block.update("one")
        # A layout for another reason, before the block has come to ask for one.
        app.screen._refresh_layout()
        block.update("one\ntwo\nthree")
        await pilot.pause()
        assert block.size.height == 3
