"""Waiting until the program only waits for the user, told by what it does and not by how long it takes."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual.app import App
from textual.screen import Screen
from textual.widgets import Input, TextArea
from textual.worker import Worker, WorkerError

from introtui.app import IntroTUI
from introtui.typing_app import TypingApp

TURNS = 50
"""Turns of the event loop after which whatever was ready to run has run; each takes microseconds."""

QUIET_TURNS = 4
"""Turns in a row that found nothing else ready to run, after which no more are waited for."""

PATIENCE = 30.0
"""Seconds after which a message that is never handled is an error: `TimeoutError`."""

ROUNDS = 3
"""How often in a row nothing may be found: one message, or one repaint, may lead to another."""


async def settle(app: IntroTUI) -> None:
    """Wait until every message is handled and no service call nor worker of the screen is under way.

    Workers of the program are not waited for: they may be waiting for the user, in a dialog. A cursor then
    neither blinks nor hides.
    """
    quiet = 0
    while quiet < ROUNDS:
        await drained(app)
        quiet = 0 if await _waited(app) or _steadied(app) else quiet + 1


async def drained(app: App[None]) -> None:
    """Let every message be handled and draw what they changed, until neither leads to the other any more."""
    async with asyncio.timeout(PATIENCE):
        await _turns()
        # Once, for it is marked to be drawn again whenever the screen in front of it is.
        for screen in app._background_screens:
            screen._on_timer_update()
        while _has_messages(app) or _is_undrawn(app.screen):
            app.screen._on_timer_update()
            await _turns()


def _is_undrawn(screen: Screen[object]) -> bool:
    """Tell whether a screen has a layout or a repaint before it, which it does at its next tick."""
    if not screen.is_current or not screen.is_running or screen.app._exit:
        return False
    return (
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or bool(screen._dirty_widgets)
        or bool(screen._callbacks)
    )


def _has_messages(app: App[None]) -> bool:
    if isinstance(app, TypingApp) and app.hands_over:
        return True
    # Every widget, because a scroll bar is no child of what it belongs to.
    return any(node.message_queue_size for node in (app, *app._registry))


async def _turns() -> None:
    ready = getattr(asyncio.get_running_loop(), "_ready", (None,))
    quiet = 0
    for _ in range(TURNS):
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1
        if quiet == QUIET_TURNS:
            return


async def _waited(app: IntroTUI) -> bool:
    """Wait for what is under way, and tell whether there was anything."""
    if app.typed_ahead is not None:
        await app.typed_ahead
        return True
    if app.session.busy:
        await app.session.settled()
        return True
    if app.animator._animations:
        # What scrolls is there only after a tick of the clock, also where nothing glides.
        await app.animator.wait_for_idle()
        return True
    running = _workers_of_the_screen(app)
    for worker in running:
        # What went wrong in it is shown, or ends the program; here it only matters that it is over.
        with suppress(WorkerError):
            await worker.wait()
    return bool(running)


def _workers_of_the_screen(app: IntroTUI) -> list[Worker[object]]:
    screen = app.screen
    return [
        worker
        for worker in app.workers
        if not worker.is_finished and (worker.node is screen or screen in worker.node.ancestors)
    ]


def _steadied(app: IntroTUI) -> bool:
    """Stop what blinks, which only the field with the focus does, and tell whether anything did."""
    field = app.screen.focused
    if not isinstance(field, Input | TextArea) or not field.cursor_blink:
        return False
    field.cursor_blink = False
    return True
