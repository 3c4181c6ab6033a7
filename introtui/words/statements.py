"""`introtui payments import` and what follows: bank statements, and entries that somebody has to look at."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from introtui.domain.errors import IntrotuiError, InvalidValue
from introtui.words.acting import acting, answer, caller_of, money_record

if TYPE_CHECKING:
    from introtui.domain.incoming import PaymentQuote
    from introtui.domain.statement_files import ColumnMap, EntryRow, StatementReport

STDIN = "-"
MOST_SHOWN = 1_000


def import_statement(options: argparse.Namespace) -> int:
    """Import a bank statement, or tell what that would do."""
    from introtui.domain.statement_files import ImportRequest

    if caller_of(options) is not None and options.file != STDIN:
        raise InvalidValue(
            f"Name no file on the server: say {STDIN} and redirect it, as in: payments import - < statement.xml"
        )
    with acting(options) as by:
        configured = by.services.statements.configured(by.actor)
        columns = _columns(options, configured)
        name = "standard input" if options.file == STDIN else Path(options.file).name
        request = ImportRequest(name=name, columns=columns, dry_run=options.dry_run)
        with _opened(options.file) as source:
            report = by.services.statements.import_file(by.actor, source, request)
    return answer(options, _report_record(report), lambda: report.lines)


def _columns(options: argparse.Namespace, configured: tuple[str, ...]) -> ColumnMap | None:
    from introtui.domain.statement_files import EXAMPLE, read_columns

    if options.format != "csv":
        if options.columns:
            raise InvalidValue("--columns goes with --format csv.")
        return None
    parts = options.columns or configured
    if not parts:
        raise InvalidValue(f"Say how the file is written, such as --columns {EXAMPLE}; or set statement_columns.")
    return read_columns(parts)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as error:
        raise IntrotuiError(f"{file} cannot be read: {error.strerror}.") from error


def _report_record(report: StatementReport) -> dict[str, object]:
    return {
        "file": report.name,
        "entries": report.entries,
        "dry_run": report.dry_run,
        "resumed": report.resumed,
        **{
            state.value: {"entries": outcome.entries, "sums": [money_record(each) for each in outcome.sums]}
            for state, outcome in report.outcomes.items()
        },
    }


def list_entries(options: argparse.Namespace) -> int:
    """Print the entries of a state."""
    from introtui.domain.paging import PageRequest
    from introtui.domain.statements import EntryState

    request = PageRequest(sort="", limit=MOST_SHOWN)
    with acting(options) as by:
        rows = by.services.statements.page(by.actor, EntryState(options.state), request).items
    return answer(options, [_record(row) for row in rows], lambda: map(_line, rows))


def accept_entry(options: argparse.Namespace) -> int:
    """Book an entry."""
    with acting(options) as by:
        quote = by.services.statements.quote(by.actor, options.entry, options.account)
        if not options.dry_run:
            by.services.statements.accept(by.actor, options.entry, options.account)
    record = _quote_record(quote) | {"entry": options.entry, "booked": not options.dry_run}
    return answer(options, record, lambda: quote.lines)


def ignore_entry(options: argparse.Namespace) -> int:
    """Take an entry off the review list."""
    with acting(options) as by:
        row = by.services.statements.ignore(by.actor, options.entry, options.why)
    return answer(options, _record(row), lambda: [f"Entry {row.entry_id} is ignored: {row.why}"])


def _quote_record(quote: PaymentQuote) -> dict[str, object]:
    return {
        "login": quote.payment.login,
        "amount": money_record(quote.payment.amount),
        "pays": [number for number, _total in quote.pays],
        "balance_before": money_record(quote.before),
        "balance_after": money_record(quote.after),
    }


def _record(row: EntryRow) -> dict[str, object]:
    return {
        "entry": row.entry_id,
        "state": row.state,
        "booked_on": str(row.booked_on),
        "amount": money_record(row.amount),
        "side": row.side,
        "name": row.name,
        "iban": row.iban,
        "reference": row.reference,
        "text": row.text,
        "bank_number": row.number,
        "login": row.login,
        "why": row.why,
        "file": row.statement,
        "line": row.line,
    }


def _line(row: EntryRow) -> str:
    amount = f"{row.amount!s:>14}"
    return (
        f"{row.entry_id:>7}  {row.booked_on}  {amount}  {row.login or '-':<14} {row.name}: {row.said}  [{row.why}]"
    )
