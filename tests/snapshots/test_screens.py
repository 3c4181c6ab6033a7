"""The looks of every screen, dialog, empty state and error, at 80x24 and 120x40, on the demo's data."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

import pytest
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.compose import connector
from introtui.demo import ADDRESS, DEFAULT_ACCOUNTS, DEFAULT_TODAY, WAY
from introtui.demo.build import build_demo
from introtui.gateways.local import local_gateways
from introtui.recording.pictures import picture
from introtui.session import Session
from introtui.store.engine import Database
from tests.programs import SMALL, WIDE, settled, until
from tests.snapshots.cases import CASES, Case
from tests.snapshots.hooks import BEFORE, HELD, MEANWHILE, Stage
from tests.steady_pilot import SteadyPilot

EXPORTS = Path("/srv/exports")
"""Nothing is written there; the dialog shows it."""
TURNS = 20
"""Turns after which the screen that waits has drawn all it can."""
SIZES = [pytest.param(SMALL, id="80x24"), pytest.param(WIDE, id="120x40")]


class Compare(Protocol):
    """The snapshot fixture of pytest-textual-snapshot."""

    def __call__(self, app: IntroTUI, *, terminal_size: tuple[int, int], run_before: object) -> bool:
        """Return whether the picture is the one kept."""
        ...


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's database, built once."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build_demo(path, today=DEFAULT_TODAY, accounts=DEFAULT_ACCOUNTS, progress=lambda _done, _total: None)
    return path


@pytest.fixture
def url(demo: Path, tmp_path: Path) -> str:
    """Return the URL of a demo of this test's own."""
    path = tmp_path / "demo.db"
    shutil.copy(demo, path)
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
    )
    return IntroTUI(Session(connect, export_folder=EXPORTS))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_screen(
    snap_compare: Compare, url: str, monkeypatch: pytest.MonkeyPatch, case: Case, size: tuple[int, int]
) -> None:
    # However slow the machine is, a toast that was there once is in the picture.
    monkeypatch.setattr(IntroTUI, "NOTIFICATION_TIMEOUT", 3_600)
    app = program(url, case.login)
    stage = Stage(app=app, url=url, login=case.login, monkeypatch=monkeypatch)
    if case.hook in BEFORE:
        BEFORE[case.hook](stage)

    async def walk(_pilot: Pilot[None]) -> None:
        pilot = SteadyPilot(app)
        if case.hook in HELD:
            await pilot.press(*case.keys)
            await until(pilot, lambda: HELD[case.hook] in picture("now", app.export_screenshot()).text)
            await unheld(pilot)
            return
        await until(pilot, lambda: app.session.state.orders is not None)
        await press(pilot, case.keys)
        if case.hook in MEANWHILE:
            await MEANWHILE[case.hook](stage, pilot)
        await press(pilot, case.then)

    assert snap_compare(app, terminal_size=size, run_before=walk)


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
