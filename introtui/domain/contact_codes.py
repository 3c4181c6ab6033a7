"""Codes that prove an address or a number is the customer's: sent there, typed back (spec section 5)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from introtui.domain.throttling import Limit


class Purpose(StrEnum):
    """What a code proves, and how it went out; stored as these words."""

    EMAIL = "email"
    SMS = "sms"
    CALL = "call"


TRIES = 3
"""Times a code may be typed."""

WORKS = {
    Purpose.EMAIL: timedelta(minutes=30),
    Purpose.SMS: timedelta(minutes=10),
    Purpose.CALL: timedelta(minutes=10),
}
"""How long a code works."""

SENDS = {
    Purpose.EMAIL: Limit(5, timedelta(hours=1)),
    Purpose.SMS: Limit(5, timedelta(days=1)),
    Purpose.CALL: Limit(5, timedelta(days=1)),
}
"""How many codes go out: by account for mail, by account and number for SMS and calls, whichever gateway."""

DIGITS = {Purpose.EMAIL: 6, Purpose.SMS: 6, Purpose.CALL: 4}
"""How long a code is; a call's are the last digits of the number it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTo:
    """A code that waits to be typed; `voice` tells that it is read aloud and not in the number."""

    purpose: Purpose
    target: str
    expires_at: datetime
    voice: bool = False


def new_code(purpose: Purpose) -> str:
    """Return digits nobody can guess in the tries there are."""
    return f"{secrets.randbelow(10 ** DIGITS[purpose]):0{DIGITS[purpose]}}"


def typed_digits(text: str) -> str:
    """Return the digits of what was typed, without what people put between them."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())
