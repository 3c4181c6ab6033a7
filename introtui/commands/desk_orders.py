"""The commands of the list of all orders, and of acting on many rows of a list at once."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.commands.lists import sorting
from introtui.domain.permissions import Permission


def acting_on_many(scope: Scope, what: str) -> tuple[Command, ...]:
    """Return the commands that mark all rows of a list, act on the marked ones and show what was started."""
    name = scope.name.lower()
    return (
        Command(
            id=f"{name}.mark_all",
            scope=scope,
            keys="asterisk",
            label="All",
            help=f"Select all {what} that this list shows, in view or not; once more selects none.",
            action="mark_all",
        ),
        Command(
            id=f"{name}.bulk",
            scope=scope,
            keys="b",
            label="Bulk",
            help=f"Do something to the selected {what} at once, with what it comes to first.",
            action="bulk",
            needs=frozenset({Permission.BULK}),
        ),
        Command(
            id=f"{name}.jobs",
            scope=scope,
            keys="j",
            label="Jobs",
            help="Show what was started for many at once, how far it is, and what became of each.",
            action="jobs",
            needs=frozenset({Permission.BULK}),
        ),
    )


ALL_ORDERS = (
    Command(
        id="all_orders.open",
        scope=Scope.ALL_ORDERS,
        keys="enter",
        label="Account",
        help="Show everything of the account that has the order at the cursor.",
        action="open",
    ),
    Command(
        id="all_orders.filter",
        scope=Scope.ALL_ORDERS,
        keys="f",
        label="Filter",
        help="Show only orders of a status, a product or a currency, or those that end soon.",
        action="filter",
    ),
    *acting_on_many(Scope.ALL_ORDERS, "orders"),
    *sorting(Scope.ALL_ORDERS),
)
