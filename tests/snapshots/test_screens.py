"""The looks of every screen, dialog, empty state and error, at 80x24 and 120x40, on the demo's data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.compose import connector
from introtui.demo import ADDRESS, DEFAULT_ACCOUNTS, DEFAULT_TODAY, KEY, WAY
from introtui.entrance import Entrance
from introtui.gateways.local import local_gateways
from introtui.recording.pictures import picture
from introtui.screens.dialogs.sign_in import SignInDialog
from introtui.services.identity.door import Door
from introtui.services.registry import Services
from introtui.session import Session
from introtui.store.engine import Database
from tests.frames import frames_at_rest
from tests.programs import SMALL, WIDE, settled, until
from tests.snapshots.cases import CASES, Case
from tests.snapshots.desk_bulk_cases import DESK_BULK
from tests.snapshots.desk_catalogue_cases import DESK_CATALOGUE
from tests.snapshots.hooks import AT_THE_DOOR, BEFORE, HELD, MEANWHILE, Stage
from tests.steady_pilot import SteadyPilot

EXPORTS = Path("/srv/exports")
"""Nothing is written there; the dialog shows it."""
WALL = {"200x60": (200, 60)}
"""The desk stands on a wall, too."""
TURNS = 20
"""Turns after which the screen that waits has drawn all it can."""


class Pictures(SVGImageExtension):  # type: ignore[misc]
    """A picture a file, called after the test and the size."""

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        """Return `test_screen[orders-80x24]`."""
        name: str = super().get_snapshot_name(test_location=test_location, index=index)
        return name.replace("][", "-")


@pytest.fixture
def url(built_demo: Callable[[date, int], Path], tmp_path: Path) -> str:
    """Return the URL of a demo of this test's own."""
    path = tmp_path / "demo.db"
    shutil.copy(built_demo(DEFAULT_TODAY, DEFAULT_ACCOUNTS), path)
    return f"sqlite:///{path}"


def program(url: str, login: str) -> IntroTUI:
    """Return the program on a demo."""
    connect = connector(
        lambda: Database(url),
        FixedClock(DEFAULT_TODAY),
        login,
        address=ADDRESS,
        way=WAY,
        gateways=local_gateways(),
        key=lambda: KEY,
    )
    return IntroTUI(Session(connect, export_folder=EXPORTS))


def program_with_door(url: str) -> IntroTUI:
    """Return the program on a demo that has to be signed in to."""

    def open_door() -> tuple[Services, Door]:
        services = Services.over(Database(url), FixedClock(DEFAULT_TODAY), load_key=lambda: KEY)
        return services, services.authenticator.door(address=ADDRESS, way=WAY)

    entrance = Entrance(open_door)
    return IntroTUI(Session(entrance.connected), entrance=entrance)


ALL = [*CASES, *DESK_BULK, *DESK_CATALOGUE]
KEPT = Path(__file__).parent / "__snapshots__" / "test_screens"


def larger(case: Case) -> dict[str, tuple[int, int]]:
    """Return the sizes a case is pictured at beside the smallest."""
    return {"120x40": WIDE, **(WALL if case.name.startswith("desk") else {})}


def test_no_picture_is_left_of_what_is_gone() -> None:
    pictured = {f"test_screen[{case.name}-{size}].raw" for case in ALL for size in ("80x24", *larger(case))}
    assert {path.name for path in KEPT.iterdir()} == pictured


# Syrupy looks for the name of the test in that of a new picture, which has the size inside its brackets.
@pytest.mark.filterwarnings("ignore:\\s*Can not relate snapshot")
@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
async def test_screen(snapshot: SnapshotAssertion, url: str, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    """The program is the same after its terminal became wider as when it always was that wide."""
    kept = snapshot.use_extension(Pictures)
    # However slow the machine is, a toast that was there once is in the picture.
    monkeypatch.setattr(IntroTUI, "NOTIFICATION_TIMEOUT", 3_600)
    app = program_with_door(url) if case.hook in AT_THE_DOOR else program(url, case.login)
    stage = Stage(app=app, url=url, login=case.login, monkeypatch=monkeypatch)
    if case.hook in BEFORE:
        BEFORE[case.hook](stage)
    async with frames_at_rest(), app.run_test(size=SMALL, notifications=True):
        pilot = SteadyPilot(app)
        await walk(pilot, case, stage)
        assert app.export_screenshot(simplify=True) == kept(name="80x24")
        for name, size in larger(case).items():
            await pilot.resize_terminal(*size)
            await (unheld if case.hook in HELD else settled)(pilot)
            assert app.export_screenshot(simplify=True) == kept(name=name)


async def walk(pilot: Pilot[None], case: Case, stage: Stage) -> None:
    """Bring the program to where the picture is taken."""
    if case.hook in HELD:
        await pilot.press(*case.keys)
        await until(pilot, lambda: HELD[case.hook] in picture("now", stage.app.export_screenshot()).text)
        await unheld(pilot)
        return
    if case.hook in AT_THE_DOOR:
        await until(pilot, lambda: isinstance(stage.app.screen, SignInDialog))
    else:
        state = stage.app.session.state
        await until(pilot, lambda: state.orders is not None or state.desk is not None)
    await press(pilot, case.keys)
    if case.hook in MEANWHILE:
        await MEANWHILE[case.hook](stage, pilot)
    await press(pilot, case.then)


async def unheld(pilot: Pilot[None]) -> None:
    """Let everything happen that does not wait for what is held."""
    for _ in range(TURNS):
        await pilot.pause(0)


async def press(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    """Press each key once all that came before has been answered."""
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
