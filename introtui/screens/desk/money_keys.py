"""What keys do with a row of the section Money: it depends on the row, on the role, and on who asked."""

from __future__ import annotations

from enum import Enum

from introtui.domain.corrections import CorrectionRow, CorrectionState
from introtui.domain.permissions import Permission
from introtui.domain.statement_files import EntryRow
from introtui.domain.statements import EntryState
from introtui.screens.desk.money_views import MoneyRow
from introtui.session import Session


class Enter(Enum):
    """What enter does on a row."""

    BOOK = "book"
    APPROVE = "approve"
    ACCOUNT = "account"
    NOTHING = "nothing"

    @property
    def words(self) -> str:
        """What the footer calls it; approving has a key of its own, which says so."""
        return "Accept" if self is Enter.BOOK else "Open"


def waits(row: MoneyRow | None) -> bool:
    """Tell whether a row is there for somebody to decide."""
    if isinstance(row, EntryRow):
        return row.state is EntryState.WAITING
    return isinstance(row, CorrectionRow) and row.state is CorrectionState.WAITING


def is_ignored(row: MoneyRow | None) -> bool:
    """Tell whether a row is an entry that somebody took off the review list, unbooked."""
    return isinstance(row, EntryRow) and row.state is EntryState.IGNORED


def may_approve(row: CorrectionRow, session: Session) -> bool:
    """Tell whether whoever sits here approves a correction: nobody their own."""
    return session.may(Permission.APPROVE) and not _is_own(row, session)


def may_decline(row: CorrectionRow, session: Session) -> bool:
    """Tell whether whoever sits here has a correction not booked: also who asked for it."""
    return session.may(Permission.CORRECT if _is_own(row, session) else Permission.APPROVE)


def _is_own(row: CorrectionRow, session: Session) -> bool:
    return session.actor is not None and row.asked_by == session.actor.person.login


def on_enter(row: MoneyRow | None, session: Session) -> Enter:
    """Return what enter does on a row."""
    if row is None:
        return Enter.NOTHING
    if isinstance(row, EntryRow) and waits(row) and session.may(Permission.PAYMENTS):
        return Enter.BOOK
    if isinstance(row, CorrectionRow) and waits(row) and may_approve(row, session):
        return Enter.APPROVE
    return Enter.NOTHING if row.account_id is None else Enter.ACCOUNT
