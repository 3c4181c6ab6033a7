"""The command that finds anything of the company, from anywhere at the desk."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.domain.permissions import Permission

FIND = Command(
    id="desk.find",
    scope=Scope.ANYWHERE,
    keys="slash",
    label="Find",
    help="Find accounts, orders and invoices by anything that is known of them; names may be misspelt.",
    action="app.find",
    within=Scope.DESK,
    needs=frozenset({Permission.READ}),
)
