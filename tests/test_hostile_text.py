"""Text is hostile (spec section 5): whatever is stored, the terminal gets no control characters, nothing runs."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from textual.pilot import Pilot
from textual.widgets import TextArea

import introtui.screens.dialogs
from introtui import cli
from introtui.commands import SECTIONS, Scope, in_scope
from introtui.domain.topics import Topic
from introtui.recording.settling import settle
from introtui.screens.billing_rows import View
from introtui.screens.dialogs.base import Dialog
from introtui.screens.dialogs.confirm import ConfirmDialog
from introtui.screens.dialogs.conflict import ConflictDialog
from introtui.screens.dialogs.country_change import CountryChangeDialog
from introtui.screens.dialogs.new_order import PlaceOrderDialog
from introtui.store.engine import Database
from introtui.store.tables import Change
from tests.building import add_account, add_order, plan_ids, services
from tests.byte_driver import driven, intruders, texts, written
from tests.hostile_data import (
    CODES,
    ELSEWHERE,
    HOSTILE,
    NEVER_SHOWN,
    SHOWN,
    mark_of,
    overwrite,
    plain_account,
    plant,
    text_columns,
)
from tests.hostile_walk import Walk
from tests.programs import SMALL, WIDE, program, until
from tests.services.paying import receive, renew

STORIES = frozenset(
    {
        "AddressConflictDialog",
        "CodeDialog",
        "RenameKeyDialog",
        "SignInDialog",
        "ConflictDialog",
        "CountryChangeDialog",
        "DocumentDialog",
        "LockOutDialog",
        "OutboxDialog",
        "PayDialog",
        "PlaceOrderDialog",
        "TransferDialog",
    }
)
"""Dialogs that do not open on this data, only after something else happened; they have tests of their own."""

OWN_WORDS = {
    "ConfirmDialog": "holds nothing but the names of sections and keys, and has a test of its own",
    "AddKeyDialog": "holds nothing but what is typed",
    "EmailCodeDialog": "holds an address that was just checked; what a gateway says has a test of its own",
    "ManageDialog": "holds a number",
    "ProveDialog": "holds nothing but what is typed",
    "RecoveryDialog": "holds codes that were just made",
}

PICK_BOTH = ("tab", "enter", "down", "enter", "tab", "enter", "down", "enter")
"""Chooses the first operating system and the first location of the order form."""


def test_every_text_column_is_covered_or_known_never_to_be_shown() -> None:
    assert set(text_columns()) == {*SHOWN, *ELSEWHERE, *CODES, *NEVER_SHOWN}


DESK = "introtui.screens.desk."


def dialogs() -> Iterator[type[object]]:
    """Return every dialog a customer can meet, whatever of the desk is loaded beside."""
    modules = [found.name for found in pkgutil.iter_modules(introtui.screens.dialogs.__path__)]
    for name in modules:
        import_module(f"introtui.screens.dialogs.{name}")
    waiting: list[type[object]] = [Dialog]
    while waiting:
        kind = waiting.pop()
        more = [each for each in kind.__subclasses__() if not each.__module__.startswith(DESK)]
        waiting.extend(more)
        if not more:
            yield kind


async def test_no_stored_text_reaches_the_terminal_raw(sqlite_database: Database, tmp_path: Path) -> None:
    app = program(sqlite_database, plant(sqlite_database).actor, tmp_path)
    walk = Walk(app)
    stream = await driven(app, walk, SMALL)
    assert intruders(stream) == set()
    shown = texts(stream)
    assert [name for name in SHOWN if mark_of(name) not in shown] == []
    wanted = {kind.__name__ for kind in dialogs()} - STORIES - OWN_WORDS.keys()
    assert wanted - walk.seen == set()


async def test_billing_writes_no_stored_text_raw(sqlite_database: Database, tmp_path: Path) -> None:
    """Documents keep the names of their day, and the statement and the history quote them."""
    actor = add_account(sqlite_database)
    ours = services(sqlite_database)
    columns = ("profile.first_name", "profile.postal_street", "plan.name")

    def work(session: Session) -> None:
        for place, name in enumerate(columns):
            overwrite(session, name, f"Q9{place}{HOSTILE}")

    sqlite_database.transact(work)
    renew(ours, actor, add_order(sqlite_database, actor, plan=plan_called(sqlite_database, "Q92")), "open")
    receive(ours, actor, "50.00", number="bank-1", reference=f"Q93{HOSTILE}")
    app = program(sqlite_database, actor, tmp_path)
    walk = Walk(app)

    async def visit(pilot: Pilot[None]) -> None:
        walk.pilot = pilot
        await walk.run("app.section('billing')")
        for _view in View:
            for command in in_scope(Scope.BILLING):
                if command.action != "view":
                    await walk.run(command.action)
                    await walk.close()
            await walk.run("view")

    stream = await driven(app, visit, WIDE)
    assert intruders(stream) == set()
    assert [mark for mark in ("Q90", "Q91", "Q92", "Q93") if mark not in texts(stream)] == []
    assert {"DocumentDialog", "PayDialog", "TransferDialog", "TopUpDialog", "ExplainDialog"} <= walk.seen


def plan_called(database: Database, beginning: str) -> str:
    """Return the first plan's name as it is stored."""
    return next(name for name in plan_ids(database) if name.startswith(beginning))


def edited_elsewhere(database: Database, account_id: int, topic: Topic, **values: str) -> None:
    """Write hostile words into a slice's only row as another session's commit."""

    def work(session: Session) -> None:
        for column, words in values.items():
            session.execute(text(f"UPDATE {topic} SET {column} = :words"), {"words": words})
        session.execute(text(f"UPDATE {topic} SET version = version + 1"))
        session.add(Change(account_id=account_id, topic=topic))

    database.transact(work)


async def test_an_edit_that_met_a_hostile_one_is_shown_harmless(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    app = program(sqlite_database, actor)

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action("app.section('profile')")
        await settle(app)
        await pilot.press("x", "y")
        words = {"last_name": f"Q98{HOSTILE}", "changed_by": f"Q99{HOSTILE}"}
        edited_elsewhere(sqlite_database, actor.account_id, Topic.PROFILE, **words)
        await app.session.reload(frozenset({Topic.PROFILE}))
        await app.run_action("save", app.screen)
        await settle(app)
        assert isinstance(app.screen, ConflictDialog)

    stream = await driven(app, walk, SMALL)
    assert intruders(stream) == set()
    assert "Q98" in texts(stream)
    assert "Q99" in texts(stream)


async def test_an_order_of_hostile_products_is_placed_harmless(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)

    def plant_names(session: Session) -> None:
        for name in ("product.name", "plan.name", "plan.specs", "product_option.name"):
            overwrite(session, name, f"Q99{HOSTILE}")

    sqlite_database.transact(plant_names)
    app = program(sqlite_database, actor)

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action("new_order", app.screen)
        await settle(app)
        await pilot.press("tab", "tab", "tab", *"web", *PICK_BOTH, "tab", "tab", "enter")
        await settle(app)
        assert isinstance(app.screen, PlaceOrderDialog)

    stream = await driven(app, walk, SMALL)
    assert intruders(stream) == set()
    assert "Q99" in texts(stream)


async def test_a_hostile_address_list_is_shown_harmless_beside_the_own_one(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    app = program(sqlite_database, actor)
    seen: list[str] = []

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action("app.section('security')")
        await settle(app)
        app.screen.query_one(TextArea).load_text("203.0.113.9")
        await settle(app)
        await app.run_action("save", app.screen)
        await settle(app)
        seen.append(type(app.screen).__name__)
        edited_elsewhere(sqlite_database, actor.account_id, Topic.SECURITY, ip_restriction=f"Q99{HOSTILE}")
        await pilot.press(*"lock me out", "enter")
        await settle(app)
        seen.append(type(app.screen).__name__)

    stream = await driven(app, walk, SMALL)
    assert seen == ["LockOutDialog", "AddressConflictDialog"]
    assert intruders(stream) == set()
    assert "Q99" in texts(stream)


async def test_hostile_country_names_of_the_vat_table_do_no_harm_to_a_country_change(
    sqlite_database: Database,
) -> None:
    actor = add_account(sqlite_database)
    sqlite_database.transact(lambda session: overwrite(session, "vat_rate.name", HOSTILE))
    app = program(sqlite_database, actor)

    async def walk(pilot: Pilot[None]) -> None:
        await app.run_action("app.section('profile')")
        await settle(app)
        await app.run_action("request_country", app.screen)
        await settle(app)
        await pilot.press("d", "e")
        await settle(app)
        assert isinstance(app.screen, CountryChangeDialog)

    assert intruders(await driven(app, walk, SMALL)) == set()


@pytest.mark.parametrize("name", sorted(CODES))
async def test_a_code_that_cannot_be_read_is_a_sentence_and_no_traceback(
    sqlite_database: Database, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = plain_account(sqlite_database)
    sqlite_database.transact(lambda session: overwrite(session, name, HOSTILE))
    app = program(sqlite_database, planted.actor)

    async def walk(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.return_code is not None or app.session.state.orders is not None)
        for section in SECTIONS if app.return_code is None else ():
            await app.run_action(f"app.section('{section.name.lower()}')")
            await settle(app)
        app.exit(return_code=app.return_code or 0)

    stream = await written(app, walk, SMALL)
    told = capsys.readouterr().err
    assert app._exception is None
    assert intruders(stream + told) == set()
    assert "Traceback" not in told


async def test_toasts_titles_and_buttons_are_plain_text_whoever_asks(sqlite_database: Database) -> None:
    app = program(sqlite_database, add_account(sqlite_database))

    async def walk(pilot: Pilot[None]) -> None:
        app.notify(f"Q97{HOSTILE}", title=f"Q98{HOSTILE}", markup=True)
        await settle(app)
        app.clear_notifications()
        app.screen.notify(f"Q99{HOSTILE}")
        await settle(app)
        app.push_screen(ConfirmDialog(f"Q96{HOSTILE}", f"Q95{HOSTILE}", yes=f"Q94{HOSTILE}", no="no"))
        await settle(app)

    stream = await driven(app, walk, WIDE)
    assert intruders(stream) == set()
    assert [mark for mark in ("Q94", "Q95", "Q96", "Q97", "Q98", "Q99") if mark not in texts(stream)] == []


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["table", "json"])
def test_the_command_line_prints_stored_text_harmless(
    sqlite_database: Database,
    sqlite_url: str,
    form: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sqlite_database.transact(lambda session: overwrite(session, "vat_rate.name", f"Q99{HOSTILE}"))
    monkeypatch.setenv("INTROTUI_DATABASE_URL", sqlite_url)
    assert cli.main(["vat", "list", *form]) == 0
    printed = capsys.readouterr().out
    assert "Q99" in printed
    assert intruders(printed) == set()


async def test_the_sections_at_their_widest_write_no_stored_text_raw(sqlite_database: Database) -> None:
    """The detail beside the list and forms in two columns; dialogs are the same at any width."""
    app = program(sqlite_database, plant(sqlite_database).actor)

    async def walk(pilot: Pilot[None]) -> None:
        for section in ("profile", "security", "notifications", "vat", "orders"):
            await app.run_action(f"app.section('{section}')")
            await settle(app)

    assert intruders(await driven(app, walk, WIDE)) == set()
