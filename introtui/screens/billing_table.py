"""The billing list: documents, the statement or the action history, and what each says when it is empty."""

from __future__ import annotations

from introtui.domain.billing import DocumentFilter, HistoryFilter
from introtui.domain.paging import Page, PageRequest
from introtui.screens.billing_rows import BillingRow, View, cells, columns, key_of
from introtui.session import Session
from introtui.widgets.record_table import RecordTable

EMPTY = {
    View.DOCUMENTS: "No invoice yet: what you order, renew or change is invoiced here.\nPress 4 for your orders.",
    View.STATEMENT: "Nothing moved your balance yet. Press u to top it up.",
    View.HISTORY: "Nothing was done on this account yet.",
}
NOTHING_FOUND = "Nothing is like that.\nPress esc to clear the find field, or f for another filter."


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
        self._oldest_first = False

    def turn(self) -> None:
        """Show the oldest first, or the newest."""
        self._oldest_first = not self._oldest_first

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
        self.show(load, count, sort="", descending=not self._oldest_first)

    def show_statement(self) -> None:
        """Show what moved the balance."""
        session = self._session

        async def load(request: PageRequest) -> Page[BillingRow]:
            found = await session.read(lambda services, actor: services.billing.statement(actor, request))
            return Page(items=found.items, cursors=found.cursors)

        async def count() -> int:
            return await session.read(lambda services, actor: services.billing.count_statement(actor))

        self._begin_view(View.STATEMENT, filtered=False)
        self.show(load, count, sort="", descending=not self._oldest_first)

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
        self.show(load, count, sort="", descending=not self._oldest_first)

    def _begin_view(self, view: View, *, filtered: bool) -> None:
        billing = self._session.state.billing
        self.columns = columns(view, "" if billing is None else billing.balance.currency)
        self.empty = NOTHING_FOUND if filtered else EMPTY[view]
