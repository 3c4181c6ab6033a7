"""The action history of one account as keyset pages."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.billing import HistoryFilter, HistoryRow
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import newest_rows
from introtui.store.searching import has_word, words_of
from introtui.store.tables import Audit


def page_of_history(
    session: Session, actor: Actor, which: HistoryFilter, text: str, request: PageRequest
) -> Page[HistoryRow]:
    """Return one page of what was done on the actor's account."""
    query = select(Audit).where(*_conditions(actor, which, text))
    found = newest_rows(session, query, request, Audit.id.expression)
    return Page.of((_history_row(row.Audit, actor), (None, row.Audit.id)) for row in found)


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
