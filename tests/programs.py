"""The real program in a test: started, loaded, waited for; never a sleep."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.domain.access import Actor
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.session import Connected, Session
from introtui.store.engine import Database
from tests.building import services
from tests.frames import frames_at_rest, settle
from tests.steady_pilot import SteadyPilot

SMALL, WIDE = (80, 24), (120, 40)
PATIENCE = 2_000


def program(
    database: Database, actor: Actor, export_folder: Path = Path(), gateways: Gateways = NO_GATEWAYS
) -> IntroTUI:
    """Return the program of one account on a database of its own connections."""
    url = database.engine.url.render_as_string(hide_password=False)
    keys = count(1)
    session = Session(
        lambda: Connected(services(Database(url), gateways), actor),
        lambda: f"{actor.login}-{id(keys)}-{next(keys)}",
        export_folder,
    )
    app = IntroTUI(session)
    # A test presses enter again faster than people can; what comes in one burst is still once too often.
    app.REPEAT_TIME = 0.0
    return app


@asynccontextmanager
async def running(app: IntroTUI, size: tuple[int, int] = SMALL, section: str = "") -> AsyncIterator[Pilot[None]]:
    """Run the program until its header is loaded, in a section."""
    async with frames_at_rest(), app.run_test(size=size):
        pilot = SteadyPilot(app)
        await until(pilot, lambda: app.session.state.orders is not None or app.session.state.desk is not None)
        if section:
            app.action_section(section)
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until every message is handled and no service call is under way; dialogs may wait for the user."""
    app = pilot.app
    assert isinstance(app, IntroTUI)
    await settle(app)


async def until(pilot: Pilot[None], happened: Callable[[], bool]) -> None:
    """Wait for something the program does by itself, such as showing another session's commit."""
    for _ in range(PATIENCE):
        if happened():
            return
        await pilot.pause(0.005)
    raise AssertionError("it did not happen")
