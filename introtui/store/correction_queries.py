"""Corrections of balances as the desk lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from introtui.domain.account import called
from introtui.domain.corrections import CorrectionRow, CorrectionState
from introtui.domain.money import Money
from introtui.domain.paging import Page, PageRequest
from introtui.store.account_queries import balances_of
from introtui.store.keyset import newest_rows
from introtui.store.tables import Account, Correction, Profile

_ROWS: Select[*tuple[Any, ...]] = (
    select(Correction, Account.login, Profile.first_name, Profile.last_name, Profile.company_name)
    .join(Account, Account.id == Correction.account_id)
    .join(Profile, Profile.account_id == Correction.account_id)
)


def page_of_corrections(
    session: Session, state: CorrectionState | None, request: PageRequest
) -> Page[CorrectionRow]:
    """Return one page of the corrections in a state, or of all, as they were asked for."""
    query = _ROWS if state is None else _ROWS.where(Correction.state == state)
    rows = _made(session, newest_rows(session, query, request, Correction.id.expression))
    return Page.of((row, (None, row.correction_id)) for row in rows)


def count_corrections(session: Session, state: CorrectionState | None) -> int:
    """Return how many corrections are in a state, or in all."""
    query = select(func.count()).select_from(Correction)
    return session.scalar(query if state is None else query.where(Correction.state == state)) or 0


def correction_row(session: Session, *, correction_id: int | None = None, key: str = "") -> CorrectionRow:
    """Return one correction, by its number or its key."""
    query = _ROWS.where(Correction.key == key if correction_id is None else Correction.id == correction_id)
    return _made(session, session.execute(query).all())[0]


def _made(session: Session, found: Sequence[Row[Any]]) -> list[CorrectionRow]:
    balances = balances_of(session, [row.Correction.account_id for row in found])
    return [_row(row, balances) for row in found]


def _row(row: Row[Any], balances: Mapping[tuple[int, str], int]) -> CorrectionRow:
    correction: Correction = row.Correction
    balance = balances.get((correction.account_id, correction.currency), 0)
    return CorrectionRow(
        correction_id=correction.id,
        account_id=correction.account_id,
        login=row.login,
        holder=called(row.company_name, row.first_name, row.last_name),
        kind=correction.kind,
        amount=Money(correction.minor, correction.currency),
        why=correction.why,
        asked_at=correction.asked_at,
        asked_by=correction.asked_by,
        state=correction.state,
        decided_by=correction.decided_by,
        decided_why=correction.decided_why,
        balance=Money(balance, correction.currency),
    )
