"""A process of its own that takes one code at many doors at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from introtui.domain.access import Actor
from introtui.domain.errors import SignInRefused
from introtui.services.identity.door import NeedsCode
from introtui.store.engine import Database
from tests.services.identity.signing import MovingClock, made
from tests.waiting import PATIENCE

DOORS = 10


def call(
    said: Connection, url: str, now: datetime, waiting: NeedsCode, code: str, number: int, together: Barrier
) -> None:
    """Take the code once all doors of all processes are ready, and say how many opened.

    `waiting` is whose password was right; `number` is this process's own.
    """
    clock = MovingClock()
    clock.time = now
    database = Database(url)

    def opens(door_number: int) -> bool:
        # From a network of its own: what decides is the code, not the number of tries.
        address = f"203.{number}.{door_number}.1"
        door = made(database, clock).authenticator.door(address=address, way="test")
        together.wait(PATIENCE)
        try:
            return isinstance(door.code(waiting, code), Actor)
        except SignInRefused:
            return False

    with ThreadPoolExecutor(DOORS) as pool:
        said.send(sum(pool.map(opens, range(DOORS))))
    database.close()
