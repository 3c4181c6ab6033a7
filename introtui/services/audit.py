"""The audit of all accounts, for staff: found by filters, row by row, and everything about one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.audit import (
    MOST_IN_TRAIL,
    AuditCount,
    AuditFilter,
    AuditObject,
    AuditRow,
    Trail,
    check_filter,
)
from introtui.domain.errors import InvalidFields, NotFound
from introtui.domain.order_views import TimelineEntry
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.services.context import Context
from introtui.services.staff import account_named, require
from introtui.store.audit_queries import actions_of, audit_row, count_audit, page_of_audit, rows_about
from introtui.store.numbers import can_be
from introtui.store.tables import OrderEvent

NEWEST_FIRST = PageRequest(sort="at", descending=True)
READ_AT_ONCE = 1_000
"""Rows an export holds at a time."""


class AuditService:
    """Reads what was done on every account, by whom."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def filter(self, actor: Actor, wanted: Mapping[str, str]) -> AuditFilter:
        """Return the filter that was typed; raises `InvalidFields`, also for an account that is not there."""
        require(actor, Permission.AUDIT)
        which = check_filter(wanted)
        with self._context.database.read() as session:
            try:
                _account_id(session, which)
            except NotFound as error:
                raise InvalidFields({"account": str(error)}) from error
        return which

    def families(self, actor: Actor) -> tuple[str, ...]:
        """Return the kinds of actions there are, such as "order"."""
        require(actor, Permission.AUDIT)
        with self._context.database.read() as session:
            return tuple(dict.fromkeys(action.partition(".")[0] for action in actions_of(session)))

    def page(self, actor: Actor, which: AuditFilter, request: PageRequest) -> Page[AuditRow]:
        """Return one page of what a filter finds, sorted by "at"; raises `NotFound` for an unknown account."""
        require(actor, Permission.AUDIT)
        with self._context.database.read() as session:
            return page_of_audit(session, which, _account_id(session, which), request)

    def count(self, actor: Actor, which: AuditFilter, after: int = 0) -> AuditCount:
        """Return how many rows a filter finds beyond the row `after`: what was counted once need not be again."""
        require(actor, Permission.AUDIT)
        with self._context.database.read() as session:
            return count_audit(session, which, _account_id(session, which), after)

    def every(self, actor: Actor, which: AuditFilter) -> Iterator[AuditRow]:
        """Return all that a filter finds, newest first, to be saved as a file; a few are read at a time."""
        require(actor, Permission.AUDIT)
        require(actor, Permission.EXPORT)
        return self._every(which)

    def _every(self, which: AuditFilter) -> Iterator[AuditRow]:
        request = replace(NEWEST_FIRST, limit=READ_AT_ONCE)
        while True:
            # A snapshot held until whoever reads the last row has done so would keep the database from tidying up.
            with self._context.database.read() as session:
                page = page_of_audit(session, which, _account_id(session, which), request)
            yield from page.items
            if len(page.items) < READ_AT_ONCE:
                return
            request = replace(request, after=page.cursors[-1])

    def trail(self, actor: Actor, audit_id: int) -> Trail:
        """Return everything about the thing that a row is about, and an order's timeline; raises `NotFound`."""
        require(actor, Permission.AUDIT)
        with self._context.database.read() as session:
            row = audit_row(session, audit_id)
            if row is None:
                raise NotFound("There is no such line.")
            found = rows_about(session, row.about, MOST_IN_TRAIL + 1)
            return Trail(
                about=row.about,
                rows=tuple(found[:MOST_IN_TRAIL]),
                more=len(found) > MOST_IN_TRAIL,
                timeline=_timeline(session, row.about),
            )


def _account_id(session: Session, which: AuditFilter) -> int | None:
    return account_named(session, which.account).id if which.account else None


def _timeline(session: Session, about: AuditObject) -> tuple[TimelineEntry, ...]:
    if not about.is_order or not about.subject.isdecimal() or not can_be(int(about.subject)):
        return ()
    lines = select(OrderEvent).where(OrderEvent.order_id == int(about.subject)).order_by(OrderEvent.id)
    return tuple(TimelineEntry(at=e.at, actor=e.actor, sentence=e.sentence) for e in session.scalars(lines))
