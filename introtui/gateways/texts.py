"""What is asked of an SMS gateway; no client of it is loaded here."""

from __future__ import annotations

from typing import Protocol


class Texts(Protocol):
    """Sends text messages."""

    @property
    def keeps(self) -> bool:
        """Whether what is sent goes nowhere but the outbox, where it stays readable."""
        ...

    def send(self, number: str, text: str, request_id: str) -> None:
        """Hand a text over for an E.164 number; raises `NotSent`, and nothing else.

        The same `request_id` is the same text: a gateway that got it before sends it no second time.
        """
        ...
