"""Acting as one of the demo's invented accounts while its data is built."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from introtui.demo import ADDRESS, WAY

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services
    from introtui.store.engine import Database


def acting(database: Database, login: str, day: date) -> tuple[Services, Actor]:
    """Return the services as they are on a day, and who acts under a login; raises `NotFound`."""
    from introtui.clock import FixedClock
    from introtui.gateways.local import local_gateways
    from introtui.services.registry import Services

    services = Services.over(database, FixedClock(day), gateways=local_gateways())
    return services, services.actor(login, address=ADDRESS, way=WAY)
