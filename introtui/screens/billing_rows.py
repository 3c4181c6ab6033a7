"""How documents, movements of the balance and actions are written in the list: columns that fit 80 cells."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from introtui.domain.billing import DocumentRow, HistoryRow, StatementRow
from introtui.domain.documents import DocumentKind, Standing
from introtui.widgets.order_detail import with_key
from introtui.widgets.record_cells import Cell, CellStyle, Column

BillingRow = DocumentRow | StatementRow | HistoryRow


class View(StrEnum):
    """What the list shows; the values are its names on the screen."""

    DOCUMENTS = "Documents"
    STATEMENT = "Statement"
    HISTORY = "History"

    @property
    def next(self) -> View:
        """The view that comes after this one."""
        views = list(View)
        return views[(views.index(self) + 1) % len(views)]


def columns(view: View, currency: str) -> tuple[Column, ...]:
    """Return the columns of a view; the currency stands once, over the amounts."""
    by_view = {
        View.DOCUMENTS: (
            Column("number", "Number", 15),
            Column("issued", "Issued", 10),
            Column("due", "Due", 10),
            Column("about", "For", 17, grow=True),
            Column("standing", "Status", 8),
            Column("total", currency or "Total", 10, align="right", whole=True),
        ),
        View.STATEMENT: (
            Column("at", "Time (UTC)", 16, sortable=False),
            Column("memo", "Movement", 35, sortable=False, grow=True),
            Column("amount", currency or "Amount", 11, align="right", sortable=False, whole=True),
            Column("balance", "Balance", 11, align="right", sortable=False, whole=True),
        ),
        View.HISTORY: (
            Column("at", "Time (UTC)", 16),
            Column("what", "What", 33, grow=True),
            Column("actor", "By", 10),
            Column("address", "From", 14),
        ),
    }
    return by_view[view]


NEWEST_FIRST = {View.DOCUMENTS: ("issued", True), View.STATEMENT: ("booked", True), View.HISTORY: ("at", True)}
"""How each view is sorted at first; the statement stays so, or turned around."""
SORT_WORDS = {
    "number": "number",
    "issued": "issued",
    "due": "due",
    "about": "kind",
    "standing": "status",
    "total": "total",
    "at": "time",
    "booked": "booked",
    "what": "kind",
    "actor": "by",
    "address": "from",
}


def key_of(row: BillingRow) -> int:
    """Return a row's number in its view."""
    if isinstance(row, DocumentRow):
        return row.document_id
    return row.transaction_id if isinstance(row, StatementRow) else row.audit_id


def cells(row: BillingRow) -> Sequence[Cell]:
    """Return the cells of a row."""
    if isinstance(row, DocumentRow):
        return _document(row)
    if isinstance(row, StatementRow):
        return (
            Cell(f"{row.at:%Y-%m-%d %H:%M}", "dim"),
            Cell(row.memo),
            Cell(row.amount.amount, "bright"),
            Cell(row.balance_after.amount),
        )
    return (
        Cell(f"{row.at:%Y-%m-%d %H:%M}", "dim"),
        Cell(row.what, "bright"),
        Cell(row.actor),
        Cell(row.address or "-", "dim"),
    )


def _document(row: DocumentRow) -> Sequence[Cell]:
    status = row.status
    styles: dict[str, CellStyle] = {"overdue": "danger", "open": "warning"}
    return (
        Cell(row.number, "bright"),
        Cell(str(row.issued_on)),
        Cell("-" if row.due_on is None else str(row.due_on)),
        Cell(row.about),
        Cell(status, styles.get(status, "dim")),
        Cell(row.total.amount),
    )


def note_of(row: BillingRow, *, here: bool = True, pays: bool = True) -> str:
    """Return a line about one row: what can be done with it, or what the columns may have cut off.

    `here` is whether it is read in the section, which has the keys, `pays` whether by somebody who may pay.
    """
    if isinstance(row, HistoryRow):
        return row.what
    if isinstance(row, StatementRow):
        document = f", {row.document}" if row.document else ""
        return f"{row.memo}{document}; the balance was {row.balance_before} before"
    if row.standing is Standing.OPEN:
        due = f", {'overdue since' if row.status == 'overdue' else 'due'} {row.due_on}" if row.due_on else ""
        keys = f"{'p pays it, ' if pays else ''}t for a bank transfer"
        return with_key(f"{row.number}, {row.total}{due}", keys, works=here)
    what = "Credit note" if row.kind is DocumentKind.CREDIT_NOTE else "Invoice"
    return with_key(f"{what} {row.number}, {row.total}: {row.about}", "d saves it as PDF", works=here)
