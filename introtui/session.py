"""One user's session: its state, and the only way for screens to reach the services.

Services run in threads; what comes back is handled on the event loop. A write runs once, is never cancelled, and
its result reaches the screens through the change feed like anybody else's commit.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

from introtui.domain.acting import refusal_of_all
from introtui.domain.errors import DatabaseAway, FactorNeeded, IntrotuiError, OutcomeUnknown, SessionEnded
from introtui.domain.topics import Topic
from introtui.logs import log_place, log_with_reference
from introtui.pacing import Paced
from introtui.slices import LOADERS, header_of, works_at_desk
from introtui.state import AccountState

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.domain.permissions import Permission
    from introtui.domain.sessions import TimeLeft
    from introtui.services.registry import Services

T = TypeVar("T")
THREADS = 4
DESK_PAUSE, DESK_REST = 0.5, 2.0
"""Seconds from a change anywhere until the desk reads again, and from one reading to the next: with many customers
something changes all the time."""
AWAY_TIME = 0.7
"""Seconds a call takes before it is shown that the database is away, where it is."""
DEMO_WAY = "demo"
"""How a session of the demo came in, as its actor says."""
log = logging.getLogger("introtui")


class BusyError(IntrotuiError):
    """A write of this session is still under way."""


class UnexpectedError(IntrotuiError):
    """Something failed that the user cannot mend; the log has the trace under the reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"That did not work, and nothing was changed. Reference {reference}: tell support, who finds it in"
            f" {log_place()}."
        )
        self.reference = reference


@dataclass(frozen=True, slots=True)
class Connected:
    """The services, and for whom they act.

    `is_shared` where they serve other sessions too: whoever made them ends this one, once its program is over.
    """

    services: Services
    actor: Actor
    is_shared: bool = False


Call = Callable[["Services", "Actor"], T]


class Session:
    """Holds the state of one user and runs service calls for the screens."""

    def __init__(
        self,
        connect: Callable[[], Connected],
        new_key: Callable[[], str] | None = None,
        export_folder: Path | None = Path(),
        threads: ThreadPoolExecutor | None = None,
    ) -> None:
        self.state = AccountState()
        self.export_folder = export_folder
        """Where files go; None where the user has no folder on this machine."""
        self.new_key = new_key or (lambda: token_hex(16))
        """Makes an idempotency key; injected so that recordings repeat."""
        self._connect = connect
        self._connected: asyncio.Future[Connected] | None = None
        self._pool = threads or ThreadPoolExecutor(THREADS, thread_name_prefix="introtui")
        self._owns_pool = threads is None
        self._wanted: set[Topic] = set()
        self._unsubscribe: list[Callable[[], None]] = []
        self._writing: asyncio.Future[Any] | None = None
        self._under_way: set[asyncio.Future[Any]] = set()
        self._reloading: set[asyncio.Future[None]] = set()
        self._one_reload = asyncio.Lock()
        self._pressed = False
        self._closed = False
        self._waiting: asyncio.Future[None] | None = None
        """What waits for a database that is away."""
        self._desk = Paced(self._desk_told, pause=DESK_PAUSE, rest=DESK_REST)
        self._others: set[Session] = set()
        """Sessions of the same person in other accounts."""
        self._leave_home: Callable[[], None] = _nothing
        self.on_trouble: Callable[[IntrotuiError], None] = lambda error: log.error("%s", error)
        self.on_ended: Callable[[SessionEnded], None] = self.on_trouble
        """Told once the session is over, whoever ended it."""
        self.ask_proof: Callable[[], Awaitable[bool]] = _no_proof
        """Asks the user to prove who they are; returns whether they did."""

    async def open(self) -> None:
        """Connect, load what the header shows, and follow the change feed; raises an `IntrotuiError`."""
        loop = asyncio.get_running_loop()
        connecting = loop.create_future()
        self._connected = connecting
        try:
            connected = await self.in_thread(self._connect)
        except IntrotuiError as error:
            self._leave_home()
            connecting.set_exception(error)
            await asyncio.gather(connecting, return_exceptions=True)
            raise
        connecting.set_result(connected)

        def changed(topics: frozenset[Topic]) -> None:
            loop.call_soon_threadsafe(self._feed_told, topics - {Topic.DESK})

        def desk_changed(_topics: frozenset[Topic]) -> None:
            loop.call_soon_threadsafe(self._desk.ask)

        self._wanted |= header_of(connected.actor)
        account_id, feed = connected.actor.account_id, connected.services.feed
        # Before the first read, so that nothing committed after it goes unnoticed.
        self._unsubscribe.append(await self.in_thread(lambda: feed.subscribe(account_id, changed)))
        if works_at_desk(connected.actor):
            self._unsubscribe.append(await self.in_thread(lambda: feed.subscribe(None, desk_changed)))
        if self._closed:
            self._stop_following()
        await self.reload(frozenset(self._wanted))

    def _stop_following(self) -> None:
        while self._unsubscribe:
            self._unsubscribe.pop()()

    def _desk_told(self) -> None:
        self._feed_told(frozenset({Topic.DESK}))

    def _feed_told(self, topics: frozenset[Topic]) -> None:
        if self._closed or not topics:
            return
        task = asyncio.ensure_future(self._reload_told(topics))
        self._reloading.add(task)
        task.add_done_callback(self._reloading.discard)

    async def _reload_told(self, topics: frozenset[Topic]) -> None:
        try:
            if Topic.SECURITY in topics:
                await self.keep_alive()
            if topics & self._wanted:
                await self.reload(topics & self._wanted)
        except IntrotuiError as error:
            self.on_trouble(error)

    async def want(self, topic: Topic) -> None:
        """Load a slice unless it is there, and keep it up to date from now on."""
        self._wanted.add(topic)
        # Before the session is open there is nothing to read from: opening it loads what is wanted by then.
        if self._connected is not None and getattr(self.state, topic) is None:
            await self.reload(frozenset({topic}))

    async def reload(self, topics: frozenset[Topic]) -> None:
        """Read slices from the database into the state."""
        loaders = {topic: LOADERS[topic] for topic in Topic if topic in topics}
        # One reload at a time: of two at once, the one that read first could be assigned last.
        async with self._one_reload:
            values = await self.read(
                lambda services, actor: {topic: load(services, actor) for topic, load in loaders.items()}
            )
            for topic, value in values.items():
                setattr(self.state, topic, value)

    async def read(self, call: Call[T]) -> T:
        """Run a reading service call in a thread; raises its `IntrotuiError` or `UnexpectedError`.

        Where the database is lost in the middle of it, it is run again: it only looks, or notes what may be noted
        twice.
        """
        try:
            return await self._run(call)
        except (DatabaseAway, OutcomeUnknown):
            return await self._run(call)

    async def _run(self, call: Call[T]) -> T:
        if self._connected is None:
            raise RuntimeError("the session is not open")
        connected = await asyncio.shield(self._connected)
        return await self.in_thread(lambda: call(connected.services, connected.actor))

    async def perform(self, call: Call[T]) -> T:
        """Run a writing service call, one at a time; it goes on even when nobody waits for it any more.

        What needs a fresh proof of who the user is runs again once they gave it.
        """
        try:
            return await self._perform(call)
        except FactorNeeded:
            if not await self.ask_proof():
                raise
        return await self._perform(call)

    async def _perform(self, call: Call[T]) -> T:
        if self._writing is not None:
            raise BusyError("Still saving; one moment.")
        writing: asyncio.Future[T] = asyncio.ensure_future(self._run(call))
        self._writing = writing
        writing.add_done_callback(self._written)
        return await asyncio.shield(writing)

    def _written(self, _writing: asyncio.Future[Any]) -> None:
        # Forgotten at once: the trace of a refused write holds what was typed.
        self._writing = None
        connected = self._open_connection()
        if connected is not None:
            connected.services.feed.poke()

    def _open_connection(self) -> Connected | None:
        found = self._connected
        usable = found is not None and found.done() and not found.cancelled() and found.exception() is None
        return found.result() if found is not None and usable else None

    def press(self) -> None:
        """Note that the user pressed a key."""
        self._pressed = True

    async def keep_alive(self) -> TimeLeft | None:
        """Return how long the session goes on, None when it never ends; raises `SessionEnded`."""
        pressed, self._pressed = self._pressed, False

        def look(services: Services, actor: Actor) -> TimeLeft | None:
            services.address_lists.settle(actor)
            return services.sessions.keep_alive(actor, pressed=pressed)

        return await self.read(look)

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Run what may wait for the database in a thread; raises its `IntrotuiError` or `UnexpectedError`."""
        running = asyncio.get_running_loop().run_in_executor(self._pool, call)
        self._under_way.add(running)
        running.add_done_callback(self._under_way.discard)
        looking = asyncio.get_running_loop().call_later(AWAY_TIME, self._look_for_database)
        try:
            return await running
        except SessionEnded as error:
            self.on_ended(error)
            raise
        except IntrotuiError:
            raise
        except Exception as error:
            raise UnexpectedError(log_with_reference(error)) from error
        finally:
            looking.cancel()
            if not self._closed and self.state.is_away:
                self._look_for_database()

    def _look_for_database(self) -> None:
        """Show whether a call takes so long because the database is away."""
        connected = self._open_connection()
        if connected is None:
            return
        self.state.is_away = connected.services.database.reach.is_away
        if self.state.is_away and (self._waiting is None or self._waiting.done()):
            self._waiting = asyncio.ensure_future(self._wait_for_database())

    async def _wait_for_database(self) -> None:
        """Read everything again once the database is back, whether the user does anything or not."""
        while self.state.is_away and not self._closed:
            await asyncio.sleep(AWAY_TIME)
            with suppress(IntrotuiError):
                await self.reload(frozenset(self._wanted))

    @property
    def actor(self) -> Actor | None:
        """Who acts, once that is known."""
        connected = self._open_connection()
        return None if connected is None else connected.actor

    def may(self, permission: Permission) -> bool:
        """Tell whether whoever sits here has a role that holds a permission."""
        return self.actor is not None and self.actor.person.may(permission)

    def refused(self, actions: Collection[str]) -> str | None:
        """Return why whoever is in a customer's place may do none of some actions; None where they may."""
        return None if self.actor is None else refusal_of_all(self.actor, actions)

    def can(self, action: str) -> bool:
        """Tell whether whoever sits here may do one action on the account, by its name in the audit."""
        return self.refused((action,)) is None

    def beside(self, enter: Call[Actor]) -> Session:
        """Return another session of the same person, in the account that `enter` lets them into."""
        connected = self._open_connection()
        if connected is None:
            raise RuntimeError("the session is not open")
        other = Session(
            lambda: Connected(connected.services, enter(connected.services, connected.actor), is_shared=True),
            self.new_key,
            self.export_folder,
            self._pool,
        )
        self._others.add(other)
        other._leave_home = partial(self._others.discard, other)
        other.on_trouble, other.on_ended, other.ask_proof = self.on_trouble, self.on_ended, self.ask_proof
        return other

    async def reload_all(self) -> None:
        """Read again whatever is shown."""
        await self.reload(frozenset(self._wanted))

    @property
    def is_demo(self) -> bool:
        """Whether this is the demo, where nothing leaves the machine."""
        connected = self._open_connection()
        return connected is not None and connected.actor.way == DEMO_WAY

    @property
    def writing(self) -> bool:
        """Whether a write is under way."""
        return self._writing is not None

    @property
    def busy(self) -> bool:
        """Whether a service call is under way; what it returned may still be on its way to the screens."""
        return bool(self._under_way) or self._desk.is_due or any(other.busy for other in self._others)

    async def settled(self) -> None:
        """Wait until no service call is under way: for replays and tests."""
        while self.busy:
            if self._desk.is_due:
                self._desk.hurry()
                await asyncio.sleep(0)
            if self._under_way:
                await asyncio.wait(tuple(self._under_way))
            for other in tuple(self._others):
                await other.settled()

    async def close(self) -> None:
        """Let a running write finish, stop following, close the database."""
        self._closed = True
        for other in tuple(self._others):
            await other.close()
        self._leave_home()
        if self._writing is not None:
            await asyncio.wait([self._writing])
        self._stop_following()
        self._desk.end()
        await self._stop_reading()
        connected = self._open_connection()
        if connected is not None and not connected.is_shared:
            await self.in_thread(lambda: _leave(connected))
        self.on_trouble = self.on_ended = _nobody_hears
        self.ask_proof = _no_proof
        if self._owns_pool:
            self._pool.shutdown(wait=True)

    async def _stop_reading(self) -> None:
        """Leave off what the feed began: what it reads, nobody sees any more."""
        reading = {*self._reloading, *({self._waiting} if self._waiting is not None else ())}
        for each in reading:
            each.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


def _nobody_hears(error: IntrotuiError) -> None:
    """Do nothing: the program is over."""


def _nothing() -> None:
    """Do nothing: this session stands alone."""


async def _no_proof() -> bool:
    """Refuse: there is nobody to ask."""
    return False


def _leave(connected: Connected) -> None:
    """End the session and close what it stood on."""
    try:
        connected.services.sessions.leave(connected.actor)
    except Exception:
        # Its time ends it; what was done in it is committed.
        log.exception("the session's end could not be noted")
    finally:
        connected.services.close()
