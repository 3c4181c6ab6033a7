"""The demo: an embedded database with the same made-up customers every time, opened without a login (spec 7)."""

from __future__ import annotations

from datetime import date

DEFAULT_TODAY = date(2026, 11, 23)
"""The day it is in the demo unless another is asked for; every date in the data is relative to it."""

DEFAULT_ACCOUNTS = 40
"""How many accounts the demo has unless another number is asked for."""

DEFAULT_LOGIN = "ivanov"
"""Whose account the demo opens."""

KEY = b"the demo keeps no secret of ours"
"""What the demo seals second factors with; it is as public as everything in the demo."""

ADDRESS = "192.0.2.10"
"""Where the demo's user seems to come from (RFC 5737)."""

WAY = "demo"
"""How the demo's user seems to come in."""
