"""One-time codes of an authenticator app (RFC 6238) and the recovery codes for when it is lost."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
WINDOW = (0, -1, 1)
"""Steps around now that are accepted, the likeliest first: clocks differ (RFC 6238 section 5.2)."""

DIGITS = 6
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"
"""32 signs: those easily taken for another, i, l, o and u, are left out."""

RECOVERY_SIGNS = 12
"""Signs of a recovery code: 60 bits."""


MOST_SCANNED = 106
"""Bytes of a QR code of version 5 (ISO/IEC 18004, level L): the tallest that fits 24 lines in half blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A key to scan or to type, shown until it is confirmed by a code."""

    key: str
    uri: str


def scanned(issuer: str, login: str, key: str) -> str:
    """Return what an app scans (Key URI Format); the issuer is left out where the picture would get too tall."""
    label = quote(login, safe="")
    for named in (f"{quote(issuer, safe='')}:{label}", label):
        uri = f"otpauth://totp/{named}?secret={key}"
        if len(uri) <= MOST_SCANNED:
            break
    return uri


def new_recovery_code() -> str:
    """Return a recovery code as it is shown, in three groups."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_SIGNS))
    return "-".join(signs[start : start + 4] for start in range(0, RECOVERY_SIGNS, 4))


def typed_code(text: str) -> str:
    """Return a code without what people put between its signs."""
    return "".join(sign for sign in text.strip().lower() if sign not in " -\u2010\u2011\u2013\u00a0")


def matching_step(key: str, code: str, now: datetime, last_step: int) -> int | None:
    """Return the time step whose code this is, newer than the last accepted one; None when there is none."""
    from pyotp import TOTP

    totp = TOTP(key, digits=DIGITS, interval=STEP_SECONDS)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in (current + offset for offset in WINDOW):
        expected = totp.at(step * STEP_SECONDS)
        if step > last_step and hmac.compare_digest(expected.encode(), code.encode()):
            return step
    return None


def spaced_key(key: str) -> str:
    """Return a text key in groups of four, as people type it over."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
