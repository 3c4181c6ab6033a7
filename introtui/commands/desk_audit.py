"""The commands of the desk's audit."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.domain.permissions import Permission


def _audit(
    name: str, keys: str, label: str, text: str, needs: Permission = Permission.AUDIT, *, footer: bool = True
) -> Command:
    return Command(
        id=f"audit.{name}",
        scope=Scope.AUDIT,
        keys=keys,
        label=label,
        help=text,
        action=name,
        footer=footer,
        needs=frozenset({needs}),
    )


DESK_AUDIT = (
    _audit("detail", "enter", "Details", "Show the line at the cursor in full."),
    _audit("trail", "t", "Trail", "Show what else was done to the same order, document, account or rate."),
    _audit("open", "o", "Account", "Show everything of the account it was done on.", Permission.READ),
    _audit("filter", "f", "Filter", "Choose whose actions, on which account, of which kind, when and from where."),
    _audit("clear", "escape", "Show all", "Show the whole audit again."),
    _audit("export", "e", "Export", "Save all that the filter finds as CSV or JSON.", Permission.EXPORT),
)
