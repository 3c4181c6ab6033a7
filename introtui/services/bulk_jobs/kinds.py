"""Which way each kind of bulk action goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from introtui.domain.bulk import BulkKind, BulkTask
from introtui.services.bulk_jobs.kind import Kind
from introtui.services.bulk_jobs.notifying import Notifying
from introtui.services.bulk_jobs.noting import Noting
from introtui.services.bulk_jobs.renewing import Renewing
from introtui.services.context import Context

_KINDS: Mapping[BulkKind, Callable[[Context, BulkTask], Kind]] = MappingProxyType(
    {
        BulkKind.RENEW: Renewing,
        BulkKind.COMMENT: Noting,
        BulkKind.NOTIFY: Notifying,
        BulkKind.SUSPEND: Noting,
        BulkKind.LIFT: Noting,
    }
)


def kind_of(context: Context, task: BulkTask) -> Kind:
    """Return how a task is done."""
    return _KINDS[task.kind](context, task)
