"""The program on the demo's database; nothing of the database is imported before the first frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.clock import FixedClock
from introtui.compose import connector, open_database
from introtui.demo import ADDRESS, DEFAULT_ACCOUNTS, DEFAULT_LOGIN, DEFAULT_TODAY, KEY, WAY
from introtui.entrance import Entrance
from introtui.gateways.local import local_gateways
from introtui.gateways.vies_local import LocalVies
from introtui.session import Connected, Session

if TYPE_CHECKING:
    from introtui.app import IntroTUI
    from introtui.services.identity.door import Door
    from introtui.services.registry import Services
    from introtui.store.engine import Database


def demo_app(
    *,
    login: str = DEFAULT_LOGIN,
    today: date = DEFAULT_TODAY,
    accounts: int = DEFAULT_ACCOUNTS,
    fresh: bool = False,
    path: Path | None = None,
    export_folder: Path = Path(),
) -> IntroTUI:
    """Return the program on the kept demo, opened as one of its customers; what is done in it stays.

    `fresh` begins anew. `path` is where the demo is kept, in the user's data folder unless given. Idempotency
    keys are random: those of earlier runs are still in the kept database.
    """
    from introtui.app import IntroTUI

    connect = demo_connector(login=login, today=today, accounts=accounts, fresh=fresh, path=path)
    return IntroTUI(Session(connect, export_folder=export_folder))


def demo_connector(
    *, login: str, today: date, accounts: int, fresh: bool, path: Path | None
) -> Callable[[], Connected]:
    """Return how a session connects to the demo, which is built first when it has to be."""
    return connector(
        partial(_database, today=today, accounts=accounts, fresh=fresh, path=path),
        FixedClock(today),
        login,
        address=ADDRESS,
        way=WAY,
        vies=LocalVies(),
        gateways=local_gateways(),
        key=lambda: KEY,
    )


def demo_entrance(*, login: str, today: date, accounts: int, path: Path) -> Entrance:
    """Return the way in to a fresh demo, sign-in first; one-time codes are those of its clock."""

    def open_door() -> tuple[Services, Door]:
        from introtui.services.registry import Services

        services = Services.over(
            _database(today=today, accounts=accounts, fresh=True, path=path),
            FixedClock(today),
            vies=LocalVies(),
            gateways=local_gateways(),
            load_key=lambda: KEY,
        )
        return services, services.authenticator.door(address=ADDRESS, way=WAY)

    return Entrance(open_door, login)


def _database(*, today: date, accounts: int, fresh: bool, path: Path | None) -> Database:
    from introtui.demo.place import demo_path, ready_demo

    kept = demo_path(today, accounts) if path is None else path
    ready_demo(kept, today=today, accounts=accounts, fresh=fresh)
    return open_database(f"sqlite:///{kept}")
