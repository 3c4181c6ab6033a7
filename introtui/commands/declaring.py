"""What a command is, where it works, and how its key is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding


class Scope(StrEnum):
    """Where a command works; the first six are the sections, in the order of their keys."""

    PROFILE = "Profile"
    SECURITY = "Security"
    NOTIFICATIONS = "Notifications"
    ORDERS = "Orders"
    BILLING = "Billing"
    VAT = "VAT"
    ANYWHERE = "Anywhere"
    ORDER = "Order detail"


SECTIONS = (Scope.PROFILE, Scope.SECURITY, Scope.NOTIFICATIONS, Scope.ORDERS, Scope.BILLING, Scope.VAT)
HOW_TO_LEAVE = "ctrl+q leaves the program."
OPENING = "opening"
"""The group of the workers that run commands: the next key waits until one has opened its dialog, or is over."""

ON_ORDER = "order"
"""The one action that runs every command on an order; its parameter is the command's name."""

FIRST_DIALOG, SECOND_DIALOG = "f7", "shift+f7,f11"
"""The keys of what a form section changes in a dialog, also while text is typed.

Many terminals keep f11 for themselves, the Linux console and macOS have their own idea of shift and f7.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a user can do; `keys` are alternatives, the first is the one shown. `demo`: in the demo alone."""

    id: str
    scope: Scope
    keys: str
    label: str
    help: str
    action: str
    footer: bool = True
    demo: bool = False

    def binding(self) -> Binding:
        """Return the Textual binding of this command."""
        return Binding(
            self.keys,
            self.action,
            self.label,
            show=self.footer,
            id=self.id,
            tooltip=self.help,
        )


_KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "equals_sign": "=",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


def shown_key(keys: str) -> str:
    """Return how the first of several keys is written in the footer and the help."""
    first = keys.split(",")[0]
    return _KEY_NAMES.get(first, first.replace("ctrl+", "^"))
