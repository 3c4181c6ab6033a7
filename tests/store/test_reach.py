"""A server that is away for a moment: what was begun goes on when it is back, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Event, Thread

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from introtui.domain.errors import DatabaseAway, OutcomeUnknown
from introtui.store.engine import Database
from introtui.store.reach import Reach
from introtui.store.tables import Profile
from introtui.widgets.top_bar import TopBar
from tests.building import PROFILE, add_account, services
from tests.databases import INSTALLED, Databases
from tests.gate import Gate, gated
from tests.programs import program, running, until


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
