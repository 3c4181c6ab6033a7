"""Billing as read: the balance, what moved it, documents, how to pay them, and what was done on the account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from introtui.domain.access import Actor
from introtui.domain.billing import (
    BillingView,
    DocumentFilter,
    DocumentRow,
    HistoryFilter,
    HistoryRow,
    KindTotal,
    Movement,
    Paying,
    StatementRow,
    TransferDetails,
)
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money
from introtui.domain.paging import Page, PageRequest
from introtui.domain.pricing import Priced
from introtui.services.books import balance_of
from introtui.services.context import Context, own_account
from introtui.services.document_reading import document_of, number_of, standing_of
from introtui.services.payments import own_document, top_up_reference
from introtui.services.profile import blocks_on_account
from introtui.services.settling import unpayable
from introtui.store.document_queries import count_documents, orders_of, rows_of_documents, unpaid
from introtui.store.history_queries import count_history, page_of_history
from introtui.store.keyset import cursor_of
from introtui.store.statement_queries import count_statement, movement, page_of_statement, totals_by_kind
from introtui.store.tables import Change, Document, NotificationSettings, Settlement

EXPORT_PAGE = 500


class BillingService:
    """What the header and the billing section show."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def load(self, actor: Actor) -> BillingView:
        """Return the actor's balance, its alert threshold, and what waits to be paid."""
        with self._context.database.read() as session:
            currency = own_account(session, actor).currency
            settings = session.get(NotificationSettings, actor.account_id)
            low = None if settings is None else settings.low_balance_minor
            waiting = unpaid(session, actor.account_id, self._context.clock.today())
            return BillingView(
                balance=balance_of(session, actor.account_id, currency),
                low_balance=None if low is None else Money(low, currency),
                open_invoices=waiting.invoices,
                open_total=Money(waiting.minor, currency),
                overdue_invoices=waiting.overdue,
                next_due=waiting.next_due,
                revision=session.scalar(select(func.max(Change.id))) or 0,
            )

    # The statement

    def statement(self, actor: Actor, text: str, request: PageRequest) -> Page[StatementRow]:
        """Return one page of the movements of the actor's balance, each with the balance after it.

        `text` is words of a memo, and parts of a document's number or of an amount.
        """
        with self._context.database.read() as session:
            currency = own_account(session, actor).currency
            return page_of_statement(session, actor.account_id, currency, text, request)

    def count_statement(self, actor: Actor, text: str) -> int:
        """Return how many movements the actor's balance had, or `text` finds."""
        with self._context.database.read() as session:
            return count_statement(session, actor.account_id, own_account(session, actor).currency, text)

    def every_movement(self, actor: Actor) -> tuple[StatementRow, ...]:
        """Return the whole statement as of one moment, the oldest first, for an export."""
        rows: list[StatementRow] = []
        request = PageRequest(sort="", limit=EXPORT_PAGE)
        with self._context.database.read() as session:
            currency = own_account(session, actor).currency
            while True:
                page = page_of_statement(session, actor.account_id, currency, "", request)
                rows.extend(page.items)
                if len(page.items) < EXPORT_PAGE:
                    return tuple(rows)
                request = replace(request, after=page.cursors[-1])

    def movement(self, actor: Actor, transaction_id: int) -> Movement:
        """Return one movement of the actor's balance with the document that explains it."""
        with self._context.database.read() as session:
            currency = own_account(session, actor).currency
            row = movement(session, actor.account_id, currency, transaction_id)
            if row is None:
                raise NotFound("There is no such movement.")
            settled = select(Settlement.document_id).where(Settlement.transaction_id == transaction_id)
            document = session.scalars(
                select(Document).where(
                    Document.account_id == actor.account_id,
                    (Document.transaction_id == transaction_id) | Document.id.in_(settled),
                )
            ).first()
            return Movement(row=row, document=None if document is None else document_of(session, document))

    def totals_by_kind(self, actor: Actor) -> tuple[KindTotal, ...]:
        """Return what the movements of each kind come to; together they are the balance."""
        with self._context.database.read() as session:
            return totals_by_kind(session, actor.account_id, own_account(session, actor).currency)

    # Documents

    def documents(self, actor: Actor, which: DocumentFilter, text: str, request: PageRequest) -> Page[DocumentRow]:
        """Return one page of the actor's documents; `text` is part of a number, or the beginning of an order's."""
        with self._context.database.read() as session:
            own_account(session, actor)
            today = self._context.clock.today()
            found = rows_of_documents(session, actor.account_id, which, text, request, today)
            orders = orders_of(session, (row.Document.id for row in found))
            return Page.of(
                (_document_row(row.Document, row.Settlement, orders, today), cursor_of(row, row.Document.id))
                for row in found
            )

    def count_documents(self, actor: Actor, which: DocumentFilter, text: str) -> int:
        """Return how many of the actor's documents a filter finds."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return count_documents(session, actor.account_id, which, text)

    def paying(self, actor: Actor, document_id: int) -> Paying:
        """Return what paying one of the actor's invoices from the balance would do, and what stands in the way."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            row = own_document(session, actor, document_id)
            document = document_of(session, row)
            balance = balance_of(session, actor.account_id, document.currency)
            return Paying(
                document=document,
                quote=Priced(as_of=today, lines=document.lines, balance_before=balance),
                blocks=blocks_on_account(session, actor.account_id),
                refusal=unpayable(session, row, today) or "",
            )

    def transfer(self, actor: Actor, document_id: int) -> TransferDetails:
        """Return how to pay one of the actor's open invoices by bank transfer; raises `ActionRefused`."""
        with self._context.database.read() as session:
            document = own_document(session, actor, document_id)
            reason = unpayable(session, document, self._context.clock.today())
            if reason is not None:
                raise ActionRefused(reason)
            return TransferDetails(
                payee=self._context.company.seller,
                amount=Money(document.net_minor + document.vat_minor, document.currency),
                reference=document.reference,
            )

    def top_up(self, actor: Actor) -> TransferDetails:
        """Return how to top up the actor's balance by bank transfer; the amount is the customer's choice."""
        with self._context.database.read() as session:
            own_account(session, actor)
        reference = top_up_reference(actor.account_id)
        return TransferDetails(payee=self._context.company.seller, amount=None, reference=reference)

    # The action history

    def history(self, actor: Actor, which: HistoryFilter, text: str, request: PageRequest) -> Page[HistoryRow]:
        """Return one page of what was done on the actor's account."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return page_of_history(session, actor, which, text, request)

    def count_history(self, actor: Actor, which: HistoryFilter, text: str) -> int:
        """Return how many actions on the actor's account a filter finds."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return count_history(session, actor, which, text)


def _document_row(
    row: Document, settlement: Settlement | None, orders: dict[int, tuple[int, ...]], today: date
) -> DocumentRow:
    return DocumentRow(
        document_id=row.id,
        number=number_of(row),
        kind=row.kind,
        issued_on=row.issued_on,
        due_on=row.due_on,
        total=Money(row.net_minor + row.vat_minor, row.currency),
        standing=standing_of(row, settlement),
        purpose=row.purpose,
        orders=orders.get(row.id, ()),
        today=today,
    )
