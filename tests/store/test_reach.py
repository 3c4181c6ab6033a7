"""A server that is away for a moment: what was begun goes on when it is back, and nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from introtui.domain.errors import DatabaseAway, OutcomeUnknown
from introtui.store.engine import Database
from introtui.store.reach import Reach
from introtui.store.receipts import Receipt, is_committed
from introtui.store.rows import add_row
from introtui.store.tables import Audit, Profile
from introtui.widgets.top_bar import TopBar
from tests.building import CLOCK, HOME, PROFILE, add_account, services
from tests.databases import INSTALLED, Databases
from tests.gate import Gate, gated
from tests.programs import program, running, until
from tests.waiting import PATIENCE


@pytest.fixture
def server(postgres_databases: Databases) -> Iterator[str]:
    url = postgres_databases.take(INSTALLED)
    yield url
    postgres_databases.give_back(url)


@pytest.fixture
def behind(server: str) -> Iterator[tuple[Gate, Database]]:
    with gated(server) as (gate, url), closing(Database(url)) as database:
        yield gate, database


def later(what: Callable[[], None], when: Event) -> Thread:
    """Do something in a thread once an event is set."""

    def run() -> None:
        when.wait()
        what()

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_whoever_reads_waits_until_the_server_is_back(behind: tuple[Gate, Database]) -> None:
    gate, database = behind
    gate.shut()
    tried = Event()
    connect = Reach.connect

    def noted(reach: Reach, session: Session) -> None:
        tried.set()
        connect(reach, session)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reach, "connect", noted)
        opening = later(gate.open, tried)
        with database.read() as session:
            assert session.scalar(text("SELECT 1")) == 1
        opening.join()
    assert not database.reach.is_away


def test_a_transaction_that_is_cut_off_is_begun_again(behind: tuple[Gate, Database]) -> None:
    gate, database = behind
    add_account(database)
    times: list[str] = []

    def work(session: Session) -> str:
        session.execute(update(Profile).values(city=f"City {len(times)}"))
        times.append("begun")
        if len(times) == 1:
            gate.shut()
            gate.open()
        return session.scalars(select(Profile.city)).one()

    assert database.transact(work) == "City 1"
    assert len(times) == 2
    with database.read() as session:
        assert session.scalars(select(Profile.city)).one() == "City 1"


def test_who_loses_the_server_while_it_commits_is_told_that_nobody_knows(behind: tuple[Gate, Database]) -> None:
    gate, database = behind
    add_account(database)
    times: list[str] = []

    def work(session: Session) -> None:
        times.append("begun")
        session.execute(update(Profile).values(city="Nowhere"))
        gate.shut()
        gate.open()

    with pytest.raises(OutcomeUnknown):
        database.transact(work)
    assert times == ["begun"], "it may have been committed"


@pytest.mark.parametrize("committed", [True, False])
def test_a_change_cut_off_while_it_commits_is_made_once(
    behind: tuple[Gate, Database], monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    gate, database = behind
    actor = add_account(database)
    at_work = services(database)
    before = at_work.notifications.load(actor)
    dialect = database.engine.dialect
    commit = dialect.do_commit

    def cut_off(connection: PoolProxiedConnection) -> None:
        monkeypatch.setattr(dialect, "do_commit", commit)
        if committed:
            commit(connection)
        gate.shut()
        gate.open()
        connection.cursor().execute("SELECT 1")

    monkeypatch.setattr(dialect, "do_commit", cut_off)
    saved = at_work.notifications.save(actor, before.version, replace(before.fields, low_balance="7"))
    assert saved == at_work.notifications.load(actor)
    assert (saved.fields.low_balance, saved.version) == ("7.00", before.version + 1)
    with database.read() as session:
        assert len(session.scalars(select(Audit).where(Audit.action == "notifications.save")).all()) == 1


def test_a_number_that_a_new_primary_gave_to_another_is_no_receipt(server: str) -> None:
    row = {
        "at": CLOCK.now(),
        "account_id": None,
        "actor": "ivanov",
        "address": HOME,
        "action": "profile.save",
        "subject": "",
        "detail": "",
    }
    with closing(Database(server)) as database:
        number = database.transact(lambda session: add_row(session, Audit, row))
        with Session(database.engine) as session:
            assert is_committed(session, Receipt(number=number, row=row))
            assert not is_committed(session, Receipt(number=number, row={**row, "actor": "petrov"}))
            assert not is_committed(session, Receipt(number=number + 1, row=row))


def test_after_all_patience_the_reader_is_told(behind: tuple[Gate, Database]) -> None:
    gate, database = behind
    database.reach = Reach(0.3)
    gate.shut()
    with pytest.raises(DatabaseAway), database.read():
        pass
    assert database.reach.is_away


def test_a_file_is_never_away(sqlite_database: Database) -> None:
    assert not sqlite_database.reach.is_away


async def test_the_screen_says_so_and_goes_on_by_itself(
    behind: tuple[Gate, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, database = behind
    monkeypatch.setattr("introtui.session.AWAY_TIME", 0.05)
    actor = add_account(database)
    app = program(database, actor)
    async with running(app, section="profile") as pilot:
        await pilot.press("end", *"sky")
        gate.shut()
        app.action_reload()
        await until(pilot, lambda: "reconnecting" in str(app.screen.query_one(TopBar).render()))
        services(database)
        gate.open()
        await until(pilot, lambda: "reconnecting" not in str(app.screen.query_one(TopBar).render()))
        assert app.focused is not None
        assert getattr(app.focused, "value", "") == f"{PROFILE.last_name}sky"
        assert app.return_code is None


async def test_typing_goes_on_while_a_look_at_the_session_waits_for_the_database(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = program(sqlite_database, add_account(sqlite_database))
    looked, back = asyncio.Event(), asyncio.Event()

    async def away() -> None:
        looked.set()
        await back.wait()

    async with running(app, section="profile") as pilot, asyncio.timeout(PATIENCE):
        monkeypatch.setattr(app.session, "keep_alive", away)
        app._look_in(0.01)
        try:
            await looked.wait()
            await pilot.press("end", *"sky")
            assert getattr(app.focused, "value", "") == f"{PROFILE.last_name}sky"
        finally:
            back.set()
