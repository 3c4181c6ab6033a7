"""The action history of one account as keyset pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.billing import HistoryFilter, HistoryRow
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import cursor_of, sorted_rows
from introtui.store.searching import has_word, words_of
from introtui.store.tables import Audit


def page_of_history(
    session: Session, actor: Actor, which: HistoryFilter, text: str, request: PageRequest
) -> Page[HistoryRow]:
    """Return one page of what was done on the actor's account."""
    query = select(Audit).where(*_conditions(actor, which, text))
    found = sorted_rows(session, query, request, _sort_column(request.sort, actor), Audit.id.expression)
    return Page.of((_history_row(row.Audit, actor), cursor_of(row, row.Audit.id)) for row in found)


def _sort_column(name: str, actor: Actor) -> ColumnElement[Any]:
    """Return the SQL expression a column sorts by; blank is the time."""
    columns: dict[str, ColumnElement[Any]] = {
        "": Audit.at.expression,
        "at": Audit.at.expression,
        "what": Audit.action.expression,
        "actor": Audit.actor.expression,
        # Where others came from is not shown, so their place in the list must not tell it either.
        "address": case((Audit.actor == actor.login, Audit.address), else_=""),
    }
    return columns[name]


def count_history(session: Session, actor: Actor, which: HistoryFilter, text: str) -> int:
    """Return how many actions a filter finds."""
    query = select(func.count()).select_from(Audit).where(*_conditions(actor, which, text))
    return session.scalar(query) or 0


def _history_row(row: Audit, actor: Actor) -> HistoryRow:
    return HistoryRow(
        audit_id=row.id,
        at=row.at,
        actor=row.actor,
        address=row.address if row.actor == actor.login else "",
        action=row.action,
        subject=row.subject,
        detail=row.detail,
    )


def _conditions(actor: Actor, which: HistoryFilter, text: str) -> list[ColumnElement[bool]]:
    kinds = [Audit.action.startswith(prefix, autoescape=True) for prefix in which.prefixes]
    found: list[ColumnElement[bool]] = [Audit.account_id == actor.account_id]
    if kinds:
        found.append(or_(*kinds))
    found.extend(_contains(actor, word) for word in words_of(text))
    return found


def _contains(actor: Actor, word: str) -> ColumnElement[bool]:
    action = func.replace(func.replace(Audit.action, ".", " "), "_", " ")
    shown = (Audit.actor.expression, action, Audit.subject.expression, Audit.detail.expression)
    # What is not shown of others must not be found either: finding it would tell it.
    own_address = (Audit.actor == actor.login) & has_word(Audit.address.expression, word)
    return or_(*(has_word(text, word) for text in shown), own_address)
