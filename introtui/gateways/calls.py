"""What is asked of a call gateway, which proves that a number is the customer's; no client is loaded here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A call that is under way: from which number (E.164), or which digits a voice reads; the other is blank."""

    caller: str = ""
    voice: str = ""

    @property
    def digits(self) -> str:
        """What the customer is to enter: the last digits of the calling number, or those that are read."""
        return self.voice or self.caller[-DIGITS:]


class Calls(Protocol):
    """Places calls."""

    @property
    def keeps(self) -> bool:
        """Whether nobody is called and the outbox alone tells of it."""
        ...

    def place(self, number: str, request_id: str, *, voice: str = "") -> Placed:
        """Call an E.164 number; on a landline a voice reads the digits `voice`. Raises `NotSent`, nothing else.

        The same `request_id` is the same call: a gateway that got it before places no second one.
        """
        ...
