"""`introtui corrections`: balances put right by hand, and refunds, above a sum by two pairs of eyes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from introtui.words.acting import DONE_BEFORE, acting, answer, money_record, remark

if TYPE_CHECKING:
    from introtui.domain.corrections import CorrectionKind, CorrectionQuote, CorrectionRow

MOST_SHOWN = 1_000


def list_corrections(options: argparse.Namespace) -> int:
    """Print what waits, then the latest of the others."""
    from introtui.domain.corrections import CorrectionState
    from introtui.domain.paging import PageRequest

    request = PageRequest(sort="", limit=MOST_SHOWN, descending=True)
    with acting(options) as by:
        waiting = by.services.corrections.page(by.actor, CorrectionState.WAITING, request).items
        every = by.services.corrections.page(by.actor, None, request).items
    rows = [*waiting, *(row for row in every if row.state is not CorrectionState.WAITING)]
    return answer(options, [_record(row) for row in rows], lambda: map(_line, rows))


def book_correction(options: argparse.Namespace) -> int:
    """Correct a balance."""
    from introtui.domain.corrections import CorrectionKind

    return _book(options, CorrectionKind.CORRECTION)


def book_refund(options: argparse.Namespace) -> int:
    """Give a refund."""
    from introtui.domain.corrections import CorrectionKind

    return _book(options, CorrectionKind.REFUND)


def _book(options: argparse.Namespace, kind: CorrectionKind) -> int:
    asked = f"{kind} {options.customer} {options.amount} {options.why}"
    with acting(options) as by:
        key, done = by.services.scripts.key(by.actor, options.key, asked)
        if done:
            remark(DONE_BEFORE)
            return answer(options, {"login": options.customer, "done_before": True}, lambda: ())
        quote = by.services.corrections.quote(by.actor, options.customer, kind, options.amount, options.why)
        if options.dry_run:
            return answer(options, _quote_record(quote), lambda: quote.lines)
        row = by.services.corrections.ask(by.actor, quote, key)
    return answer(options, _record(row), lambda: [_line(row)])


def approve_correction(options: argparse.Namespace) -> int:
    """Book what somebody else asked for."""
    with acting(options) as by:
        row = by.services.corrections.approve(by.actor, options.correction)
    return answer(options, _record(row), lambda: [_line(row)])


def decline_correction(options: argparse.Namespace) -> int:
    """Have a correction not booked."""
    with acting(options) as by:
        row = by.services.corrections.decline(by.actor, options.correction, options.why)
    return answer(options, _record(row), lambda: [_line(row)])


def _quote_record(quote: CorrectionQuote) -> dict[str, object]:
    return {
        "login": quote.draft.login,
        "kind": quote.draft.kind,
        "amount": money_record(quote.draft.amount),
        "balance_before": money_record(quote.before),
        "balance_after": money_record(quote.after),
        "needs_approval": quote.needs_second,
    }


def _record(row: CorrectionRow) -> dict[str, object]:
    return {
        "id": row.correction_id,
        "login": row.login,
        "kind": row.kind,
        "amount": money_record(row.amount),
        "why": row.why,
        "state": row.state,
        "asked_by": row.asked_by,
        "decided_by": row.decided_by,
        "decided_why": row.decided_why,
    }


def _line(row: CorrectionRow) -> str:
    by = f" by {row.decided_by}" if row.decided_by else ""
    return (
        f"{row.correction_id:>6}  {row.kind:<10} {row.amount!s:>14}  {row.login:<14} {row.state}{by}; "
        f"asked for by {row.asked_by}: {row.why}"
    )
