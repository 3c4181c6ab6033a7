"""What came from the bank, and what was corrected by hand, against what is booked."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from introtui.domain.corrections import CorrectionState
from introtui.domain.money import Money
from introtui.domain.statements import EntryState, Side
from introtui.services.checking.finding import Finding, stream
from introtui.store.tables import BankEntry, BankStatement, Correction, Payment


def entries_are_booked_once(session: Session) -> Iterator[Finding]:
    """Check that each booked entry has its payment, of its amount and account, and no other entry the same one."""
    booked = BankEntry.state == EntryState.BOOKED
    fits = and_(
        Payment.minor == BankEntry.minor,
        Payment.currency == BankEntry.currency,
        Payment.account_id == BankEntry.account_id,
        BankEntry.side == Side.CREDIT,
    )
    query = (
        select(BankEntry.id, BankEntry.minor, BankEntry.currency, BankEntry.state)
        .outerjoin(Payment, (Payment.id == BankEntry.payment_id) & fits)
        .where(or_(booked & Payment.id.is_(None), ~booked & BankEntry.payment_id.is_not(None)))
    )
    for row in stream(session, query):
        what = f"{Money(row.minor, row.currency)} is {row.state}, and its payment says something else."
        yield Finding(where=f"bank entry {row.id}", what=what)
    yield from _shared(session)


def _shared(session: Session) -> Iterator[Finding]:
    query = (
        select(BankEntry.payment_id)
        .where(BankEntry.payment_id.is_not(None))
        .group_by(BankEntry.payment_id)
        .having(func.count() > 1)
    )
    for row in stream(session, query):
        yield Finding(where=f"payment {row.payment_id}", what="Several bank entries count as this one payment.")


def statements_are_whole(session: Session) -> Iterator[Finding]:
    """Check that every import came to its end with all its entries."""
    stored = (
        select(func.count())
        .where(BankEntry.statement_id == BankStatement.id)
        .correlate(BankStatement)
        .scalar_subquery()
    )
    query = select(BankStatement.name, BankStatement.entries, stored.label("stored")).where(
        or_(BankStatement.done_at.is_(None), stored != BankStatement.entries)
    )
    for row in stream(session, query):
        yield Finding(
            where=f"bank statement {row.name}",
            what=f"{row.stored} of {row.entries} entries are stored.",
            advice="Import the same file again: it goes on where it stopped.",
        )


def corrections_are_booked(session: Session) -> Iterator[Finding]:
    """Check that a correction is booked where it says so, and nowhere else."""
    booked = Correction.state == CorrectionState.BOOKED
    query = select(Correction.id, Correction.state).where(booked != Correction.transaction_id.is_not(None))
    for row in stream(session, query):
        yield Finding(where=f"correction {row.id}", what=f"It is {row.state}; the books say something else.")
