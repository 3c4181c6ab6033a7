"""The commands that lists have in common: to find, and to sort."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope


def finding(scope: Scope, found: str) -> tuple[Command, ...]:
    """Return the commands of a find field; `found` says in a sentence what it finds."""
    name = scope.name.lower()
    return (
        Command(id=f"{name}.find", scope=scope, keys="slash", label="Find", help=found, action="find"),
        Command(
            id=f"{name}.clear",
            scope=scope,
            keys="escape",
            label="Clear find",
            help="Clear the find field.",
            action="clear_find",
        ),
    )


def sorting(scope: Scope, note: str = "") -> tuple[Command, ...]:
    """Return the commands that sort by a column; `note` tells within their sentence what is not seen at once."""
    name = scope.name.lower()
    return (
        Command(
            id=f"{name}.sort",
            scope=scope,
            keys="s",
            label="Sort",
            help=f"Sort by the next column{note}; shift and s turns the order around.",
            action="sort",
        ),
        Command(
            id=f"{name}.turn",
            scope=scope,
            keys="S",
            label="Turn",
            help="Turn the sort order around.",
            action="turn",
            footer=False,
        ),
    )
