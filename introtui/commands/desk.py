"""The commands of the operators' desk."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.commands.desk_account import ACCOUNT
from introtui.commands.desk_audit import DESK_AUDIT
from introtui.commands.desk_find import FIND
from introtui.commands.desk_money import MONEY
from introtui.commands.desk_orders import ALL_ORDERS, acting_on_many
from introtui.commands.desk_overview import OVERVIEW
from introtui.commands.desk_plans import PLANS
from introtui.commands.desk_queues import QUEUES
from introtui.commands.desk_rates import RATES
from introtui.commands.lists import sorting

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
