"""The audit of all accounts as keyset pages, newest first; what a page costs stays the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Session

from introtui.domain.audit import REFUSED_SIGN_IN, AuditCount, AuditFilter, AuditKind, AuditObject, AuditRow
from introtui.domain.ip_rules import IpRange
from introtui.domain.paging import Page, PageRequest
from introtui.store.engine import BETWEEN
from introtui.store.keyset import cursor_of, keyset_query, neighbour_of, sorted_rows
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account, Audit

_AT, _ID = Audit.at.expression, Audit.id.expression
_LOOKS_LIKE_ADDRESS = r"^([0-9]{1,3}\.){3}[0-9]{1,3}$|^[0-9a-f]*:[0-9a-f:.]*$"


def page_of_audit(
    session: Session, which: AuditFilter, account_id: int | None, request: PageRequest
) -> Page[AuditRow]:
    """Return one page of what a filter finds, by time; `account_id` is the account it names."""
    conditions = _conditions(session, which, account_id)
    actions = _asked_actions(session, which)
    if actions is not None and len(actions) > 1:
        query = select(Audit).where(Audit.id.in_(_newest_of_each(actions, conditions, request)))
    else:
        only = [] if actions is None else [Audit.action == each for each in actions] or [false()]
        query = select(Audit).where(*conditions, *only)
    found = sorted_rows(session, query, request, _AT, _ID)
    logins = _logins(session, [row.Audit.account_id for row in found])
    return Page.of((_row(row.Audit, logins), cursor_of(row, row.Audit.id)) for row in found)


def count_audit(session: Session, which: AuditFilter, account_id: int | None, after: int) -> AuditCount:
    """Return how many rows a filter finds beyond a row."""
    newest = session.scalar(select(func.max(_ID))) or 0
    query = select(func.count()).select_from(Audit).where(*_conditions(session, which, account_id))
    if after:
        query = query.where(Audit.id > after, Audit.id <= newest)
    actions = _asked_actions(session, which)
    if actions is not None:
        query = query.where(Audit.action.in_(actions))
    return AuditCount(rows=session.scalar(query) or 0, newest=newest)


def audit_row(session: Session, audit_id: int) -> AuditRow | None:
    """Return one row."""
    found = row_by_number(session, Audit, audit_id)
    return None if found is None else _row(found, _logins(session, [found.account_id]))


def rows_about(session: Session, about: AuditObject, limit: int) -> list[AuditRow]:
    """Return the newest rows about a thing."""
    families = [family for family in actions_of(session) if family.partition(".")[0] in about.families]
    query = select(Audit).where(Audit.subject == about.subject, Audit.action.in_(families))
    if about.account_id is not None or not about.subject:
        query = query.where(Audit.account_id == about.account_id)
    found = list(session.scalars(query.order_by(_AT.desc(), _ID.desc()).limit(limit)))
    logins = _logins(session, [row.account_id for row in found])
    return [_row(row, logins) for row in found]


def actions_of(session: Session) -> list[str]:
    """Return the name of every action there is a row of: each is found by one step in an index."""
    first = select(func.min(Audit.action).label("action"))
    seen = first.cte("seen", recursive=True)
    following = select(func.min(Audit.action)).where(Audit.action > seen.c.action).scalar_subquery()
    seen = seen.union_all(select(following).where(seen.c.action.is_not(None)))
    return list(session.scalars(select(seen.c.action).where(seen.c.action.is_not(None))))


def _asked_actions(session: Session, which: AuditFilter) -> list[str] | None:
    """Return the actions a filter asks for, None for all of them."""
    if which.kind is AuditKind.REFUSED:
        return [REFUSED_SIGN_IN] if REFUSED_SIGN_IN.startswith(which.action) else []
    if not which.action:
        return None
    return [action for action in actions_of(session) if action.startswith(which.action)]


def _newest_of_each(
    actions: Sequence[str], conditions: Sequence[ColumnElement[bool]], request: PageRequest
) -> CompoundSelect[int]:
    """Return the ids of a page of each action, among which is the page of all: an index holds each by time."""
    each = replace(request, limit=request.limit + (request.offset or 0), offset=None)
    neighbour = neighbour_of(request, _AT)
    pages = (
        keyset_query(select(_ID).where(Audit.action == action, *conditions), each, (_AT, _ID), neighbour)
        for action in actions
    )
    return union_all(*(select(page.subquery().c.id) for page in pages))


def _conditions(session: Session, which: AuditFilter, account_id: int | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if which.by:
        found.append(Audit.actor == which.by)
    if account_id is not None:
        found.append(Audit.account_id == account_id)
    if which.first is not None:
        found.append(Audit.at >= _midnight(which.first))
    if which.last is not None:
        found.append(Audit.at < _midnight(which.last) + timedelta(days=1))
    # Written as the condition of the index, which SQLite uses for nothing else.
    marks = {AuditKind.STAFF: "audit.by_staff", AuditKind.IN_PLACE: "audit.in_place"}
    if which.kind in marks:
        found.append(literal_column(marks[which.kind]))
    if which.addresses is not None:
        found.append(_within(session, which.addresses))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _within(session: Session, addresses: IpRange) -> ColumnElement[bool]:
    """Return the condition that a row came from one of some addresses: found by how these begin, then compared."""
    first, last, column = str(addresses.first), str(addresses.last), Audit.address.expression
    if first == last:
        return column == first
    begins, is_sqlite = addresses.beginning, session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        end = begins[:-1] + chr(ord(begins[-1]) + 1) if begins else ""
        near = and_(column >= begins, column < end) if begins else true()
        return and_(near, func.__getattr__(BETWEEN)(column, first, last))
    inside = cast(column, INET).between(cast(first, INET), cast(last, INET))
    looks = column.regexp_match(_LOOKS_LIKE_ADDRESS)
    return and_(column.startswith(begins), case((looks, inside), else_=false()))


def _logins(session: Session, ids: Sequence[int | None]) -> Mapping[int, str]:
    wanted = {each for each in ids if each is not None}
    found = session.execute(select(Account.id, Account.login).where(Account.id.in_(wanted)))
    return {row.id: row.login for row in found}


def _row(row: Audit, logins: Mapping[int, str]) -> AuditRow:
    return AuditRow(
        audit_id=row.id,
        at=row.at,
        account_id=row.account_id,
        account="" if row.account_id is None else logins.get(row.account_id, ""),
        actor=row.actor,
        address=row.address,
        action=row.action,
        subject=row.subject,
        detail=row.detail,
        by_staff=row.by_staff,
        in_place=row.in_place,
    )
