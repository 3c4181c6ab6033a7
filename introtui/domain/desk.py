"""What waits for staff: the queues, and how many things stand in each (spec section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
class DeskView:
    """The role of whoever works here, and what waits in each queue."""

    role: str
    waiting: Mapping[Queue, int]

    @property
    def total(self) -> int:
        """How many things wait in all."""
        return sum(self.waiting.values())
