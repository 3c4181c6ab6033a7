"""Tickets and tasks of an account, as staff read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReply:
    """What staff answered."""

    at: datetime
    author: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket or task in a list."""

    ticket_id: int
    at: datetime
    kind: str
    state: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket with its answers, oldest first."""

    row: TicketRow
    replies: tuple[TicketReply, ...]
