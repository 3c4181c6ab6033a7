"""Everything about one order as lines of text: beside the list when there is room, else in its own box."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from introtui.domain.order_views import OrderRow, OrderView
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.widgets.plain import plain

LABEL = 13
LEAST_WIDTH = 30
SUSPEND_AFTER_DAYS = 2
"""An overdue order is suspended this long after `paid_until` (spec section 3, a default)."""


class OrderDetail(VerticalScroll):
    """Shows an order, or what to do while none is chosen."""

    def compose(self) -> Iterator[Static]:
        """Lay out one block of text."""
        yield Static("", markup=False)

    _order: OrderView | None = None

    def show(self, order: OrderView | None) -> None:
        """Show an order."""
        self._order = order
        self._draw()

    def on_resize(self) -> None:
        """Wrap again at the new width."""
        self._draw()

    def _draw(self) -> None:
        order, width = self._order, max(self.size.width - 1, LEAST_WIDTH)
        lines = [plain("Choose an order in the list.")] if order is None else detail_lines(order, width)
        self.query_one(Static).update(Content("\n").join(lines))


def detail_lines(order: OrderView, width: int) -> list[Content]:
    """Return the order's facts, addresses, comment and timeline; long values hang beside their label."""
    shown = [*_what(order), *_when(order), *_scheduled(order)]
    facts = [line for label, value in shown if value for line in _fact(label, value, width)]
    comment = [_heading("Comment"), *(plain(line) for line in order.comment.split("\n"))] if order.comment else []
    timeline = [plain(f"{entry.at:%Y-%m-%d %H:%M}  {entry.sentence} ({entry.actor})") for entry in order.timeline]
    nothing = [plain("Nothing happened yet.").stylize("$text-muted")]
    return [*facts, *comment, _heading("Timeline (UTC)"), *(timeline or nothing)]


def _what(order: OrderView) -> Iterator[tuple[str, str]]:
    row, plan = order.row, order.plan
    yield "Order", str(row.order_id)
    yield "Plan", f"{plan.name} ({plan.product})"
    yield "Specs", plan.specs
    yield "Hostname", row.hostname
    yield "Addresses", ", ".join(order.addresses) or "none assigned yet"
    months = "1 month" if row.term_months == 1 else f"{row.term_months} months"
    yield "Cost", f"{row.price} for {months}, before VAT"
    yield "Refund", plan.refund_terms.sentence


def _when(order: OrderView) -> Iterator[tuple[str, str]]:
    row = order.row
    yield "Status", status_words(row)
    yield "Started", "" if order.started_on is None else str(order.started_on)
    if order.period is not None:
        yield "Paid period", f"{order.period.start} until {order.period.end}"
    if row.days is not None:
        yield "Days left", str(row.days)
    yield "Ended", "" if row.ended_on is None else str(row.ended_on)
    if row.ended_on is None:
        yield "Auto-renew", "on" if row.auto_renew else "off"


def _scheduled(order: OrderView) -> Iterator[tuple[str, str]]:
    facts = order.row.facts
    if facts.cancel_at is not None:
        yield "Ends", f"{facts.cancel_at}; u undoes the cancel"
    if facts.next_plan is not None and order.period is not None:
        yield "Next plan", f"{facts.next_plan} from {order.period.end}; u undoes the change"


def status_words(row: OrderRow) -> str:
    """Return the status with what follows from it, in a sentence's length."""
    facts = row.facts
    if row.status == "overdue" and facts.paid_until is not None:
        return f"overdue since {facts.paid_until}"
    if facts.status is OrderStatus.SUSPENDED:
        reasons = {SuspendedFor.NONPAYMENT: "not paid", SuspendedFor.VIOLATION: "violation of the terms"}
        return (
            f"suspended ({reasons.get(facts.suspended_for, 'ask support')})"
            if facts.suspended_for
            else "suspended"
        )
    return row.status


def _fact(label: str, value: str, width: int) -> Iterator[Content]:
    lines = plain(value).wrap(width - LABEL)
    for head, line in zip([label, *[""] * len(lines)], lines, strict=False):
        yield Content.assemble((f"{head:<{LABEL}}", "$text-muted"), line)


def _heading(words: str) -> Content:
    return Content(f"\n{words}").stylize("bold $primary")
