"""What was sent to whom, and how far that has come (spec section 2, Notifications)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CODE_KINDS = "code."
"""How the kind of a message begins that carries a code: its text is kept no longer than it takes to send it."""


class Channel(StrEnum):
    """By what a message goes; stored as these words."""

    MAIL = "mail"
    SMS = "sms"
    CALL = "call"

    @property
    def label(self) -> str:
        """The word at the beginning of a sentence."""
        return {Channel.MAIL: "Mail", Channel.SMS: "SMS", Channel.CALL: "Call"}[self]


class MessageState(StrEnum):
    """How far a message has come; the values are its words on the screen."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not delivered"
    SENT_AGAIN = "sent again"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message of an account; `trouble` is why it did not arrive, so far or for good.

    `login` is the account's. `body` is blank but in the outbox of local gateways, which is what they deliver to.
    """

    message_id: int
    login: str
    at: datetime
    channel: str
    kind: str
    subject: str
    address: str
    state: MessageState
    trouble: str
    attempts: int
    due_at: datetime | None
    body: str = ""

    @property
    def carried_code(self) -> bool:
        """Whether it carried a code, which is over by the time it could be sent again."""
        return carries_code(self.kind)


def carries_code(kind: str) -> bool:
    """Return whether messages of a kind carry a code."""
    return kind.startswith(CODE_KINDS)
