"""The commands of the desk's section Money."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.domain.permissions import Permission


def _money(name: str, keys: str, label: str, text: str, needs: Permission = Permission.READ) -> Command:
    return Command(
        id=f"money.{name}",
        scope=Scope.MONEY,
        keys=keys,
        label=label,
        help=text,
        action=name,
        needs=frozenset({needs}),
    )


MONEY = (
    _money("choose", "enter", "Open", "Book the entry to the proposed account, or open what is at the cursor."),
    _money("view", "v", "View", "Switch between what has to be reviewed, what came in, and corrections."),
    _money(
        "another", "c", "Another", "Book the entry to another account than the proposed one.", Permission.PAYMENTS
    ),
    _money("ignore", "x", "Ignore", "Take the entry off the list, with a reason.", Permission.PAYMENTS),
    _money("review_again", "u", "Review again", "Put the ignored entry back on the list.", Permission.PAYMENTS),
    _money("approve", "a", "Approve", "Book the correction that somebody else asked for.", Permission.APPROVE),
    _money("decline", "d", "Decline", "Have the correction not booked, with a reason.", Permission.CORRECT),
    _money("record", "r", "Record", "Record a payment; you see what is booked first.", Permission.PAYMENTS),
    _money(
        "import", "i", "Import", "Import a bank statement; you see what is booked first.", Permission.STATEMENTS
    ),
    _money("correct", "b", "Correct", "Correct a balance, or give a refund.", Permission.CORRECT),
    _money("filter", "f", "Filter", "Show the next kind: what waits, or what was decided."),
    _money("account", "o", "Account", "Show everything of the account at the cursor."),
)
