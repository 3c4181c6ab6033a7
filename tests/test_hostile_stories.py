"""Hostile text in dialogs that open only after something else happened: at the door, over keys, in the outbox."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import text
from textual.pilot import Pilot
from textual.widgets import Input

from introtui.gateways.local import local_gateways
from introtui.recording.settling import settle
from introtui.screens.dialogs.outbox import OutboxDialog
from introtui.screens.dialogs.sign_in import SignInDialog
from introtui.session import DEMO_WAY
from introtui.store.engine import Database
from tests.building import add_account
from tests.byte_driver import driven, intruders, texts, written
from tests.hostile_data import (
    HOSTILE,
    overwrite,
    plain_account,
)
from tests.programs import SMALL, program, until
from tests.screens.at_door import with_door
from tests.services.identity.signing import PASSWORD, signing
from tests.services.posting import Office


async def test_the_outbox_of_the_demo_shows_a_hostile_message_harmless(sqlite_database: Database) -> None:
    actor = replace(add_account(sqlite_database), way=DEMO_WAY)
    office = Office(database=sqlite_database, gateways=local_gateways())
    office.tell(actor)
    for name in ("subject", "address", "body"):
        sqlite_database.transact(
            partial(overwrite, name=f"outbox_message.{name}", words=f"Q9{len(name)}{HOSTILE}")
        )
    app = program(sqlite_database, actor, gateways=local_gateways())

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action("app.outbox")
        await settle(app)
        assert isinstance(app.screen, OutboxDialog)

    stream = await driven(app, walk, SMALL)
    assert intruders(stream) == set()
    assert [mark for mark in ("Q97", "Q94") if mark not in texts(stream)] == []


async def test_a_key_of_a_hostile_name_is_renamed_and_removed_harmless(sqlite_database: Database) -> None:
    planted = plain_account(sqlite_database)
    sqlite_database.transact(lambda session: overwrite(session, "ssh_key.name", f"Q99{HOSTILE}"))
    app = program(sqlite_database, planted.actor)
    seen: list[str] = []

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action("app.section('security')")
        await settle(app)
        await app.run_action("ssh_keys", app.screen)
        await settle(app)
        for key in ("m", "x"):
            await pilot.press(key)
            await settle(app)
            seen.append(type(app.screen).__name__)
            await pilot.press("escape")
            await settle(app)

    stream = await driven(app, walk, SMALL)
    assert seen == ["RenameKeyDialog", "ConfirmDialog"]
    assert intruders(stream) == set()
    assert "Q99" in texts(stream)


async def test_a_hostile_login_is_typed_at_the_door_harmless(sqlite_database: Database) -> None:
    at = signing(sqlite_database)
    at.turn_on(at.sign_in())
    sqlite_database.transact(lambda session: overwrite(session, "account.login", f"Q99{HOSTILE}"))
    with sqlite_database.read() as session:
        login = str(session.scalar(text("SELECT login FROM account")))
    app = with_door(at, login)
    seen: list[str] = []

    async def walk(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, SignInDialog))
        await settle(app)
        seen.append(type(app.screen).__name__)
        app.screen.query_one("#field-password Input", Input).value = PASSWORD
        await app.run_action("save", app.screen)
        await settle(app)
        seen.append(type(app.screen).__name__)
        app.exit()

    stream = await written(app, walk, SMALL)
    assert seen == ["SignInDialog", "CodeDialog"]
    assert intruders(stream) == set()
    assert "Q99" in texts(stream)
