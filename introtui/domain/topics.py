"""The slices of an account that change, as named in the change feed."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """One slice of `AccountState`."""

    PROFILE = "profile"
    SECURITY = "security"
    NOTIFICATIONS = "notifications"
    ORDERS = "orders"
    BILLING = "billing"
    VAT = "vat"
    DESK = "desk"
    """What waits for staff; it changes with whatever changes anywhere."""
