"""Signing in on screen: who is refused stays at the door, who is in may be asked again, every end says why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pyotp import TOTP
from textual.pilot import Pilot
from textual.widgets import Input

from introtui.app import IntroTUI
from introtui.domain.access import Role
from introtui.live_app import LOOK_TIME
from introtui.screens.dialogs.password import PasswordDialog
from introtui.screens.dialogs.prove import ProveDialog
from introtui.screens.dialogs.sign_in import CodeDialog, SignInDialog
from introtui.screens.dialogs.two_factor import EnrolDialog, RecoveryDialog
from introtui.screens.orders import OrdersScreen
from introtui.screens.security import SecurityScreen
from introtui.store.engine import Database
from tests.building import HOME, add_order
from tests.frames import frames_at_rest
from tests.programs import SMALL, settled, until
from tests.screens.at_door import with_door
from tests.services.identity.signing import PASSWORD, Signing, give_password, signing
from tests.steady_pilot import SteadyPilot


@pytest.fixture
def at(sqlite_database: Database) -> Signing:
    return signing(sqlite_database)


@asynccontextmanager
async def door(app: IntroTUI) -> AsyncIterator[Pilot[None]]:
    async with frames_at_rest(), app.run_test(size=SMALL):
        pilot = SteadyPilot(app)
        await until(pilot, lambda: isinstance(app.screen, SignInDialog))
        await settled(pilot)
        yield pilot


async def give(pilot: Pilot[None], *texts: str) -> None:
    """Type into one field after the other, and submit."""
    for text in texts:
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = text
        await pilot.press("enter")
        await settled(pilot)


def error(app: IntroTUI) -> str:
    return str(app.screen.query_one("#dialog-error").render())


async def test_who_is_refused_stays_at_the_door_with_what_they_typed(at: Signing) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", "wrong")
        assert "refused" in error(app)
        assert [field.value for field in app.screen.query(Input)] == ["ivanov", "wrong"]

        await give(pilot, PASSWORD)
        await until(pilot, lambda: app.session.state.orders is not None)
    assert at.audited("session.start") == [f"ivanov {HOME}"]
    assert not at.services.sessions.list(at.actor)


async def test_the_sixth_refusal_ends_the_program(at: Signing) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov")
        for _ in range(7):
            await give(pilot, "wrong")
        assert app.return_code == 1


async def test_leaving_at_the_door_opens_nothing(at: Signing) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: app.return_code is not None)
    assert not at.audited("session.start")


async def test_no_section_opens_before_somebody_is_in(at: Signing) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await pilot.press("tab", "tab", "2", "question_mark", "ctrl+p", "n", "f10", "ctrl+r")
        await settled(pilot)
        assert isinstance(app.screen, SignInDialog)


async def test_with_two_factor_a_code_is_asked_for(at: Signing) -> None:
    totp, _ = at.turn_on(at.sign_in())
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", PASSWORD)
        assert isinstance(app.screen, CodeDialog)
        await give(pilot, "000000")
        assert "refused" in error(app)
        await give(pilot, totp.at(at.clock.now()))
        await until(pilot, lambda: app.session.state.orders is not None)


async def test_staff_turn_two_factor_on_before_anything_else(sqlite_database: Database) -> None:
    at = signing(sqlite_database, login="chief", role=Role.ADMIN)
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "chief", PASSWORD)
        await until(pilot, lambda: isinstance(app.screen, EnrolDialog))
        await settled(pilot)
        key = str(app.screen.query_one("#text-key").render()).replace(" ", "").replace("\n", "")
        await give(pilot, TOTP(key).at(at.clock.now()))
        assert isinstance(app.screen, RecoveryDialog)
        await pilot.press("enter")
        await until(pilot, lambda: app.return_code is not None)


async def test_what_could_cost_the_account_asks_again_and_then_goes_on(at: Signing) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", PASSWORD)
        await until(pilot, lambda: app.session.state.orders is not None)
        await pilot.press("2")
        await settled(pilot)
        at.clock.go_on(minutes=6)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, ProveDialog))
        await give(pilot, "wrong")
        assert isinstance(app.screen, ProveDialog)
        await give(pilot, PASSWORD)
        await until(pilot, lambda: isinstance(app.screen, EnrolDialog))


async def test_a_refund_asks_again_and_then_books_what_was_shown(at: Signing) -> None:
    add_order(at.database, at.actor, order_id=10231)
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", PASSWORD)
        await until(pilot, lambda: app.session.state.orders is not None)
        await settled(pilot)
        at.clock.go_on(minutes=6)
        for key in ("x", "right", "shift+tab", "enter"):
            await pilot.press(key)
            await settled(pilot)
        assert isinstance(app.screen, ProveDialog)
        await give(pilot, PASSWORD)
        await until(pilot, lambda: isinstance(app.screen, OrdersScreen))
        assert at.services.orders.load(at.actor, 10231).row.status == "cancelled"


async def test_a_password_too_short_to_stand_alone_is_replaced_first(
    at: Signing, capsys: pytest.CaptureFixture[str]
) -> None:
    give_password(at.database, at.actor, "nine herons")
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", "nine herons")
        await until(pilot, lambda: isinstance(app.screen, PasswordDialog))
        await settled(pilot)
        await give(pilot, "nine herons", "nine herons f", "nine herons f")
        assert isinstance(app.screen, PasswordDialog)
        await give(pilot, "nine herons fly away", "nine herons fly away")
        await until(pilot, lambda: app.return_code is not None)
    assert "The password is changed. Sign in again." in capsys.readouterr().err


async def test_a_session_ended_elsewhere_ends_the_program(at: Signing) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", PASSWORD)
        await until(pilot, lambda: app.session.state.orders is not None)
        at.services.sessions.end_others(at.sign_in())
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 1


async def test_a_session_is_warned_and_ends_when_no_key_is_pressed(at: Signing) -> None:
    app = with_door(at)
    told: list[str] = []
    async with door(app) as pilot:
        await give(pilot, "ivanov", PASSWORD)
        await until(pilot, lambda: app.session.state.orders is not None)
        app.notify = lambda message, **_more: told.append(message)  # type: ignore[method-assign]
        await app.look_at_time()
        at.clock.go_on(minutes=29, seconds=30)
        await app.look_at_time()
        assert told == ["This session ends within a minute; press a key to go on."]
        at.clock.go_on(minutes=1)
        await app.look_at_time()
        await until(pilot, lambda: app.return_code is not None)
    assert LOOK_TIME < 60


async def test_whoever_does_nothing_is_looked_at_when_there_is_something_to_tell(
    at: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", PASSWORD)
        await until(pilot, lambda: app.session.state.orders is not None)
        looks: list[float] = []
        look_in = app._look_in

        def noted(seconds: float) -> None:
            looks.append(seconds)
            look_in(seconds)

        monkeypatch.setattr(app, "_look_in", noted)
        await app.look_at_time()
        assert looks == [29 * 60]
        await pilot.press("1", "2")
        assert looks == [29 * 60, LOOK_TIME], "a key is noted soon, and others with it"
        at.clock.go_on(minutes=1)
        await app.look_at_time()
        assert looks[2:] == [29 * 60]
        at.clock.go_on(minutes=29, seconds=55)
        await app.look_at_time()
        assert looks[3:] == [5.0]


async def test_a_list_on_trial_is_kept_by_a_key(at: Signing) -> None:
    app = with_door(at)
    async with door(app) as pilot:
        await give(pilot, "ivanov", PASSWORD)
        await until(pilot, lambda: app.session.state.orders is not None)
        await pilot.press("2")
        await settled(pilot)
        version = at.services.security.load(at.actor).version
        at.services.address_lists.save(at.actor, version, HOME)
        await until(pilot, lambda: app.screen.query_one("#keep").display)
        assert isinstance(app.screen, SecurityScreen)
        await pilot.press("y")
        await settled(pilot)
    at.clock.go_on(minutes=11)
    assert at.services.security.load(at.actor).ip_restriction == HOME
