"""The commands of one account's desk: its views, its notes, and what staff do to its money and its sign-in."""

from __future__ import annotations

from dataclasses import replace

from introtui.commands.declaring import ON_ACCOUNT, Command, Scope
from introtui.domain.permissions import Permission


def _view(name: str, key: str, label: str, text: str) -> Command:
    """Return what shows a part of an account; its key stands beside its name above the list."""
    action = f"view('{name}')"
    return Command(
        id=f"account.{name}", scope=Scope.ACCOUNT, keys=key, label=label, help=text, action=action, footer=False
    )


def _account(name: str, keys: str, label: str, text: str, *needs: Permission) -> Command:
    """Return a command for whoever may do any of what it needs, or read the account where that is nothing."""
    return Command(
        id=f"account.{name}",
        scope=Scope.ACCOUNT,
        keys=keys,
        label=label,
        help=text,
        action=name,
        needs=frozenset(needs or {Permission.READ}),
    )


def _doing(name: str, keys: str, label: str, text: str, needs: Permission) -> Command:
    """Return what is done to the account itself; the menu of all of them stands in the footer."""
    command = _account(name, keys, label, text, needs)
    return replace(command, action=f"{ON_ACCOUNT}('{name}')", footer=False)


DOING = (
    _doing("record", "r", "Record", "Record a payment of the account, which is shown first.", Permission.PAYMENTS),
    _doing(
        "correct", "R", "Correct", "Correct the account's balance, or give a refund of it.", Permission.CORRECT
    ),
    _doing(
        "verify_company",
        "y",
        "Verify",
        "Note that the company is verified, so that it may pay.",
        Permission.COMPANIES,
    ),
    _doing("ask_vies", "k", "Ask VIES", "Ask VIES about its VAT ID, and keep what it says.", Permission.COMPANIES),
    _doing("check_code", "v", "Check code", "Check the security code that a caller says.", Permission.CALLER),
    _doing("end_sessions", "s", "End sessions", "End all its sessions; it can sign in again.", Permission.STAFF),
    _doing("give_password", "w", "Password", "Give the account another password.", Permission.STAFF),
    _doing(
        "reset_two_factor", "f", "Reset 2FA", "Turn two-factor authentication off for its owner.", Permission.STAFF
    ),
    _doing(
        "unlock_addresses",
        "i",
        "Unlock IP",
        "Take away the address list that locks its owner out.",
        Permission.STAFF,
    ),
    _doing("block", "x", "Block", "Let nobody sign in to it, and end its sessions.", Permission.STAFF),
    _doing("unblock", "u", "Unblock", "Let the account be used again.", Permission.STAFF),
)
"""What staff do to an account as themselves: its money, then its sign-in."""

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
    _account(
        "actions",
        "A",
        "Actions",
        "List what you may do to the account itself, its money and its sign-in, and why not now.",
        *sorted({needed for command in DOING for needed in command.needs}),
    ),
    *DOING,
    Command(
        id="account.close",
        scope=Scope.ACCOUNT,
        keys="escape",
        label="Back",
        help="Go back to where you came from.",
        action="close",
    ),
)
