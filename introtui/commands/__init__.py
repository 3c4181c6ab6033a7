"""Every command declared once: its key, its word in the footer, in the palette and in the help."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from textual.binding import BindingType

from introtui.commands.billing import BILLING
from introtui.commands.declaring import (
    DESK_SECTIONS,
    FIRST_DIALOG,
    HOW_TO_LEAVE,
    ON_ACCOUNT,
    ON_ORDER,
    OPENING,
    SECOND_DIALOG,
    SECTION_NEEDS,
    SECTIONS,
    Command,
    Scope,
    shown_key,
)
from introtui.commands.desk import DESK
from introtui.commands.going import GOING
from introtui.commands.lists import finding, sorting
from introtui.commands.notifications import DEMO, NOTIFICATIONS
from introtui.domain.permissions import Permission

__all__ = [
    "COMMANDS",
    "DESK_SECTIONS",
    "DONE_TO_ORDER",
    "HOW_TO_LEAVE",
    "ON_ACCOUNT",
    "ON_ORDER",
    "OPENING",
    "SECTIONS",
    "SECTION_NEEDS",
    "Command",
    "Scope",
    "bindings",
    "changing",
    "in_scope",
    "offered",
    "shown_key",
]


def _form(scope: Scope, changes: str) -> tuple[Command, ...]:
    """Return what every form section can do; `changes` is what the audit calls its saving."""
    name = scope.name.lower()
    return (
        Command(
            id=f"{name}.save",
            scope=scope,
            keys="ctrl+s,f8",
            label="Save",
            help="Save what you changed.",
            action="save",
            changes=(changes,),
        ),
        Command(
            id=f"{name}.discard",
            scope=scope,
            keys="f9",
            label="Discard",
            help="Put back the values that are saved.",
            action="discard",
            changes=(changes,),
        ),
    )


DONE_TO_ORDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "renew": ("order.renew",),
        "pay": ("invoice.pay",),
        "change_plan": ("order.change_plan",),
        "cancel_order": ("order.cancel_at_end", "order.cancel_now"),
        "undo": ("order.undo_cancel", "order.undo_change"),
        "auto_renew": ("order.auto_renew",),
        "comment": ("order.comment",),
    }
)
"""What the audit calls what each command does to an order."""


def _order(scope: Scope) -> tuple[Command, ...]:
    """Return what can be done to one order, from the list and from its detail."""
    prefix = scope.name.lower()
    commands = (
        ("renew", "r", "Renew", "Pay the next period, of the selected orders too, each for a term of its own."),
        ("pay", "p", "Pay", "Pay the order's open invoice from the balance, or see how to by bank transfer."),
        ("change_plan", "c", "Change plan", "Move the order to another plan or term, with the exact cost first."),
        (
            "cancel_order",
            "x",
            "Cancel",
            "Cancel the order at the end of its period or now, with the refund first.",
        ),
        ("undo", "u", "Undo", "Take back a cancel or a plan change that is scheduled, or waits for its invoice."),
        ("auto_renew", "w", "Auto-renew", "Switch the order's automatic renewal on or off."),
        ("comment", "m", "Comment", "Write your own comment on the order."),
    )
    return tuple(
        Command(
            id=f"{prefix}.{name}",
            scope=scope,
            keys=keys,
            label=label,
            help=text,
            action=f"{ON_ORDER}('{name}')",
            changes=DONE_TO_ORDER[name],
        )
        for name, keys, label, text in commands
    )


COMMANDS: tuple[Command, ...] = (
    *_form(Scope.PROFILE, "profile.save"),
    Command(
        id="profile.change_email",
        scope=Scope.PROFILE,
        keys=FIRST_DIALOG,
        label="Change email",
        help="Confirm the email address, or change it, by a code that is sent there.",
        action="change_email",
        changes=("profile.confirm_email",),
    ),
    Command(
        id="profile.request_country",
        scope=Scope.PROFILE,
        keys=SECOND_DIALOG,
        label="Request change",
        help="Ask support to change the country, which also changes VAT.",
        action="request_country",
        changes=("profile.request_country",),
    ),
    Command(
        id="profile.verify_phone",
        scope=Scope.PROFILE,
        keys="ctrl+t,shift+f8",
        label="Verify phone",
        help="Verify the mobile phone by an SMS or a call.",
        action="verify_phone",
        changes=("profile.verify_phone",),
    ),
    *_form(Scope.SECURITY, "security.ip_restriction"),
    Command(
        id="security.password",
        scope=Scope.SECURITY,
        keys=f"{FIRST_DIALOG},p",
        label="Password",
        help="Change the password; a meter shows how strong the new one is.",
        action="password",
        changes=("security.change_password",),
    ),
    Command(
        id="security.code",
        scope=Scope.SECURITY,
        keys=f"{SECOND_DIALOG},c",
        label="Set code",
        help="Set the code that support asks for; it can be set only once.",
        action="code",
        changes=("security.set_code",),
    ),
    Command(
        id="security.two_factor",
        scope=Scope.SECURITY,
        keys="f",
        label="Two-factor",
        help="Turn two-factor authentication on; later, renew its recovery codes or turn it off.",
        action="two_factor",
        changes=("two_factor.on",),
    ),
    Command(
        id="security.verify_phone",
        scope=Scope.SECURITY,
        keys="v",
        label="Verify phone",
        help="Verify the mobile phone: by an SMS, or by a call that ends in four digits.",
        action="verify_phone",
        changes=("profile.verify_phone",),
    ),
    Command(
        id="security.ssh_keys",
        scope=Scope.SECURITY,
        keys="k",
        label="SSH keys",
        help="Add, name and remove the keys that sign in over ssh.",
        action="ssh_keys",
    ),
    Command(
        id="security.sessions",
        scope=Scope.SECURITY,
        keys="s",
        label="Sessions",
        help="Show who is signed in now, and end sessions.",
        action="sessions",
    ),
    Command(
        id="security.keep",
        scope=Scope.SECURITY,
        keys="y",
        label="Keep list",
        help="Keep the address list that is on trial.",
        action="keep",
        changes=("security.keep_ip_restriction",),
    ),
    Command(
        id="security.logins",
        scope=Scope.SECURITY,
        keys="ctrl+l,l",
        label="Logins",
        help="Show who signed in lately, when and from where.",
        action="logins",
    ),
    Command(
        id="security.addresses",
        scope=Scope.SECURITY,
        keys="i",
        label="IP list",
        help="Edit the addresses that may sign in.",
        action="addresses",
    ),
    Command(
        id="security.try_address",
        scope=Scope.SECURITY,
        keys="t",
        label="Try address",
        help="Ask whether the list, as it is typed, lets an address in.",
        action="try_address",
    ),
    *_form(Scope.NOTIFICATIONS, "notifications.save"),
    *NOTIFICATIONS,
    Command(
        id="orders.detail",
        scope=Scope.ORDERS,
        keys="enter",
        label="Details",
        help="Show everything about the order.",
        action="detail",
    ),
    Command(
        id="orders.actions",
        scope=Scope.ORDERS,
        keys="a",
        label="Actions",
        help="List what can be done to the order now, and why the rest cannot.",
        action="actions",
    ),
    *_order(Scope.ORDERS),
    Command(
        id="orders.new",
        scope=Scope.ORDERS,
        keys="o",
        label="New order",
        help="Order a server: plan, term and name, with the exact cost first.",
        action="new_order",
        changes=("order.place",),
    ),
    Command(
        id="orders.which",
        scope=Scope.ORDERS,
        keys="h",
        label="History",
        help="Switch between the active orders and the orders that ended.",
        action="which",
    ),
    *finding(Scope.ORDERS, "Find orders as you type, in every column but the days; part of an address will do."),
    Command(
        id="orders.filter",
        scope=Scope.ORDERS,
        keys="f",
        label="Filter",
        help="Show only one status, product or expiry.",
        action="filter",
    ),
    *sorting(Scope.ORDERS, ", a status by its word"),
    Command(
        id="orders.export",
        scope=Scope.ORDERS,
        keys="e",
        label="Export",
        help="Save the selected orders, or else all that the list shows, as CSV or JSON.",
        action="export",
    ),
    *_order(Scope.ORDER),
    Command(
        id="order.close",
        scope=Scope.ORDER,
        keys="escape",
        label="Close",
        help="Go back to the list.",
        action="close",
    ),
    *BILLING,
    *finding(Scope.VAT, "Find a country by name or code as you type."),
    Command(
        id="vat.group",
        scope=Scope.VAT,
        keys="g",
        label="Group",
        help="Show all countries, the European Union, or the others.",
        action="group",
    ),
    *sorting(Scope.VAT),
    *GOING,
    *DESK,
    Command(
        id="app.attention",
        scope=Scope.ANYWHERE,
        keys="n,f10",
        label="Notes",
        help="List what needs your attention and go there.",
        action="app.attention",
        footer=False,
        within=Scope.PROFILE,
    ),
    Command(
        id="app.palette",
        scope=Scope.ANYWHERE,
        keys="ctrl+p",
        label="Commands",
        help="Find and run any command by name.",
        action="app.command_palette",
    ),
    *DEMO,
    Command(
        id="app.theme",
        scope=Scope.ANYWHERE,
        keys="f12",
        label="Theme",
        help="Switch between the dark, light and high-contrast theme.",
        action="app.next_theme",
        footer=False,
    ),
    Command(
        id="app.reload",
        scope=Scope.ANYWHERE,
        keys="ctrl+r",
        label="Reload",
        help="Read everything again.",
        action="app.reload",
        footer=False,
    ),
    Command(
        id="app.quit",
        scope=Scope.ANYWHERE,
        keys="ctrl+q",
        label="Quit",
        help="Close the program; it asks first when something is unsaved.",
        action="app.leave",
        footer=False,
    ),
    Command(
        id="app.help",
        scope=Scope.ANYWHERE,
        keys="question_mark",
        label="Help",
        help="Show every key that works here.",
        action="app.help",
    ),
)


def offered(
    sections: Collection[Scope], may: Callable[[Permission], bool], *, demo: bool = False
) -> tuple[Command, ...]:
    """Return what somebody has who has these sections, and a role that may do what `may` says."""
    places = {*sections, Scope.ANYWHERE}
    return tuple(
        command
        for command in COMMANDS
        if command.scope in places
        and (command.within is None or command.within in places)
        and (not command.needs or any(map(may, command.needs)))
        and (demo or not command.demo)
    )


def in_scope(scope: Scope) -> tuple[Command, ...]:
    """Return the commands declared for one scope, most useful first."""
    return tuple(command for command in COMMANDS if command.scope is scope)


def changing(scope: Scope) -> Mapping[str, tuple[str, ...]]:
    """Return the actions of one scope that change an account, and what the audit calls what they do."""
    return {command.action: command.changes for command in in_scope(scope) if command.changes}


def bindings(scope: Scope) -> list[BindingType]:
    """Return the bindings of one scope, for a screen's `BINDINGS`."""
    return [command.binding() for command in in_scope(scope)]
