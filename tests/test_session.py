"""One user's session: writes one at a time and to their end, errors fit to show, and everybody's commits shown."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from introtui.domain.access import Actor
from introtui.domain.account import ProfileView
from introtui.domain.errors import IntrotuiError, NotFound
from introtui.domain.topics import Topic
from introtui.logs import log_file
from introtui.session import BusyError, Connected, Session, UnexpectedError
from introtui.slices import LOADERS
from introtui.store.engine import Database
from tests.building import add_account, add_order, services
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from introtui.services.registry import Services


def session_of(database: Database, actor: Actor) -> Session:
    url = database.engine.url.render_as_string(hide_password=False)
    return Session(lambda: Connected(services(Database(url)), actor))


@asynccontextmanager
async def opened(database: Database, actor: Actor) -> AsyncIterator[Session]:
    session = session_of(database, actor)
    await session.open()
    try:
        yield session
    finally:
        await session.close()


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    return add_account(sqlite_database)


@pytest.fixture
async def session(sqlite_database: Database, actor: Actor) -> AsyncIterator[Session]:
    async with opened(sqlite_database, actor) as session:
        yield session


class Held:
    """A service call that begins, then waits to be let go."""

    def __init__(self) -> None:
        self._begun, self._go_on = threading.Event(), threading.Event()
        self.done = 0

    def __call__(self, _services: Services, _actor: Actor) -> str:
        self._begun.set()
        assert self._go_on.wait(PATIENCE)
        self.done += 1
        return "saved"

    async def begun(self) -> None:
        assert await asyncio.to_thread(self._begun.wait, PATIENCE)

    def go_on(self) -> None:
        self._go_on.set()


class Reloads:
    """Notes what a session read again, and waits for it."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self._reload = session.reload
        self.read: asyncio.Queue[frozenset[Topic]] = asyncio.Queue()
        monkeypatch.setattr(session, "reload", self)

    async def __call__(self, topics: frozenset[Topic]) -> None:
        await self._reload(topics)
        await self.read.put(topics)

    async def until(self, topic: Topic) -> None:
        async with asyncio.timeout(PATIENCE):
            while topic not in await self.read.get():
                pass


async def test_one_write_at_a_time(session: Session) -> None:
    held = Held()
    first = asyncio.create_task(session.perform(held))
    await held.begun()
    assert session.busy
    for _ in range(10):
        with pytest.raises(BusyError, match=r"^Still saving; one moment\.$"):
            await session.perform(lambda _services, _actor: pytest.fail("a second write ran"))
    held.go_on()
    assert await first == "saved"
    assert await session.perform(lambda _services, actor: actor.login) == "ivanov"


async def test_reading_goes_on_beside_a_write(session: Session) -> None:
    held = Held()
    first = asyncio.create_task(session.perform(held))
    await held.begun()
    assert await session.read(lambda services, actor: services.orders.summary(actor).active) == 0
    held.go_on()
    await first


async def test_a_write_goes_on_when_nobody_waits_for_it_any_more(session: Session) -> None:
    held = Held()
    waiting = asyncio.create_task(session.perform(held))
    await held.begun()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(BusyError):
        await session.perform(held)
    held.go_on()
    await session.settled()
    assert held.done == 1
    assert not session.busy


async def test_closing_waits_for_a_write_that_nobody_waits_for(sqlite_database: Database, actor: Actor) -> None:
    held = Held()
    async with opened(sqlite_database, actor) as session:
        waiting = asyncio.create_task(session.perform(held))
        await held.begun()
        waiting.cancel()
        held.go_on()
    assert held.done == 1


async def test_a_refusal_reaches_whoever_asked_as_it_is(session: Session) -> None:
    with pytest.raises(NotFound, match=r"^There is no order 7\.$"):
        await session.perform(lambda services, actor: services.orders.set_auto_renew(actor, 7, True))
    with pytest.raises(NotFound, match=r"^There is no order 7\.$"):
        await session.read(lambda services, actor: services.orders.load(actor, 7))
    assert await session.perform(lambda _services, actor: actor.login) == "ivanov"


def broken(services: Services, _actor: Actor) -> None:
    password = "hunter2"
    statement = text("INSERT INTO nowhere (password_hash) VALUES (:password)")
    services.database.transact(lambda session: session.execute(statement, {"password": password}))


@pytest.mark.parametrize("way", ["read", "perform"])
async def test_the_unexpected_is_a_reference_to_a_trace_without_secrets(
    session: Session, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "introtui"), pytest.raises(UnexpectedError) as caught:
        await getattr(session, way)(broken)
    error = caught.value
    assert str(error) == (
        f"That did not work, and nothing was changed. Reference {error.reference}: tell support, who finds it in"
        f" {log_file()}."
    )
    assert f"reference {error.reference}" in caplog.text
    assert "Traceback" in caplog.text
    assert "OperationalError" in caplog.text
    assert "hunter2" not in caplog.text


async def test_what_another_session_commits_is_shown(
    sqlite_database: Database, actor: Actor, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = add_order(sqlite_database, actor)
    reloads = Reloads(session, monkeypatch)
    before = session.state.orders
    assert before is not None
    services(sqlite_database).orders.set_auto_renew(actor, order_id, True)
    await reloads.until(Topic.ORDERS)
    after = session.state.orders
    assert after is not None
    assert after.revision > before.revision
    assert after.active == 1


async def test_an_own_write_is_shown_the_same_way(
    sqlite_database: Database, actor: Actor, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = add_order(sqlite_database, actor)
    reloads = Reloads(session, monkeypatch)
    await session.perform(lambda services, actor: services.orders.set_auto_renew(actor, order_id, True))
    await reloads.until(Topic.ORDERS)
    assert session.state.orders is not None
    assert session.state.orders.active == 1


async def test_the_header_is_loaded_and_the_rest_when_it_is_wanted(session: Session) -> None:
    state = session.state
    assert None not in (state.profile, state.orders, state.billing)
    assert (state.vat, state.security) == (None, None)
    await session.want(Topic.VAT)
    shown = state.vat
    assert shown
    await session.want(Topic.VAT)
    assert state.vat is shown


async def test_a_slice_that_cannot_be_read_again_keeps_its_value_and_is_told(
    sqlite_database: Database, actor: Actor, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = add_order(sqlite_database, actor)
    told: asyncio.Queue[IntrotuiError] = asyncio.Queue()
    session.on_trouble = told.put_nowait
    before = session.state.orders

    def fails(_services: Services, _actor: Actor) -> ProfileView:
        raise NotFound("There is no such account.")

    monkeypatch.setitem(LOADERS, Topic.ORDERS, fails)
    services(sqlite_database).orders.set_auto_renew(actor, order_id, True)
    async with asyncio.timeout(PATIENCE):
        assert str(await told.get()) == "There is no such account."
    assert session.state.orders is before


async def test_what_is_read_again_when_the_session_ends_is_left_off(
    sqlite_database: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = add_order(sqlite_database, actor)
    held = Held()
    async with opened(sqlite_database, actor) as session:
        before = session.state.orders
        monkeypatch.setitem(LOADERS, Topic.ORDERS, held)
        services(sqlite_database).orders.set_auto_renew(actor, order_id, True)
        await held.begun()
        # As when a program is taken apart: nothing may look at the state from now on.
        asyncio.get_running_loop().call_soon(held.go_on)
    assert not asyncio.all_tasks() - {asyncio.current_task()}
    assert session.state.orders is before


async def test_a_session_that_cannot_connect_says_why_to_every_reader() -> None:
    def connect() -> Connected:
        raise NotFound("There is no account 'ivanof'.")

    session = Session(connect)
    with pytest.raises(RuntimeError, match="the session is not open"):
        await session.read(lambda _services, _actor: None)
    for attempt in (session.open, lambda: session.read(lambda _services, _actor: None)):
        with pytest.raises(NotFound, match="ivanof"):
            await attempt()
    await session.close()


async def test_keys_differ() -> None:
    session = Session(lambda: pytest.fail("nothing to connect to"))
    assert len({session.new_key() for _ in range(100)}) == 100
    await session.close()
