"""A signed-in session: how long it lasts, and why it ended (spec section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from introtui.domain.access import Role

IDLE = {
    Role.CUSTOMER: timedelta(minutes=30),
    Role.OPERATOR: timedelta(minutes=15),
    Role.ADMIN: timedelta(minutes=15),
}
"""How long a session may go without a key."""

LONGEST = timedelta(hours=12)
"""How long any session lasts."""

FRESH = timedelta(minutes=5)
"""How long a proof of who somebody is counts for what may cost them the account."""

WARNING = timedelta(minutes=1)
"""How long before its end a session is told of it."""


class Ended(StrEnum):
    """Why a session is over; stored as these words."""

    LEFT = "left"
    IDLE = "idle"
    TOO_LONG = "too long"
    BY_OWNER = "by owner"
    BY_STAFF = "by staff"
    PASSWORD = "password changed"  # noqa: S105
    TWO_FACTOR = "two-factor changed"
    ADDRESS = "address refused"
    ROLE = "role changed"
    BLOCKED = "blocked"
    LOST = "lost"


WHY = {
    Ended.LEFT: "You left.",
    Ended.IDLE: "This session ended because no key was pressed for a while. Sign in again.",
    Ended.TOO_LONG: "This session ended after 12 hours. Sign in again.",
    Ended.BY_OWNER: "This session was ended from another one.",
    Ended.BY_STAFF: "Our staff ended this session. Sign in again.",
    Ended.PASSWORD: "The password was changed in another session, which ended this one. Sign in again.",
    Ended.TWO_FACTOR: "Two-factor authentication was changed, which ended this session. Sign in again.",
    Ended.ADDRESS: "The address list of this account no longer admits your address.",
    Ended.ROLE: "What this account may do was changed. Sign in again.",
    Ended.BLOCKED: "This account is blocked. Write to support.",
    Ended.LOST: "This session is over. Sign in again.",
}
"""What the user of a session that ended is told."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How long a session goes on, and why it ends then: `Ended.IDLE` is put off by a key."""

    time: timedelta
    why: Ended


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """One open session of an account; `own` is the viewer's."""

    session_id: int
    started_at: datetime
    last_key_at: datetime
    address: str
    way: str
    own: bool


def time_left(role: Role, started_at: datetime, last_key_at: datetime, now: datetime) -> TimeLeft:
    """Return how long a session goes on without a key."""
    idle, longest = last_key_at + IDLE[role] - now, started_at + LONGEST - now
    return TimeLeft(idle, Ended.IDLE) if idle < longest else TimeLeft(longest, Ended.TOO_LONG)


def ended_by_time(role: Role, started_at: datetime, last_key_at: datetime, now: datetime) -> Ended | None:
    """Return by which limit a session is over, or None."""
    if now >= started_at + LONGEST:
        return Ended.TOO_LONG
    if now >= last_key_at + IDLE[role]:
        return Ended.IDLE
    return None
