"""What is asked of a mail server; no client of it is loaded here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail in plain text; `key` is the outbox's own, and the same each time the same message is sent."""

    key: str
    address: str
    subject: str
    body: str
    written_at: datetime


class Mail(Protocol):
    """Sends mail."""

    @property
    def keeps(self) -> bool:
        """Whether what is sent goes nowhere but the outbox, where it stays readable."""
        ...

    def send(self, message: Message) -> None:
        """Hand a message over; raises `NotSent`, and nothing else."""
        ...
