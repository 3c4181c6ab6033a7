"""The commands of the operators' desk."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.commands.desk_audit import DESK_AUDIT
from introtui.commands.desk_find import FIND
from introtui.commands.desk_money import MONEY
from introtui.commands.desk_orders import ALL_ORDERS, acting_on_many
from introtui.commands.desk_overview import OVERVIEW
from introtui.commands.desk_plans import PLANS
from introtui.commands.desk_queues import QUEUES
from introtui.commands.desk_rates import RATES
from introtui.commands.lists import sorting
from introtui.domain.permissions import Permission


def _view(name: str, key: str, label: str, text: str) -> Command:
    """Return what shows a part of an account; its key stands beside its name above the list."""
    action = f"view('{name}')"
    return Command(
        id=f"account.{name}", scope=Scope.ACCOUNT, keys=key, label=label, help=text, action=action, footer=False
    )


def _account(name: str, keys: str, label: str, text: str, needs: Permission = Permission.READ) -> Command:
    return Command(
        id=f"account.{name}",
        scope=Scope.ACCOUNT,
        keys=keys,
        label=label,
        help=text,
        action=name,
        needs=frozenset({needs}),
    )


ACCOUNT = (
    _account("detail", "enter", "Details", "Show everything about the row at the cursor."),
    _view("orders", "o", "Orders", "Show the account's orders; once more those that ended, and back."),
    _view("documents", "d", "Documents", "Show its invoices and credit notes."),
    _view("statement", "b", "Balance", "Show what moved its balance."),
    _view("mails", "m", "Mails", "Show what was sent to it, and whether it arrived."),
    _view("logins", "l", "Logins", "Show who is and was signed in."),
    _view("audit", "a", "Audit", "Show what was done on the account, by whom."),
    _view("tickets", "t", "Tickets", "Show its tickets and tasks, and what was answered."),
    _view("notes", "n", "Notes", "Show what staff noted about it; its customer never sees that."),
    _account("add_note", "N", "New note", "Note something about the account, for staff alone.", Permission.NOTE),
    _account("edit_note", "e", "Edit", "Change the note at the cursor, if it is yours.", Permission.NOTE),
    _account("pin_note", "p", "Pin", "Have the note stand above everything, or no longer.", Permission.NOTE),
    _account("look", "c", "As customer", "See the account the way its owner does; nothing can be changed."),
    _account("act", "C", "Act", "Act in the owner's place, with a reason that is kept.", Permission.ACT),
    Command(
        id="account.close",
        scope=Scope.ACCOUNT,
        keys="escape",
        label="Back",
        help="Go back to where you came from.",
        action="close",
    ),
)

ACCOUNTS = (
    Command(
        id="accounts.open",
        scope=Scope.ACCOUNTS,
        keys="enter",
        label="Open",
        help="Show everything of the account at the cursor.",
        action="open",
    ),
    Command(
        id="accounts.filter",
        scope=Scope.ACCOUNTS,
        keys="f",
        label="Filter",
        help="Show all accounts, or those to verify, with overdue orders, blocked, or of staff.",
        action="filter",
    ),
    *acting_on_many(Scope.ACCOUNTS, "accounts"),
    *sorting(Scope.ACCOUNTS),
)

LEAVE_ACCOUNT = Command(
    id="desk.leave_account",
    scope=Scope.ANYWHERE,
    keys="ctrl+n",
    label="Leave account",
    help="Leave the customer's account and go back to the desk.",
    action="app.leave_account",
    footer=False,
    within=Scope.DESK,
)
"""What brings staff back from a customer's account."""

DESK = (
    *OVERVIEW,
    *QUEUES,
    *MONEY,
    *ACCOUNTS,
    *ACCOUNT,
    *ALL_ORDERS,
    *RATES,
    *PLANS,
    *DESK_AUDIT,
    FIND,
    LEAVE_ACCOUNT,
)
