"""The billing list: documents, the statement or the action history, and what each says when it is empty."""

from __future__ import annotations

from introtui.domain.billing import DocumentFilter, HistoryFilter
from introtui.domain.paging import Page, PageRequest
from introtui.screens.billing_rows import NEWEST_FIRST, BillingRow, View, cells, columns, key_of
from introtui.session import Session
from introtui.widgets.record_reader import Count, Load
from introtui.widgets.record_table import RecordTable

EMPTY = {
    View.DOCUMENTS: "No invoice yet: what you order, renew or change is invoiced here.\nPress 4 for your orders.",
    View.STATEMENT: "Nothing moved your balance yet. Press u to top it up.",
    View.HISTORY: "Nothing was done on this account yet.",
}
LOOKED_AT = {
    View.DOCUMENTS: "No invoice yet: each order, renewal or change is invoiced here.\nPress 4 for the orders.",
    View.STATEMENT: "Nothing moved the balance yet.",
    View.HISTORY: EMPTY[View.HISTORY],
}
"""What is said to who pays nothing here: staff in the account without a reason, or without that permission."""
NOTHING_FOUND = {
    View.DOCUMENTS: "Nothing is like that.\nPress esc to clear the find field, or f for another filter.",
    View.STATEMENT: "No movement is like that.\nPress esc to clear the find field.",
    View.HISTORY: "Nothing is like that.\nPress esc to clear the find field, or f for another filter.",
}


class BillingTable(RecordTable[BillingRow]):
    """Reads what a view shows."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            columns(View.DOCUMENTS, ""),
            key=key_of,
            cells=cells,
            empty=EMPTY[View.DOCUMENTS],
            selectable=False,
        )
        self._session = session
        self._view = View.DOCUMENTS
        self._sorts = dict(NEWEST_FIRST)

    def show_documents(self, which: DocumentFilter, text: str) -> None:
        """Show the documents a filter finds."""
        session = self._session

        async def load(request: PageRequest) -> Page[BillingRow]:
            found = await session.read(
                lambda services, actor: services.billing.documents(actor, which, text, request)
            )
            return Page(items=found.items, cursors=found.cursors)

        async def count() -> int:
            return await session.read(lambda services, actor: services.billing.count_documents(actor, which, text))

        self._begin_view(View.DOCUMENTS, filtered=bool(text) or which is not DocumentFilter.ALL)
        self._show_sorted(load, count)

    def show_statement(self, text: str) -> None:
        """Show what moved the balance."""
        session = self._session

        async def load(request: PageRequest) -> Page[BillingRow]:
            found = await session.read(lambda services, actor: services.billing.statement(actor, text, request))
            return Page(items=found.items, cursors=found.cursors)

        async def count() -> int:
            return await session.read(lambda services, actor: services.billing.count_statement(actor, text))

        self._begin_view(View.STATEMENT, filtered=bool(text))
        self._show_sorted(load, count)

    def show_history(self, which: HistoryFilter, text: str) -> None:
        """Show the actions a filter finds."""
        session = self._session

        async def load(request: PageRequest) -> Page[BillingRow]:
            found = await session.read(
                lambda services, actor: services.billing.history(actor, which, text, request)
            )
            return Page(items=found.items, cursors=found.cursors)

        async def count() -> int:
            return await session.read(lambda services, actor: services.billing.count_history(actor, which, text))

        self._begin_view(View.HISTORY, filtered=bool(text) or which is not HistoryFilter.ALL)
        self._show_sorted(load, count)

    def _begin_view(self, view: View, *, filtered: bool) -> None:
        billing = self._session.state.billing
        if self.sort[0]:
            self._sorts[self._view] = self.sort
        self._view = view
        self.columns = columns(view, "" if billing is None else billing.balance.currency)
        empty = EMPTY if self._session.can("invoice.pay") else LOOKED_AT
        self.empty = (NOTHING_FOUND if filtered else empty)[view]

    def _show_sorted(self, load: Load[BillingRow], count: Count) -> None:
        """Show a list in the order in which its view was left."""
        sort, descending = self._sorts[self._view]
        self.show(load, count, sort=sort, descending=descending)
