"""The only place where settings become database, services, session and app.

What needs the database is imported when it is opened: the first frame is on screen before that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.clock import Clock, SystemClock
from introtui.domain.company import SAMPLE, Company
from introtui.entrance import Entrance
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.key_file import load_key
from introtui.sending import gateways_of
from introtui.session import Connected, Session
from introtui.settings import SettingsError

if TYPE_CHECKING:
    from introtui.app import IntroTUI
    from introtui.gateways.vies import Vies
    from introtui.services.identity.door import Door
    from introtui.services.registry import Services
    from introtui.settings import Settings
    from introtui.ssh.server import OnOffence, Server
    from introtui.ssh.words import Say
    from introtui.store.engine import Database


DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")
SETTING = "database_url (INTROTUI_DATABASE_URL)"


def open_database(url: str) -> Database:
    """Open a database and refuse one that is not at this program's schema; raises `SchemaError`."""
    from introtui.store.migrate import require_current

    database = reach_database(url)
    require_current(database)
    return database


def reach_database(url: str) -> Database:
    """Connect to a database, whatever is in it; raises `SettingsError` when that cannot be done."""
    from sqlalchemy.exc import DBAPIError

    from introtui.store.engine import Database

    _require_driver(url)
    database = Database(url)
    try:
        database.engine.connect().close()
    except DBAPIError as error:
        database.close()
        place = database.engine.url.render_as_string(hide_password=True)
        why = str(error.orig).partition("\n")[0]
        raise SettingsError(f"{SETTING} is {place}, which cannot be opened: {why}. {_remedy(url)}") from error
    return database


def _require_driver(url: str) -> None:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        known = make_url(url).drivername in DRIVERS
    except (ArgumentError, ValueError):
        known = False
    if not known:
        # Not shown: what cannot be read may have a password anywhere.
        raise SettingsError(
            f"{SETTING} is not an address introtui can use."
            " Write sqlite:///FILE, or postgresql+psycopg://USER@HOST/NAME."
        )


def _remedy(url: str) -> str:
    if url.startswith("sqlite"):
        return "Name a file that introtui may write: a database of its own, or one that is not there yet."
    return "See that the server runs there and lets this user in, or name another database."


def connector(
    database: Callable[[], Database],
    clock: Clock,
    login: str,
    *,
    address: str,
    way: str,
    company: Callable[[], Company] = lambda: SAMPLE,
    vies: Vies | None = None,
    key: Callable[[], bytes],
    gateways: Gateways = NO_GATEWAYS,
) -> Callable[[], Connected]:
    """Return how a session connects where nobody has to sign in: the demo's."""

    def connect() -> Connected:
        from introtui.services.registry import Services

        services = Services.over(
            database(),
            clock,
            company=company(),
            vies=vies,
            gateways=gateways,
            load_key=key,
            code_clock=SystemClock(),
        )
        _start_beside(services, gateways)
        actor = services.sessions.begin_unasked(services.actor(login, address=address, way=way))
        return Connected(services, actor)

    return connect


def _start_beside(services: Services, gateways: Gateways) -> None:
    """Let a program send what is due and work on bulk jobs while it is open."""
    if gateways.sends:
        services.delivery.start()
    services.bulk_thread.start()


def vies_of(settings: Settings) -> Vies:
    """Return the client of the configured VIES; it loads what it needs when it is asked."""
    from introtui.gateways.vies_rest import RestVies

    return RestVies(url=settings.vies_url)


@contextmanager
def open_services(
    settings: Settings, clock: Clock | None = None, gateways: Gateways = NO_GATEWAYS
) -> Iterator[Services]:
    """Open the services of the configured database for a word of the command line; few of those send anything."""
    services = make_services(settings, clock, gateways)
    try:
        yield services
    finally:
        services.close()


def make_services(settings: Settings, clock: Clock | None = None, gateways: Gateways = NO_GATEWAYS) -> Services:
    """Open the configured database and return the services on it; raises an `IntrotuiError`."""
    from introtui.services.registry import Services

    return Services.over(
        open_database(settings.database_url),
        clock or SystemClock(),
        company=settings.company(),
        vies=vies_of(settings),
        gateways=gateways,
        load_key=partial(load_key, Path(settings.key_file)),
    )


def local_app(settings: Settings, login: str, *, address: str, way: str = "local") -> IntroTUI:
    """Return the program on the configured database, sign-in first.

    `login` is filled in, blank for none; `way` is how its user came here. A blank export folder is none.
    """
    from introtui.app import IntroTUI

    entrance = entrance_of(settings, login, address=address, way=way)
    folder = Path(settings.export_folder) if settings.export_folder else None
    return IntroTUI(
        Session(entrance.connected, export_folder=folder),
        brand=settings.brand,
        theme=settings.theme,
        entrance=entrance,
    )


def entrance_of(settings: Settings, login: str, *, address: str, way: str) -> Entrance:
    """Return the way in to the configured database; once it is open, what is in the outbox is delivered beside."""

    def open_door() -> tuple[Services, Door]:
        gateways = gateways_of(settings)
        services = make_services(settings, gateways=gateways)
        _start_beside(services, gateways)
        return services, services.authenticator.door(address=address, way=way)

    return Entrance(open_door, login)


@asynccontextmanager
async def ssh_server(settings: Settings, say: Say, on_offence: OnOffence) -> AsyncIterator[Server]:
    """Open the configured ssh server of one worker; at the end, its sessions are ended.

    `say` says the words people say over ssh; who behaves like an attacker is told to `on_offence`.
    """
    from introtui.ssh.host_key import load_host_key
    from introtui.ssh.server import Server, SessionLimits

    key = load_host_key(Path(settings.ssh_host_key))
    gateways = gateways_of(settings)
    services = make_services(settings, gateways=gateways)
    _start_beside(services, gateways)
    server = Server(
        services,
        [key],
        say,
        brand=settings.brand,
        theme=settings.theme,
        limits=SessionLimits(per_account=settings.ssh_sessions_per_account),
        on_offence=on_offence,
    )
    try:
        await server.open()
        yield server
    finally:
        await server.close()
        services.close()
