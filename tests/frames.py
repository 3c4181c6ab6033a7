"""Frames of a program in a test: drawn once it has come to rest, as a terminal on a slow line gets them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.screen import Screen

from introtui.app import IntroTUI
from introtui.recording import settling


@asynccontextmanager
async def frames_at_rest() -> AsyncIterator[None]:
    """Keep programs without a terminal from drawing what nobody sees: a third of what a test costs."""
    draw_now = Screen._compositor_refresh

    def draw_later(screen: Screen[object]) -> None:
        app = screen.app
        if isinstance(app._driver, HeadlessDriver) and screen is app.screen:
            screen._dirty_widgets.clear()
            app._update_mouse_over(screen)
        else:
            draw_now(screen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Screen, "_compositor_refresh", draw_later)
        yield


async def settle(app: IntroTUI) -> None:
    """Wait until the program only waits for the user, and draw what came of it."""
    await settling.settle(app)
    screen = app.screen
    if screen.is_running and screen._compositor._dirty_regions:
        screen._compositor.render_update(screen_stack=app._background_screens)
        # What is drawn for the first time may ask for more.
        await settling.settle(app)
