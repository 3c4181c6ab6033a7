"""The lines above the billing list: the balance, what waits to be paid, how to pay."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from introtui.domain.billing import BillingView
from introtui.domain.text import safe
from introtui.widgets.plain import Block

LABEL = 17
HOW = "p from the balance, t by bank transfer; u tops up the balance"


class BillingHead(Block):
    """Shows the billing slice."""

    def __init__(self) -> None:
        super().__init__("Loading…", markup=False, id="billing-head")

    def show(self, billing: BillingView) -> None:
        """Show balance, open invoices and how to pay."""
        self.update(Content("\n").join(head_lines(billing)))


def head_lines(billing: BillingView) -> Iterator[Content]:
    """Return the three lines."""
    low = f"   low: under your alert threshold of {billing.low_balance}" if billing.is_low else ""
    yield _fact("Balance", str(billing.balance), low, "$error" if low else "")
    if not billing.open_invoices:
        yield _fact("Open invoices", "none", "", "")
    else:
        late = billing.overdue_invoices
        due = f"   next due {billing.next_due}" if billing.next_due else ""
        rest = f"   {late} overdue" if late else due
        count = f"{billing.open_invoices}, {billing.open_total}"
        yield _fact("Open invoices", count, rest, "$error" if late else "$quiet")
    yield _fact("How to pay", "", HOW, "$quiet")


def _fact(label: str, value: str, rest: str, style: str) -> Content:
    return Content.assemble(f"{label:<{LABEL}}", (safe(value), "bold"), (safe(rest), style))
