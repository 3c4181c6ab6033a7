"""The program before anybody is let in, for tests."""

from __future__ import annotations

from introtui.app import IntroTUI
from introtui.entrance import Entrance
from introtui.services.identity.door import Door
from introtui.services.registry import Services
from introtui.session import Session
from introtui.store.engine import Database
from tests.building import HOME
from tests.services.identity.signing import Signing, made


def with_door(at: Signing, login: str = "") -> IntroTUI:
    """Return the program on connections of its own, sign-in first; `login` is filled in."""
    url = at.database.engine.url.render_as_string(hide_password=False)

    def open_door() -> tuple[Services, Door]:
        services = made(Database(url), at.clock)
        return services, services.authenticator.door(address=HOME, way="test")

    entrance = Entrance(open_door, login)
    app = IntroTUI(Session(entrance.connected), entrance=entrance)
    app.REPEAT_TIME = 0.0
    return app
