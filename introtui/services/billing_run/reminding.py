"""Reminders of open invoices, and the alert about a low balance."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from introtui.domain.money import Money
from introtui.services.billing_run.due import OVERDUE, REMINDER
from introtui.services.billing_run.invoicing import tell_of
from introtui.services.billing_run.report import Did, Done
from introtui.services.billing_run.unit import Unit
from introtui.services.books import balance_of
from introtui.services.context import Context
from introtui.services.messages import tell
from introtui.store import tables
from introtui.store.tables import Account, LedgerTransaction, Mark, NotificationSettings, Posting

LOOKED_AT = "low balance"
"""The mark that says up to which ledger transaction balances were looked at."""
PAGE = 1_000


def remind(unit: Unit) -> list[Done]:
    """Remind of an invoice that will be due."""
    return _remind(unit, REMINDER)


def dun(unit: Unit) -> list[Done]:
    """Say that an invoice is overdue."""
    return _remind(unit, OVERDUE)


def _remind(unit: Unit, kind: str) -> list[Done]:
    document = unit.session.get_one(tables.Document, unit.order.open_invoice_id)
    written = tell_of(unit, document, kind)
    return [*written, Done(Did.REMINDED)] if written else []


def moved(session: Session, after: int) -> tuple[list[int], int]:
    """Return the accounts with an alert whose balance moved in the next transactions, and the last of those."""
    rows = session.execute(
        select(LedgerTransaction.id, LedgerTransaction.account_id, NotificationSettings.low_balance_minor)
        .outerjoin(NotificationSettings, NotificationSettings.account_id == LedgerTransaction.account_id)
        .where(LedgerTransaction.id > after)
        .order_by(LedgerTransaction.id)
        .limit(PAGE)
    ).all()
    accounts = sorted({row.account_id for row in rows if row.low_balance_minor is not None})
    return accounts, rows[-1].id if rows else after


def looked_at(session: Session) -> int:
    """Return up to which ledger transaction balances were looked at."""
    mark = session.get(Mark, LOOKED_AT)
    return 0 if mark is None else mark.last_id


def look_on(last_id: int, session: Session) -> None:
    """Move the mark on; never back, for another run may be ahead."""
    mark = session.get(Mark, LOOKED_AT)
    if mark is None:
        session.add(Mark(name=LOOKED_AT, last_id=last_id))
    else:
        mark.last_id = max(mark.last_id, last_id)


def watch_balance(context: Context, account_id: int, session: Session) -> list[Done]:
    """Tell once that a balance went under its threshold; back over it, it may be told again."""
    settings = session.get(NotificationSettings, account_id)
    if settings is None or settings.low_balance_minor is None:
        return []
    currency = session.get_one(Account, account_id).currency
    balance, threshold = balance_of(session, account_id, currency), Money(settings.low_balance_minor, currency)
    if (balance < threshold) is settings.low_balance_told:
        return []
    # Not by the mapped object: its version is the form's, which must not go stale for this.
    session.execute(
        update(NotificationSettings)
        .where(NotificationSettings.account_id == account_id)
        .values(low_balance_told=balance < threshold)
    )
    if balance >= threshold:
        return []
    newest = session.scalar(select(func.max(Posting.transaction_id)).where(Posting.account_id == account_id))
    key = f"low_balance {account_id} {newest}"
    tell(context, session, account_id, kind="low_balance", key=key, balance=balance, threshold=threshold)
    return [Done(Did.LOW_BALANCE), Done(Did.MESSAGES)]
