"""The commands of the desk's overview."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope

OVERVIEW = (
    Command(
        id="desk.currency",
        scope=Scope.DESK,
        keys="c",
        label="Currency",
        help="Show the money of the last days in the next currency.",
        action="currency",
    ),
)
