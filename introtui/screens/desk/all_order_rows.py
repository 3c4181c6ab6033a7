"""How an order is written in the list of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from introtui.domain.all_orders import AllOrdersFilter, OwnedOrderRow
from introtui.screens.order_rows import STYLES, short_address, short_status
from introtui.widgets.record_cells import Cell, Column

HEAD = (
    Column("id", "ID", 7, align="right"),
    Column("login", "Login", 11, sortable=False),
    Column("plan", "Plan", 12, grow=True, sortable=False),
)
ADDRESS = Column("address", "IP address", 16, sortable=False)
TAIL = (
    Column("paid_until", "Paid until", 10),
    Column("days", "Days", 4, align="right", sortable=False),
    Column("status", " Status", 11, sortable=False),
    Column("amount", "Amount", 12, align="right", whole=True),
)


def columns(wanted: AllOrdersFilter, *, is_wide: bool) -> tuple[Column, ...]:
    """Return the columns of a list; it sorts by those that its filter allows."""
    shown = (*HEAD, *((ADDRESS,) if is_wide else ()), *TAIL)
    return tuple(replace(column, sortable=column.key in wanted.sorts) for column in shown)


def cells(row: OwnedOrderRow, *, is_wide: bool) -> Sequence[Cell]:
    """Return the cells of a row."""
    order = row.order
    status, until, days = short_status(order), order.facts.paid_until, order.days
    return (
        Cell(str(order.order_id), "dim"),
        Cell(row.login, "bright"),
        Cell(order.plan),
        *((Cell(short_address(order) or "-", "dim"),) if is_wide else ()),
        Cell("-" if until is None else str(until)),
        Cell("-" if days is None else str(days), "danger" if days is not None and days < 0 else ""),
        Cell(f" {status}", STYLES.get(status, "dim")),
        Cell(str(order.price)),
    )
