"""How an order is written in a list: columns that fit 80 cells, and a line about the row at the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from introtui.domain.order_views import OrderRow
from introtui.domain.orders import OrderStatus
from introtui.widgets.order_detail import (
    PAYS,
    SUSPEND_AFTER_DAYS,
    Can,
    has_every_key,
    status_words,
    unpaid_words,
    with_key,
)
from introtui.widgets.record_cells import Cell, CellStyle, Column

ADDRESS = 16
HEAD = (
    Column("id", "ID", 6, align="right"),
    Column("plan", "Plan", 14, grow=True),
    Column("address", "IP address", ADDRESS),
)
RUNNING = (
    Column("paid_until", "Paid until", 10),
    Column("days", "Days", 4, align="right"),
    Column("status", " Status", 11),
)
ENDED = (Column("ended", "Ended", 10), Column("status", " Status", 13))
SHORT = {"awaiting payment": "unpaid"}
STYLES: dict[str, CellStyle] = {"overdue": "danger", "suspended": "danger", "unpaid": "warning", "active": ""}


def list_columns(currency: str, *, history: bool) -> tuple[Column, ...]:
    """Return the columns of a list; the currency stands once, over the amounts."""
    cost = Column("cost", currency or "Cost", 8, align="right", whole=True)
    return (*HEAD, *(ENDED if history else RUNNING), cost)


def cells(row: OrderRow) -> Sequence[Cell]:
    """Return the cells of a row; the history has an end instead of what is left."""
    status = short_status(row)
    style = STYLES.get(status, "dim")
    head = (Cell(str(row.order_id), "dim"), Cell(row.plan, "bright"), Cell(short_address(row) or "-"))
    if row.ended_on is not None:
        return (*head, Cell(str(row.ended_on)), Cell(f" {status}", style), Cell(row.price.amount))
    until = row.facts.paid_until
    days = row.days
    return (
        *head,
        Cell("-" if until is None else str(until)),
        Cell("-" if days is None else str(days), "danger" if days is not None and days < 0 else ""),
        # Off the days, which stand at the right end of their column.
        Cell(f" {status}", style),
        Cell(row.price.amount),
    )


def short_address(row: OrderRow) -> str:
    """Return the first address and how many more there are, as far as both fit the list."""
    if not row.more_addresses:
        return row.address
    written = (f"{row.address} +{row.more_addresses}", f"{row.address}+{row.more_addresses}", f"{row.address}+")
    return next((text for text in written if len(text) <= ADDRESS), row.address)


def short_status(row: OrderRow) -> str:
    """Return the status as it fits the list."""
    if row.facts.cancel_at is not None and row.status.startswith("ends"):
        return f"ends {row.facts.cancel_at:%m-%d}"
    return SHORT.get(row.status, row.status)


def note_of(row: OrderRow, can: Can = has_every_key) -> str:
    """Return a line about one order: what happens next, or its name and cost; with the keys that work."""
    facts, number = row.facts, row.order_id
    if row.status == "overdue" and facts.paid_until is not None:
        day = facts.paid_until + timedelta(days=SUSPEND_AFTER_DAYS)
        words = f"{number} {status_words(row)}; suspended on {day} unless paid"
        return with_key(words, PAYS, works=bool(facts.unpaid_invoice) and can("invoice.pay"))
    if facts.cancel_at is not None:
        words = f"{number} ends on {facts.cancel_at}"
        return with_key(words, "u undoes the cancel", works=can("order.undo_cancel"))
    if facts.next_plan is not None:
        when = f"once {facts.unpaid_invoice} is paid" if facts.change_at is None else f"on {facts.change_at}"
        words = f"{number} changes to {facts.next_plan} {when}"
        return with_key(words, "u undoes it", works=can("order.undo_change"))
    if facts.unpaid_invoice:
        return f"{number} {unpaid_words(facts, can)}"
    if facts.status is OrderStatus.AWAITING_PAYMENT:
        return f"{number} waits for its first payment; nothing was charged yet"
    if facts.status is OrderStatus.PROCESSING:
        return f"{number} is being set up; its address appears here when it is ready"
    months = "a month" if row.term_months == 1 else f"for {row.term_months} months"
    renews = ", renews by itself" if row.auto_renew and row.ended_on is None else ""
    status = f"{status_words(row)}; " if facts.status is OrderStatus.SUSPENDED else ""
    # The name comes last: it may be long, and what is cut off stands in the detail.
    return f"{number} {status}{row.price} {months} before VAT{renews}   {row.hostname}"
