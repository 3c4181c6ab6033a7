"""The lists on an account's desk, shown by the customer's own tables."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from textual.actions import parse

from introtui.commands import Scope, in_scope, shown_key
from introtui.domain.billing import DocumentFilter, HistoryFilter
from introtui.domain.finding import Found, Group
from introtui.domain.messages import MessageView
from introtui.domain.order_views import OrderFilter, OrderList, OrderRow
from introtui.domain.paging import Page, PageRequest
from introtui.domain.security import LoginView
from introtui.screens.billing_rows import note_of as note_of_billing
from introtui.screens.billing_table import BillingTable
from introtui.screens.desk.account_rows import AccountPart
from introtui.screens.dialogs import messages
from introtui.screens.dialogs.logins import UNKNOWN, LoginRow
from introtui.screens.message_table import MessageTable
from introtui.screens.order_rows import note_of as note_of_order
from introtui.screens.order_table import OrderTable
from introtui.session import Session
from introtui.widgets.memory_rows import MemoryRows
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_reader import Load
from introtui.widgets.record_table import RecordTable


class AccountView(StrEnum):
    """What of an account is listed; the words stand in a line above the list."""

    ORDERS = "Orders"
    DOCUMENTS = "Documents"
    STATEMENT = "Balance"
    MAILS = "Mails"
    LOGINS = "Logins"
    AUDIT = "Audit"

    @property
    def words(self) -> str:
        """Its key and its name."""
        return f"{_KEYS[self.name.lower()]} {self.value}"


_KEYS = {
    str(parse(command.action)[2][0]): shown_key(command.keys)
    for command in in_scope(Scope.ACCOUNT)
    if command.action.startswith("view(")
}
"""By which key each view is shown."""


def view_of(found: Found | None) -> tuple[AccountView, OrderFilter]:
    """Return where something that was found stands: the list, and of orders those that run or that ended."""
    ended = found is not None and found.is_ended
    which = OrderFilter(which=OrderList.HISTORY if ended else OrderList.ACTIVE)
    is_invoice = found is not None and found.group is Group.INVOICES
    return (AccountView.DOCUMENTS if is_invoice else AccountView.ORDERS), which


LOGIN_COLUMNS = (
    Column("time", "Time (UTC)", 16, sortable=False),
    Column("address", "Address", 39, grow=True, sortable=False),
    Column("way", "Way in", 12, sortable=False),
)


def table_of(view: AccountView, session: Session) -> RecordTable[Any]:
    """Return the table of a view, which reads once it is opened."""
    if view is AccountView.ORDERS:
        return OrderTable(session)
    if view is AccountView.MAILS:
        return MessageTable(session, _mails(session), messages.COLUMNS, messages.cells, empty=messages.NONE_YET)
    if view is AccountView.LOGINS:
        return RecordTable(
            LOGIN_COLUMNS,
            key=lambda row: row.place,
            cells=login_cells,
            selectable=False,
            choosable=False,
            empty="Nobody signed in yet.",
        )
    return BillingTable(session)


def open_table(view: AccountView, table: RecordTable[Any], session: Session, which: OrderFilter) -> None:
    """Have a table show its view."""
    if isinstance(table, OrderTable):
        table.show_orders(which)
    elif isinstance(table, MessageTable):
        table.open()
    elif isinstance(table, BillingTable):
        shows = {
            AccountView.DOCUMENTS: lambda: table.show_documents(DocumentFilter.ALL, ""),
            AccountView.STATEMENT: lambda: table.show_statement(""),
            AccountView.AUDIT: lambda: table.show_history(HistoryFilter.ALL, ""),
        }
        shows[view]()
    elif session.state.security is not None:
        show_logins(table, session.state.security.logins)


def show_logins(table: RecordTable[LoginRow], logins: Sequence[LoginView]) -> None:
    """Show the latest session starts."""
    rows = MemoryRows([LoginRow(*each) for each in enumerate(logins)], {"time": lambda row: row.place})
    table.show(rows.load, rows.count, sort="time", descending=False)


def login_cells(row: LoginRow) -> Sequence[Cell]:
    """Return how a session start is shown."""
    return (
        Cell(f"{row.login.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(row.login.address or UNKNOWN, "bright"),
        Cell(row.login.way, "dim"),
    )


def note_about(row: AccountPart) -> str:
    """Return a line about the row at the cursor."""
    if isinstance(row, MessageView):
        return messages.note_of(row).replace("\n", "; ")
    if isinstance(row, LoginRow):
        return ""
    return note_of_order(row) if isinstance(row, OrderRow) else note_of_billing(row)


def _mails(session: Session) -> Load[MessageView]:
    async def load(request: PageRequest) -> Page[MessageView]:
        return await session.read(lambda services, actor: services.outbox.log(actor, request))

    return load
