"""The lists on an account's desk, shown by the customer's own tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from textual.actions import parse

from introtui.commands import Scope, in_scope, shown_key
from introtui.domain.billing import DocumentFilter, HistoryFilter
from introtui.domain.finding import Group, Sought
from introtui.domain.messages import MessageView
from introtui.domain.notes import AccountNote
from introtui.domain.order_views import OrderFilter, OrderList, OrderRow
from introtui.domain.paging import Page, PageRequest
from introtui.domain.tickets import TicketRow
from introtui.screens.billing_rows import note_of as note_of_billing
from introtui.screens.billing_table import BillingTable
from introtui.screens.desk.account_lists import NoteTable, SignIn, SignInTable, TicketTable
from introtui.screens.desk.account_rows import AccountPart
from introtui.screens.dialogs import messages
from introtui.screens.message_table import MessageTable
from introtui.screens.order_rows import note_of as note_of_order
from introtui.screens.order_table import OrderTable
from introtui.session import Session
from introtui.widgets.order_detail import has_no_key
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
    TICKETS = "Tickets"
    NOTES = "Notes"

    @property
    def words(self) -> str:
        """Its key and its name."""
        return f"{_KEYS[self.name.lower()]} {self.value}"


def line_of_views(shown: AccountView, which: OrderList) -> str:
    """Return the line above the list: the views by their keys, the one that is shown in brackets."""
    ended = AccountView.ORDERS.words.replace(AccountView.ORDERS, "Ended")
    names = {AccountView.ORDERS: ended} if which is OrderList.HISTORY else {}
    return " ".join(f"[{names.get(each, each.words)}]" if each is shown else each.words for each in AccountView)


_KEYS = {
    str(parse(command.action)[2][0]): shown_key(command.keys)
    for command in in_scope(Scope.ACCOUNT)
    if command.action.startswith("view(")
}
"""By which key each view is shown."""


def view_of(sought: Sought | None) -> tuple[AccountView, OrderFilter]:
    """Return where something that is sought stands: the list, and of orders those that run or that ended."""
    ended = sought is not None and sought.is_ended
    which = OrderFilter(which=OrderList.HISTORY if ended else OrderList.ACTIVE)
    is_invoice = sought is not None and sought.group is Group.INVOICES
    return (AccountView.DOCUMENTS if is_invoice else AccountView.ORDERS), which


def table_of(view: AccountView, account: Session, staff: Session, customer: str) -> RecordTable[Any]:
    """Return the table of a view, which reads once it is opened: as the customer, or as staff what is theirs."""
    if view is AccountView.ORDERS:
        return OrderTable(account)
    if view is AccountView.MAILS:
        return MessageTable(account, _mails(account), messages.COLUMNS, messages.cells, empty=messages.NONE_YET)
    if view is AccountView.LOGINS:
        return SignInTable()
    if view is AccountView.TICKETS:
        return TicketTable(staff, customer)
    return NoteTable(staff, customer) if view is AccountView.NOTES else BillingTable(account)


def open_table(view: AccountView, table: RecordTable[Any], account: Session, which: OrderFilter) -> None:
    """Have a table show its view."""
    if isinstance(table, OrderTable):
        table.show_orders(which)
    elif isinstance(table, MessageTable | NoteTable | TicketTable):
        table.open()
    elif isinstance(table, BillingTable):
        shows = {
            AccountView.DOCUMENTS: lambda: table.show_documents(DocumentFilter.ALL, ""),
            AccountView.STATEMENT: lambda: table.show_statement(""),
            AccountView.AUDIT: lambda: table.show_history(HistoryFilter.ALL, ""),
        }
        shows[view]()
    elif isinstance(table, SignInTable) and account.state.security is not None:
        table.show_security(account.state.security)
    if view is AccountView.ORDERS:
        table.empty = ORDERS_EMPTY[which.which]
    elif view in EMPTY:
        table.empty = EMPTY[view]


ORDERS_EMPTY = {
    OrderList.ACTIVE: "No order is active. Press o for those that ended.",
    OrderList.HISTORY: "No order has ended yet. Press o for the active ones.",
}
EMPTY = {
    AccountView.DOCUMENTS: "No invoice yet.",
    AccountView.STATEMENT: "Nothing moved the balance yet.",
    AccountView.MAILS: messages.NONE_TO_OWNER,
}
"""What staff read of an empty list: the customer's words name keys that only customers have."""


def note_about(row: AccountPart) -> str:
    """Return a line about the row at the cursor."""
    if isinstance(row, MessageView):
        return messages.note_of(row, own=False).replace("\n", "; ")
    if isinstance(row, AccountNote):
        return row.line
    if isinstance(row, TicketRow):
        return f"{row.kind}: {row.subject}"
    if isinstance(row, SignIn):
        return ""
    return note_of_order(row, has_no_key) if isinstance(row, OrderRow) else note_of_billing(row, here=False)


def _mails(session: Session) -> Load[MessageView]:
    async def load(request: PageRequest) -> Page[MessageView]:
        return await session.read(lambda services, actor: services.outbox.log(actor, request))

    return load
