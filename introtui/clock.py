"""Time as something handed in, so that every screen and test can be reproduced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol


class Clock(Protocol):
    """Where now and today come from; both are UTC."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the UTC date."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the UTC date."""
        return self.now().date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """Noon of one day, for the demo, recordings and tests."""

    day: date

    def now(self) -> datetime:
        """Return noon of the day, UTC."""
        return datetime.combine(self.day, time(12), UTC)

    def today(self) -> date:
        """Return the day."""
        return self.day
