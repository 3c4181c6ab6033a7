"""The ledger by itself, the balances, and the bank book."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from introtui.domain.corrections import CorrectionKind
from introtui.domain.money import Money
from introtui.services.books import BANK, CUSTOMER, balance_of
from introtui.services.checking.finding import Finding, stream
from introtui.services.document_reading import PAID
from introtui.store.tables import (
    Correction,
    Document,
    LedgerTransaction,
    OrderCharge,
    Payment,
    Posting,
    Settlement,
)

OPENING_KIND = "opening_balance"
"""The kind of transaction that an import writes."""


def transactions_balance(session: Session) -> Iterator[Finding]:
    """Check that the postings of each transaction sum to zero in each currency."""
    total = func.sum(Posting.minor)
    query = (
        select(Posting.transaction_id, Posting.currency, total.label("total"))
        .group_by(Posting.transaction_id, Posting.currency)
        .having(total != 0)
    )
    for row in stream(session, query):
        amount = Money(int(row.total), row.currency)
        yield Finding(
            where=f"ledger transaction {row.transaction_id}", what=f"Its postings sum to {amount}, not to 0."
        )


def postings_belong(session: Session) -> Iterator[Finding]:
    """Check that each posting has its transaction's currency, and a customer's its account."""
    query = (
        select(Posting.id, Posting.transaction_id)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(
            or_(
                Posting.currency != LedgerTransaction.currency,
                (Posting.book == CUSTOMER) & (Posting.account_id != LedgerTransaction.account_id),
            )
        )
    )
    for row in stream(session, query):
        yield Finding(
            where=f"posting {row.id} of ledger transaction {row.transaction_id}",
            what="Its account or its currency is not that of the transaction.",
        )


def movements_are_explained(session: Session) -> Iterator[Finding]:
    """Check every movement of a balance by the paper behind it, and each balance by what the papers come to."""
    for (account_id, currency), rows in groupby(
        stream(session, _movements()), key=lambda row: (row.account_id, row.currency)
    ):
        explained = 0
        for row in rows:
            expected = _by_paper(session, row)
            explained += row.minor if expected is None else expected
            yield from _movement(row, expected)
        balance = balance_of(session, account_id, currency)
        if balance.minor != explained:
            yield Finding(
                where=f"account {account_id}",
                what=f"Its balance is {balance}, its papers come to {Money(explained, currency)}.",
            )


def _movements() -> Any:
    paid = Document.__table__.alias("paid")
    return (
        select(
            Posting.account_id,
            Posting.currency,
            Posting.minor,
            LedgerTransaction.id,
            LedgerTransaction.kind,
            LedgerTransaction.order_id,
            (Document.net_minor + Document.vat_minor).label("issued"),
            Document.corrects_id,
            (paid.c.net_minor + paid.c.vat_minor).label("paid"),
            Payment.minor.label("received"),
            Correction.minor.label("corrected"),
        )
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .outerjoin(Document, Document.transaction_id == LedgerTransaction.id)
        .outerjoin(Settlement, (Settlement.transaction_id == LedgerTransaction.id) & (Settlement.how == PAID))
        .outerjoin(paid, paid.c.id == Settlement.document_id)
        .outerjoin(Payment, Payment.transaction_id == LedgerTransaction.id)
        .outerjoin(Correction, Correction.transaction_id == LedgerTransaction.id)
        .where(Posting.account_id.is_not(None))
        .order_by(Posting.account_id, Posting.currency, Posting.transaction_id)
    )


def _by_paper(session: Session, row: Row[Any]) -> int | None:
    """Return what a movement should be by its paper, None where there is none."""
    if row.issued is not None:
        return -int(row.issued)
    if row.paid is not None:
        return -int(row.paid)
    if row.received is not None:
        return int(row.received)
    if row.corrected is not None:
        return int(row.corrected)
    return int(row.minor) if row.kind == OPENING_KIND or _before_documents(session, row) else None


def _before_documents(session: Session, row: Row[Any]) -> bool:
    """Tell whether charges explain a booking by themselves, as before there were documents."""
    if row.order_id is None:
        return False
    found = session.scalar(
        select(func.sum(OrderCharge.net_minor + OrderCharge.vat_minor)).where(
            OrderCharge.order_id == row.order_id,
            OrderCharge.transaction_id == row.id,
            OrderCharge.line_id.is_(None),
        )
    )
    return found is not None and -int(found) == row.minor


def _movement(row: Row[Any], expected: int | None) -> Iterator[Finding]:
    where = f"ledger transaction {row.id} of account {row.account_id}"
    amount = Money(row.minor, row.currency)
    if expected is None:
        yield Finding(where=where, what=f"It moves the balance by {amount}, and no paper explains it.")
    elif expected != row.minor:
        what = f"It moves the balance by {amount}; its paper says {Money(expected, row.currency)}."
        yield Finding(where=where, what=what)


def payments_match(session: Session) -> Iterator[Finding]:
    """Check that every payment is booked as it came: from the bank to its account."""
    query = select(Payment, _booked(BANK).label("bank"), _booked(CUSTOMER).label("customer"))
    for row in stream(session, query):
        payment: Payment = row.Payment
        if (row.bank, row.customer) != (-payment.minor, payment.minor):
            yield Finding(
                where=f"payment {payment.external_id}",
                what=f"{Money(payment.minor, payment.currency)} came in; the books say something else.",
                advice="Compare with the bank statement, then book the difference.",
            )


def _booked(book: str) -> Any:
    mine = [Posting.transaction_id == Payment.transaction_id, Posting.book == book]
    if book == CUSTOMER:
        mine.append(Posting.account_id == Payment.account_id)
    return select(func.coalesce(func.sum(Posting.minor), 0)).where(*mine).correlate(Payment).scalar_subquery()


def bank_book_matches(session: Session) -> Iterator[Finding]:
    """Check that nothing is in the bank book that is no payment, and no refund of its amount."""
    refunded = and_(Correction.kind == CorrectionKind.REFUND, Correction.minor == -Posting.minor)
    query = (
        select(Posting.transaction_id, Posting.minor, Posting.currency)
        .outerjoin(Payment, Payment.transaction_id == Posting.transaction_id)
        .outerjoin(Correction, (Correction.transaction_id == Posting.transaction_id) & refunded)
        .where(Posting.book == BANK, Payment.id.is_(None), Correction.id.is_(None))
    )
    for row in stream(session, query):
        yield Finding(
            where=f"ledger transaction {row.transaction_id}",
            what=f"{Money(row.minor, row.currency)} is in the bank book, and no payment or refund goes with it.",
            advice="Compare with the bank statement; record the payment, or book it back.",
        )
