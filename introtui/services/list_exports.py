"""Lists of all customers as files, for staff: written by whoever asks, out of a great many short reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from introtui.domain.access import Actor
from introtui.domain.bulk import GoesOn, keep_going
from introtui.domain.errors import ActionRefused
from introtui.domain.exporting import ExportFormat, export_accounts, export_owned_orders
from introtui.domain.permissions import Permission
from introtui.services.context import Context
from introtui.services.staff import require
from introtui.store.account_queries import account_rows
from introtui.store.all_order_queries import owned_orders

CHUNK = 500
"""Rows read at once; between two reads somebody may stop it."""


class ListExportService:
    """Writes orders and accounts as text; the audit tells who took how many."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def orders(
        self, actor: Actor, order_ids: Sequence[int], form: ExportFormat, goes_on: GoesOn = keep_going
    ) -> str:
        """Return orders as CSV or JSON; stopped by `goes_on` it raises `ActionRefused`."""
        self._begin(actor, "orders", len(order_ids))
        today = self._context.clock.today()
        rows = []
        for ids in self._chunks(order_ids, goes_on):
            with self._context.database.read() as session:
                rows.extend(owned_orders(session, ids, today, all_addresses=True))
        return export_owned_orders(rows, form)

    def accounts(
        self, actor: Actor, account_ids: Sequence[int], form: ExportFormat, goes_on: GoesOn = keep_going
    ) -> str:
        """Return accounts as CSV or JSON; stopped by `goes_on` it raises `ActionRefused`."""
        self._begin(actor, "accounts", len(account_ids))
        rows = []
        for ids in self._chunks(account_ids, goes_on):
            with self._context.database.read() as session:
                rows.extend(account_rows(session, ids))
        return export_accounts(rows, form)

    def _begin(self, actor: Actor, what: str, number: int) -> None:
        require(actor, Permission.EXPORT)
        detail = f"{number} {what}"
        self._context.database.transact(
            lambda session: self._context.record(
                session, actor, action="list.export", topics=(), subject=what, detail=detail
            )
        )

    def _chunks(self, ids: Sequence[int], goes_on: GoesOn) -> Iterator[Sequence[int]]:
        for start in range(0, len(ids), CHUNK):
            if not goes_on(start):
                raise ActionRefused("Stopped; no file was written.")
            yield ids[start : start + CHUNK]
