"""Orders and quotes as words answer them: lines for people, records for scripts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from introtui.domain.exporting import order_record
from introtui.domain.order_views import OrderView
from introtui.domain.pricing import Priced, QuoteLine
from introtui.domain.vat import show_rate
from introtui.words.acting import answer, money_record

Record = dict[str, object]
RECENT = 1


def answer_order(options: argparse.Namespace, order: OrderView) -> int:
    """Answer with an order as it is now."""
    return answer(options, order_view_record(order), lambda: order_lines(order))


def order_view_record(order: OrderView) -> Record:
    """Return everything about an order; dates ISO 8601, money as exact texts."""
    facts, period = order.row.facts, order.period
    return {
        **order_record(order.row),
        "specs": order.plan.specs,
        "ip_addresses": list(order.addresses),
        "period_start": None if period is None else str(period.start),
        "cancel_at": None if facts.cancel_at is None else str(facts.cancel_at),
        "next_plan": facts.next_plan,
        "change_at": None if facts.change_at is None else str(facts.change_at),
        "unpaid_invoice": facts.unpaid_invoice,
        "operating_system": order.operating_system,
        "location": order.location,
        "comment": order.comment,
        "timeline": [
            {"at": entry.at.isoformat(), "actor": entry.actor, "sentence": entry.sentence}
            for entry in order.timeline
        ],
    }


def order_lines(order: OrderView) -> Iterator[str]:
    """Yield an order's facts and the newest of its timeline."""
    row = order.row
    yield f"Order {row.order_id}: {row.product}, {row.plan} · {row.status}"
    yield f"  {row.price} for {row.term_months} months, before VAT; paid until {row.facts.paid_until or '--'}"
    if order.addresses:
        yield f"  {', '.join(order.addresses)}"
    if row.facts.unpaid_invoice:
        yield f"  unpaid: {row.facts.unpaid_invoice}"
    for entry in order.timeline[:RECENT]:
        yield f"  {entry.sentence}"


def quote_record(quote: Priced) -> Record:
    """Return what would be booked."""
    return {
        "lines": [_line_record(line) for line in quote.lines],
        "net": money_record(quote.net),
        "vat": money_record(quote.vat),
        "total": money_record(quote.total),
        "balance_before": money_record(quote.balance_before),
        "balance_after": money_record(quote.balance_after),
        "shortfall": money_record(quote.shortfall),
        "notes": list(quote.notes),
    }


def _line_record(line: QuoteLine) -> Record:
    return {
        "kind": line.kind,
        "label": line.label,
        "why": line.why,
        "working": line.working,
        "net": money_record(line.net),
        "vat": money_record(line.vat),
        "vat_percent": show_rate(line.tax.rate_bp).removesuffix(" %"),
        "vat_treatment": line.tax.treatment,
        "vat_why": line.tax.why,
    }


def quote_lines(quote: Priced) -> Iterator[str]:
    """Yield what would be booked, line by line with its reasons."""
    for line in quote.lines:
        working = f"{line.working}, " if line.working else ""
        yield f"{line.kind:<7} {line.label}: {line.net} ({working}{line.why})"
        yield f"        VAT {show_rate(line.tax.rate_bp)}: {line.vat} ({line.tax.why})"
    yield f"total   {quote.total} ({quote.net} and VAT {quote.vat})"
    yield f"balance {quote.balance_before} before, {quote.balance_after} after"
    if quote.shortfall.minor:
        yield f"        {quote.shortfall} short"
    yield from (f"        {note}" for note in quote.notes)
