"""A process of its own that works through bulk jobs until there is nothing left, or it is killed."""

from __future__ import annotations

from multiprocessing.connection import Connection

from introtui.store.engine import Database
from tests.building import services


def run(said: Connection, url: str) -> None:
    """Say after each item that it was dealt with, and at the end how many there were."""
    worked = services(Database(url)).bulk_runner.run_due(rest=lambda _seconds: said.send("item"))
    said.send(worked)
