"""What a command is, where it works, and how its key is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from textual.binding import Binding

from introtui.domain.permissions import Permission


class Scope(StrEnum):
    """Where a command works: the sections of a customer, then those of the desk, in the order of their keys."""

    PROFILE = "Profile"
    SECURITY = "Security"
    NOTIFICATIONS = "Notifications"
    ORDERS = "Orders"
    BILLING = "Billing"
    VAT = "VAT"
    DESK = "Desk"
    ACCOUNTS = "Accounts"
    ALL_ORDERS = "All orders"
    QUEUES = "Queues"
    MONEY = "Money"
    RATES = "VAT desk"
    PLANS = "Plans"
    AUDIT = "Audit"
    ANYWHERE = "Anywhere"
    ORDER = "Order detail"
    ACCOUNT = "Account"

    @property
    def tab(self) -> str:
        """What the section is called where all of them stand in one line."""
        return _TABS.get(self, self.value)

    @property
    def mode(self) -> str:
        """What the program calls the section's place."""
        return self.name.lower()


_TABS: Mapping[Scope, str] = MappingProxyType({Scope.ALL_ORDERS: "Orders", Scope.RATES: "VAT"})
"""Short names, where the desk has a section that is called like one of its customers'."""

SECTIONS = (Scope.PROFILE, Scope.SECURITY, Scope.NOTIFICATIONS, Scope.ORDERS, Scope.BILLING, Scope.VAT)
"""What a customer has."""
DESK_SECTIONS = (
    Scope.DESK,
    Scope.ACCOUNTS,
    Scope.ALL_ORDERS,
    Scope.QUEUES,
    Scope.MONEY,
    Scope.RATES,
    Scope.PLANS,
    Scope.AUDIT,
    Scope.SECURITY,
)
"""What staff have, the last of it their own account's."""
SECTION_NEEDS: Mapping[Scope, frozenset[Permission]] = MappingProxyType(
    {Scope.AUDIT: frozenset({Permission.AUDIT})}
)
"""What a section takes to be read beside what the whole desk takes."""
HOW_TO_LEAVE = "ctrl+q leaves the program."
OPENING = "opening"
"""The group of the workers that run commands: the next key waits until one has opened its dialog, or is over."""

ON_ORDER = "order"
"""The one action that runs every command on an order; its parameter is the command's name."""
ON_ACCOUNT = "on_account"
"""The one action that runs everything staff do to the account at hand; its parameter is the command's name."""

FIRST_DIALOG, SECOND_DIALOG = "f7", "shift+f7,f11"
"""The keys of what a form section changes in a dialog, also while text is typed.

Many terminals keep f11 for themselves, the Linux console and macOS have their own idea of shift and f7.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a user can do; `keys` are alternatives, the first is the one shown.

    `demo`: in the demo alone. `within`: for whoever has that section. `needs`: for staff whose role holds
    one of these, blank for everybody. `changes`: what the audit calls what it does to an account; staff in the
    owner's place have to be allowed one of them.
    """

    id: str
    scope: Scope
    keys: str
    label: str
    help: str
    action: str
    footer: bool = True
    demo: bool = False
    within: Scope | None = None
    needs: frozenset[Permission] = frozenset()
    changes: tuple[str, ...] = ()

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
    "asterisk": "*",
    "equals_sign": "=",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


def shown_key(keys: str) -> str:
    """Return how the first of several keys is written in the footer and the help."""
    first = keys.split(",")[0]
    return _KEY_NAMES.get(first, first.replace("ctrl+", "^"))
