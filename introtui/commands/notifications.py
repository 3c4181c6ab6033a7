"""What the notifications section has beside its form, and the outbox that is there in the demo alone."""

from __future__ import annotations

from introtui.commands.declaring import FIRST_DIALOG, Command, Scope

NOTIFICATIONS = (
    Command(
        id="notifications.log",
        scope=Scope.NOTIFICATIONS,
        keys=FIRST_DIALOG,
        label="Sent",
        help="Show what was sent to you and whether it arrived; have it sent again.",
        action="log",
    ),
)
OUTBOX = "app.outbox"
OUTBOX_KEYS = "ctrl+o,M"
OUTBOX_HELP = "Show the mails, SMS and calls that the demo kept instead of sending them."
DEMO = (
    Command(
        id="app.outbox",
        scope=Scope.ANYWHERE,
        keys=OUTBOX_KEYS,
        label="Outbox",
        help=OUTBOX_HELP,
        action=OUTBOX,
        footer=False,
        demo=True,
    ),
)
