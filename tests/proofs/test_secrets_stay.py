"""Wherever the program breaks, its secrets stay: in no log, no export, no row, no file, and nothing it draws."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyotp import TOTP
from sqlalchemy import update
from sqlalchemy.orm import Session
from textual.pilot import Pilot
from textual.widgets import Input

from introtui.app import IntroTUI
from introtui.domain.access import Role
from introtui.gateways.outside import Gateways
from introtui.services.hashing import Hasher
from introtui.services.identity.vault import Vault
from introtui.store.engine import Database
from introtui.store.tables import Security, TwoFactor
from tests.building import KEY, QUICK
from tests.byte_driver import texts, written
from tests.frames import settle
from tests.programs import SMALL, until
from tests.proofs import rounds
from tests.proofs.faults import failing_commit
from tests.proofs.planting import CODE, NEW, Life, Planted, first_write_breaks, found_in, stored
from tests.screens.at_door import with_door
from tests.services.identity.signing import PASSWORD, Signing, signing
from tests.services.posting import ScriptedMail
from tests.services.staffing import staff


class BrokenError(Exception):
    """Something nobody foresaw."""


@contextmanager
def broken(owner: type, name: str) -> Iterator[None]:
    """Let a function that was given a secret fail."""

    def fail(*secret: Any, **more: Any) -> None:
        raise BrokenError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, fail)
        yield


Break = Callable[[Database], Any]
STATEMENT: Break = first_write_breaks
COMMIT: Break = lambda _database: failing_commit(after=False)  # noqa: E731
ANSWER: Break = lambda _database: failing_commit(after=True)  # noqa: E731
MAIL: Break = lambda _database: broken(ScriptedMail, "send")  # noqa: E731


def inside(owner: type, name: str) -> Break:
    return lambda _database: broken(owner, name)


CRASHES: tuple[tuple[str, Break], ...] = (
    ("sign in", COMMIT),
    ("sign in", inside(Hasher, "matches")),
    ("sign in wrongly", STATEMENT),
    ("set the code", STATEMENT),
    ("set the code", ANSWER),
    ("set the code", inside(Hasher, "hash")),
    ("change the password", STATEMENT),
    ("change the password", COMMIT),
    ("change the password", inside(Hasher, "hash")),
    ("begin", STATEMENT),
    ("begin", ANSWER),
    ("begin", inside(Vault, "seal")),
    ("confirm", STATEMENT),
    ("confirm", COMMIT),
    ("confirm", inside(Vault, "open")),
    ("sign in by a recovery code", STATEMENT),
    ("sign in by a recovery code", inside(Vault, "digest")),
    ("prove", STATEMENT),
    ("prove", COMMIT),
    ("renew", STATEMENT),
    ("renew", inside(Vault, "digest")),
    ("check the code", inside(Hasher, "matches")),
    ("give a password", STATEMENT),
    ("send a code", STATEMENT),
    ("deliver", MAIL),
)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Planted:
    return Planted.by(monkeypatch)


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


def test_what_is_stored_as_it_is_would_be_found(at: Signing, planted: Planted) -> None:
    begun = at.services.two_factor.begin(at.sign_in())
    raw = base64.b32decode(begun.key)

    def work(session: Session) -> None:
        session.execute(update(Security).values(security_code_hash=CODE))
        session.execute(update(TwoFactor).values(sealed_key=raw))

    at.database.transact(work)
    assert found_in(planted.all, stored(at.database)) == {CODE.encode(), raw}


@pytest.mark.parametrize(("place", "breaks"), CRASHES[4 :: rounds(12, 1)] + CRASHES[: rounds(0, 4)])
def test_no_secret_is_left_anywhere_by_a_service_that_breaks(
    at: Signing, planted: Planted, log: Path, capsys: pytest.CaptureFixture[str], place: str, breaks: Break
) -> None:
    gateways = Gateways(mail=ScriptedMail())
    services = type(at.services).over(
        at.database, at.clock, QUICK, load_key=lambda: KEY, gateways=gateways, code_clock=at.clock
    )
    life = Life(Signing(at.database, at.clock, services, at.actor), staff(at.database, Role.ADMIN), planted)
    for name, step in life.steps().items():
        if name == place:
            with breaks(at.database):
                life.said(step)
        life.said(step)
    assert life.broken or place == "deliver"
    assert len(planted.recovery) >= 20, "the life went on after it broke"
    printed = capsys.readouterr()
    logged = log.read_bytes()
    assert b"Traceback" in logged
    for where in (logged, stored(at.database), life.exported(), (printed.out + printed.err).encode()):
        assert found_in(planted.all, where) == set()
    assert b"two_factor.on" in stored(at.database)


async def give(app: IntroTUI, pilot: Pilot[None], *values: str, submit: bool = True) -> None:
    """Type into the fields of a dialog, one after the other, and submit unless told not to."""
    for field, value in zip(app.screen.query(Input), values, strict=True):
        field.value = value
    await pilot.pause()
    if submit:
        await app.run_action("save", app.screen)
        await settle(app)


async def enter(app: IntroTUI, pilot: Pilot[None], *, submit: bool = True) -> None:
    await until(pilot, lambda: bool(app.screen.query(Input)))
    await settle(app)
    await give(app, pilot, "ivanov", PASSWORD, submit=submit)


async def in_security(app: IntroTUI, pilot: Pilot[None], action: str, *values: str, submit: bool = True) -> None:
    await app.run_action("app.section('security')")
    await settle(app)
    await app.run_action(action, app.screen)
    await settle(app)
    await give(app, pilot, *values, submit=submit)


SCREENS = ("door", "code", "password", "enrolment", "recovery codes")


async def walk(app: IntroTUI, at: Signing, planted: Planted, crash_at: str, pilot: Pilot[None]) -> None:
    """Use every secret on screen until the program breaks at a place, with what is typed there still typed."""
    last = crash_at.__eq__
    await enter(app, pilot, submit=not last("door"))
    if last("door"):
        return
    await until(pilot, lambda: app.session.state.orders is not None)
    await in_security(app, pilot, "code", CODE, CODE, submit=not last("code"))
    if last("code"):
        return
    await in_security(app, pilot, "password", PASSWORD, NEW, NEW, submit=not last("password"))
    if last("password"):
        return
    await in_security(app, pilot, "two_factor", "", submit=False)
    if last("enrolment"):
        return
    await give(app, pilot, TOTP(planted.keys[-1]).at(at.clock.now()))
    assert planted.recovery[0] in str(app.screen.query_one("#recovery-codes").render())


@pytest.mark.parametrize("place", SCREENS[3 :: rounds(12, 1)] + SCREENS[: rounds(0, 3)])
async def test_no_secret_is_left_anywhere_by_a_screen_that_breaks(
    sqlite_database: Database, planted: Planted, log: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    at = signing(sqlite_database)
    app = with_door(at)

    def break_now() -> None:
        raise BrokenError

    async def use(pilot: Pilot[None]) -> None:
        await walk(app, at, planted, place, pilot)
        app.screen.call_next(break_now)
        await until(pilot, lambda: app.return_code is not None)

    stream = await written(app, use, SMALL)
    printed = capsys.readouterr()
    assert app.return_code == 1
    assert b"BrokenError" in log.read_bytes()
    drawn = (stream + texts(stream)).encode()
    # What a new key and new codes are is told on the screen, and only there.
    told = planted.shown_once if place in ("enrolment", "recovery codes") else set()
    assert found_in(planted.all - told, drawn) == set()
    for where in (log.read_bytes(), stored(at.database), (printed.out + printed.err).encode()):
        assert found_in(planted.all, where) == set()
