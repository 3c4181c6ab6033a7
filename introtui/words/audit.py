"""`introtui audit`: who did what, on every account."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from introtui.domain.audit import AuditFilter, AuditKind, AuditRow
from introtui.domain.exporting import ExportFormat, audit_pieces
from introtui.domain.text import safe
from introtui.words.acting import acting

if TYPE_CHECKING:
    from introtui.words.acting import Acting

LINES = 100


def list_audit(options: argparse.Namespace) -> int:
    """Print what a filter finds, the newest first: the latest in lines, everything as CSV or JSON."""
    with acting(options) as by:
        which = by.services.audit.filter(by.actor, _typed(options))
        if options.csv or options.json:
            rows = islice(by.services.audit.every(by.actor, which), options.newest)
            form = ExportFormat.CSV if options.csv else ExportFormat.JSON
            sys.stdout.writelines(audit_pieces(rows, form))
        else:
            sys.stdout.writelines(_lines(_newest(by, which, options.newest or LINES)))
    return 0


def _typed(options: argparse.Namespace) -> dict[str, str]:
    kinds = {
        AuditKind.STAFF: options.staff,
        AuditKind.IN_PLACE: options.in_place,
        AuditKind.REFUSED: options.refused,
    }
    return {
        "by": options.by,
        "account": options.account,
        "action": options.action,
        "address": options.address,
        "first": _day(options.first),
        "last": _day(options.last),
        "kind": next((kind for kind, wanted in kinds.items() if wanted), AuditKind.ALL),
    }


def _day(day: date | None) -> str:
    return "" if day is None else str(day)


def _newest(by: Acting, which: AuditFilter, limit: int) -> Iterable[AuditRow]:
    from introtui.services.audit import NEWEST_FIRST

    return by.services.audit.page(by.actor, which, replace(NEWEST_FIRST, limit=limit)).items


def _lines(rows: Iterable[AuditRow]) -> Iterable[str]:
    for row in rows:
        line = (
            f"{row.at:%Y-%m-%d %H:%M:%S}  {row.actor or '-':<14} {row.account or '-':<14} {row.address or '-':<15}"
            f" {row.action:<24} {row.what}"
        )
        yield f"{safe(line)}\n"
