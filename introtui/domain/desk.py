"""What waits for staff: the queues, and how many things stand in each (spec section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Queue(StrEnum):
    """Things that wait for somebody to decide; stored as these words."""

    COMPANIES = "companies"
    COUNTRIES = "countries"
    DELIVERIES = "deliveries"
    UNPAID = "unpaid"
    MAIL = "mail"
    TICKETS = "tickets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits of a kind, and since when the oldest of it does."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The role of whoever works here, what waits in each queue, and how much of money waits beside."""

    role: str
    waiting: Mapping[Queue, int]
    money: int

    @property
    def total(self) -> int:
        """How many things wait in all."""
        return sum(self.waiting.values()) + self.money
