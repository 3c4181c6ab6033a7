"""Everything about one order as lines of text: beside the list when there is room, else in its own box."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.content import Content

from introtui.domain.order_views import OrderRow, OrderView, TimelineEntry
from introtui.domain.orders import OrderFacts, OrderStatus, SuspendedFor
from introtui.domain.text import safe
from introtui.widgets.plain import Draw, labelled, plain

LABEL = 13
ROOMY = 60
"""Cells from which an event stands beside its time; below, it stands under it."""
INDENT = 18
NARROW_INDENT = 2
NONE_CHOSEN = "Choose an order in the list."
PAYS = "p pays it"
SUSPEND_AFTER_DAYS = 2
"""An overdue order is suspended this long after `paid_until` (spec section 3, a default)."""


Can = Callable[[str], bool]
"""Tells whether whoever reads has a key for what the audit calls so."""


def has_every_key(_action: str) -> bool:
    """Tell that the owner reads."""
    return True


def has_no_key(_action: str) -> bool:
    """Tell that it is read where an order is only shown."""
    return False


def order_drawn(order: OrderView, *, can: Can = has_every_key) -> Draw:
    """Show everything about an order, with the keys that work for whoever reads."""
    return lambda width: iter(detail_lines(order, width, can=can))


def detail_lines(order: OrderView, width: int, *, can: Can = has_every_key) -> list[Content]:
    """Return the order's facts, addresses, comment and timeline; long values hang beside their label."""
    shown = [*_what(order), *_when(order), *_scheduled(order, can)]
    facts = [line for label, value in shown if value for line in labelled(label, value, LABEL, width)]
    comment = [_heading("Comment"), *(plain(line) for line in order.comment.split("\n"))] if order.comment else []
    timeline = [line for entry in order.timeline for line in _event(entry, width)]
    nothing = [plain("Nothing happened yet.").stylize("$quiet")]
    return [*facts, *comment, _heading("Timeline (UTC)"), *(timeline or nothing)]


def _event(entry: TimelineEntry, width: int) -> Iterator[Content]:
    """Return an event with what wraps indented: neither that nor a line break in it looks like another event."""
    moment, indent = f"{entry.at:%Y-%m-%d %H:%M}", INDENT
    words = Content(safe(f"{entry.sentence} ({entry.actor})"))
    if width < ROOMY:
        yield Content.styled(moment, "$quiet")
        moment, indent = "", NARROW_INDENT
    for place, line in enumerate(words.wrap(width - indent)):
        yield Content.assemble((f"{'' if place else moment:<{indent}}", "$quiet"), line)


def _what(order: OrderView) -> Iterator[tuple[str, str]]:
    row, plan = order.row, order.plan
    yield "Order", str(row.order_id)
    yield "Plan", f"{plan.name} ({plan.product})"
    yield "Specs", plan.specs
    yield "Hostname", row.hostname
    yield "System", order.operating_system
    yield "Location", order.location
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


def _scheduled(order: OrderView, can: Can) -> Iterator[tuple[str, str]]:
    facts = order.row.facts
    if facts.cancel_at is not None:
        yield "Ends", with_key(str(facts.cancel_at), "u undoes the cancel", works=can("order.undo_cancel"))
    if facts.next_plan is not None:
        when = "once the invoice is paid" if facts.change_at is None else f"from {facts.change_at}"
        yield (
            "Next plan",
            with_key(f"{facts.next_plan} {when}", "u undoes the change", works=can("order.undo_change")),
        )
    if facts.unpaid_invoice:
        yield "To pay", unpaid_words(facts, can)


def unpaid_words(facts: OrderFacts, can: Can = has_every_key) -> str:
    """Return which invoice of an order is unpaid, and when it is due."""
    words = f"invoice {facts.unpaid_invoice} unpaid, due {facts.unpaid_due}"
    return with_key(words, PAYS, works=can("invoice.pay"))


def with_key(words: str, key: str, *, works: bool) -> str:
    """Return a sentence with what a key does about it, where whoever reads it has that key."""
    return f"{words}; {key}" if works else words


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


def _heading(words: str) -> Content:
    return Content(f"\n{words}").stylize("bold $primary")
