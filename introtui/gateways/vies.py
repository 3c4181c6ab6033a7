"""What VIES, the Union's register of VAT IDs, is asked and answers; no client of it is loaded here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ViesAnswer:
    """What the register says of one number; name and address are blank where the state does not tell them.

    `request_id` proves the consultation; it is given to a requester with a VAT ID of its own alone.
    """

    valid: bool
    name: str = ""
    address: str = ""
    request_id: str = ""


class ViesUnansweredError(Exception):
    """Nothing is known of the number: the register, or the state behind it, gave no answer that can be read."""


class Vies(Protocol):
    """Asks the register."""

    def ask(self, vat_id: str, requester: str) -> ViesAnswer:
        """Return what is known of a VAT ID, asked by a seller's VAT ID (blank for none).

        Raises `ViesUnansweredError`, and nothing else.
        """
        ...


class NoVies:
    """Nobody to ask: where no client was given."""

    def ask(self, vat_id: str, requester: str) -> ViesAnswer:
        """Raise `ViesUnansweredError`."""
        raise ViesUnansweredError("there is no connection to VIES here")
