"""The lists of the section Money: their columns, how their rows are shown, and what is known of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from textual.content import Content

from introtui.domain.corrections import CorrectionRow, CorrectionState
from introtui.domain.incoming import PaymentRow
from introtui.domain.permissions import Permission
from introtui.domain.statement_files import EntryRow
from introtui.domain.statements import EntryState, Side
from introtui.widgets.plain import Draw, labelled
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

MoneyRow = EntryRow | PaymentRow | CorrectionRow
"""A row of any of the lists."""
LABEL = 11


class MoneyView(StrEnum):
    """What is listed; the words stand in a line above the list."""

    REVIEW = "Bank"
    RECENT = "Came in"
    CORRECTIONS = "Corrections"

    @property
    def next(self) -> MoneyView:
        """The view after this one."""
        views = list(MoneyView)
        return views[(views.index(self) + 1) % len(views)]


ENTRY_STATES = {
    EntryState.WAITING: "to review",
    EntryState.IGNORED: "ignored",
    EntryState.BOOKED: "booked",
    EntryState.REPEATED: "came before",
    EntryState.LISTED: "never booked",
}
CORRECTION_STATES = {
    CorrectionState.WAITING: "wait for a second pair of eyes",
    CorrectionState.BOOKED: "booked",
    CorrectionState.DECLINED: "declined",
}

ENTRY_COLUMNS = (
    Column("day", "Day", 10, sortable=False),
    Column("amount", "Amount", 13, align="right", sortable=False, whole=True),
    Column("name", "From", 18, grow=True, sortable=False),
    Column("said", "Says", 18, grow=True, sortable=False),
    Column("login", "For", 10, sortable=False),
)
PAYMENT_COLUMNS = (
    Column("day", "Day", 10, sortable=False),
    Column("amount", "Amount", 13, align="right", sortable=False, whole=True),
    Column("login", "Login", 12, sortable=False),
    Column("reference", "Reference", 20, grow=True, sortable=False),
    Column("number", "Bank's number", 14, sortable=False),
)
CORRECTION_COLUMNS = (
    Column("asked", "Asked", 10, sortable=False),
    Column("amount", "Amount", 13, align="right", sortable=False, whole=True),
    Column("login", "Login", 12, sortable=False),
    Column("kind", "What", 10, sortable=False),
    Column("by", "By", 9, sortable=False),
    Column("why", "Why", 12, grow=True, sortable=False),
)


def table_of(view: MoneyView, may: Callable[[Permission], bool]) -> RecordTable[Any]:
    """Return the table of a view, which reads once it is shown; `may` tells which keys there are."""
    imports, corrects = may(Permission.STATEMENTS), may(Permission.CORRECT)
    if view is MoneyView.REVIEW:
        return RecordTable[EntryRow](
            ENTRY_COLUMNS,
            key=lambda row: row.entry_id,
            cells=entry_cells,
            selectable=False,
            empty=f"Nothing of the bank is here. Press {_key('i to import a statement, ', imports)}f for others.",
        )
    if view is MoneyView.RECENT:
        return RecordTable[PaymentRow](
            PAYMENT_COLUMNS,
            key=lambda row: row.payment_id,
            cells=payment_cells,
            selectable=False,
            empty=f"No payment came in yet.{_key(' Press r to record one.', may(Permission.PAYMENTS))}",
        )
    return RecordTable[CorrectionRow](
        CORRECTION_COLUMNS,
        key=lambda row: row.correction_id,
        cells=correction_cells,
        selectable=False,
        empty=f"No correction is here. Press {_key('b to correct a balance, ', corrects)}f for others.",
    )


def _key(words: str, is_there: bool) -> str:
    return words if is_there else ""


def entry_cells(row: EntryRow) -> Sequence[Cell]:
    """Return how an entry is shown; money that went out has a minus."""
    sign = "-" if row.side is Side.DEBIT else ""
    return (
        Cell(str(row.booked_on), "dim"),
        Cell(f"{sign}{row.amount.amount} {row.amount.currency}", "bright"),
        Cell(row.name or row.iban or "-"),
        Cell(row.said or "-", "dim"),
        Cell(row.login or "nobody", "" if row.login else "dim"),
    )


def payment_cells(row: PaymentRow) -> Sequence[Cell]:
    """Return how a payment is shown."""
    return (
        Cell(str(row.received_on), "dim"),
        Cell(f"{row.amount.amount} {row.amount.currency}", "bright"),
        Cell(row.login),
        Cell(row.reference or "-", "dim"),
        Cell(row.external_id, "dim"),
    )


def correction_cells(row: CorrectionRow) -> Sequence[Cell]:
    """Return how a correction is shown."""
    return (
        Cell(f"{row.asked_at:%Y-%m-%d}", "dim"),
        Cell(f"{row.amount.amount} {row.amount.currency}", "bright"),
        Cell(row.login),
        Cell(row.kind),
        Cell(row.asked_by, "dim"),
        Cell(row.why),
    )


def note_about(row: MoneyRow) -> str:
    """Return a line about the row at the cursor."""
    if isinstance(row, EntryRow):
        decided = f" ({row.decided_by}, {row.decided_at:%Y-%m-%d})" if row.decided_at else ""
        return f"{row.why}{decided}"
    if isinstance(row, PaymentRow):
        return f"{row.holder}: {row.method.replace('_', ' ')}"
    decided = f" by {row.decided_by}" if row.decided_by else ""
    asked = f", asked for by {row.asked_by}" if row.state is CorrectionState.WAITING else ""
    return f"{row.state}{asked}{decided}. {row.decided_why or row.why}"


def drawn(row: MoneyRow) -> Draw:
    """Return everything about a row, beside its list."""

    def draw(width: int) -> Iterator[Content]:
        for label, value in _facts(row):
            if value:
                yield from labelled(label, value, LABEL, width)

    return draw


def _facts(row: MoneyRow) -> Iterator[tuple[str, str]]:
    if isinstance(row, EntryRow):
        yield from (("Booked on", str(row.booked_on)), ("Amount", str(row.amount)), ("Side", row.side))
        yield from (("From", row.name), ("IBAN", row.iban), ("Reference", row.reference), ("Text", row.text))
        yield from (("Bank's no.", row.number), ("File", f"{row.statement}, line {row.line}"))
        yield from (("For", row.login), ("State", row.state), ("Why", row.why), ("Decided", row.decided_by))
    elif isinstance(row, PaymentRow):
        yield from (("Arrived", str(row.received_on)), ("Amount", str(row.amount)), ("Login", row.login))
        yield from (("Customer", row.holder), ("Reference", row.reference), ("Bank's no.", row.external_id))
    else:
        yield from (("Asked", f"{row.asked_at:%Y-%m-%d %H:%M} UTC"), ("By", row.asked_by), ("What", row.kind))
        yield from (("Amount", str(row.amount)), ("Login", row.login), ("Customer", row.holder))
        yield from (("Balance", str(row.balance)), ("Why", row.why), ("State", row.state))
        yield from (("Decided", row.decided_by), ("Reason", row.decided_why))
