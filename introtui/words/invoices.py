"""`introtui invoices` and `introtui balance`: documents, paying them, and what is left."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.domain.errors import IntrotuiError, InvalidValue
from introtui.words.acting import DONE_BEFORE, acting, answer, answer_rows, caller_of, money_record, remark

if TYPE_CHECKING:
    from introtui.domain.billing import StatementRow
    from introtui.domain.documents import Document

OUTPUT = "-"


def list_invoices(options: argparse.Namespace) -> int:
    """Print the documents."""
    with acting(options) as by:
        documents = by.services.invoices.every(by.actor, only_open=options.open)
    return answer(options, [_record(each) for each in documents], lambda: (_line(each) for each in documents))


def show_invoice(options: argparse.Namespace) -> int:
    """Print one document as it stands."""
    from introtui.paper.text import document_text

    with acting(options) as by:
        document = by.services.invoices.numbered(by.actor, options.number)
    return answer(options, _record(document), lambda: document_text(document))


def pay_invoice(options: argparse.Namespace) -> int:
    """Pay an open invoice from the balance."""
    with acting(options) as by:
        document = by.services.invoices.numbered(by.actor, options.number)
        key, done = by.services.scripts.key(by.actor, options.key, f"pay {document.number}")
        if done:
            remark(DONE_BEFORE)
        else:
            document = by.services.payments.pay(by.actor, document.document_id, key)
    return answer(options, _record(document), lambda: [_line(document)])


def save_pdf(options: argparse.Namespace) -> int:
    """Save a document as PDF; no file is ever overwritten. `-` is standard output."""
    if caller_of(options) is not None and options.file != OUTPUT:
        raise InvalidValue(
            f"Name no file on the server: say {OUTPUT} and redirect it, as in: invoices pdf N - > N.pdf"
        )
    with acting(options) as by:
        document = by.services.invoices.numbered(by.actor, options.number)
        content = by.services.documents.pdf(by.actor, document.document_id)
    if options.file == OUTPUT:
        sys.stdout.buffer.write(content)
        return 0
    path = Path(options.file)
    _write(path, content)
    record = {"number": document.number, "file": str(path), "bytes": len(content)}
    return answer(options, record, lambda: [f"{document.number} is in {path}"])


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise IntrotuiError(f"{path} is there already; name another file.") from None
    except OSError as error:
        raise IntrotuiError(f"{path} cannot be written: {error.strerror}.") from error


def show_balance(options: argparse.Namespace) -> int:
    """Print the balance."""
    with acting(options) as by:
        balance = by.services.billing.load(by.actor).balance
    return answer(options, money_record(balance), lambda: [str(balance)])


def show_statement(options: argparse.Namespace) -> int:
    """Print every movement of the balance, the oldest first."""
    from introtui.domain.exporting import export_statement

    with acting(options) as by:
        rows = by.services.billing.every_movement(by.actor)
    return answer_rows(options, lambda form: export_statement(rows, form), lambda: map(_movement_line, rows))


def _movement_line(row: StatementRow) -> str:
    return f"{row.at:%Y-%m-%d %H:%M}  {row.amount!s:>16} {row.balance_after!s:>16}  {row.document:<16} {row.memo}"


def _line(document: Document) -> str:
    due = f"due {document.due_on}" if document.due_on else ""
    return (
        f"{document.number}  {document.issued_on}  {document.total!s:>16}  {document.standing:<5} {due}".rstrip()
    )


def _record(document: Document) -> dict[str, object]:
    return {
        "number": document.number,
        "kind": document.kind,
        "issued_on": str(document.issued_on),
        "due_on": None if document.due_on is None else str(document.due_on),
        "standing": document.standing,
        "settled_on": None if document.settled_on is None else str(document.settled_on),
        "net": money_record(document.net),
        "vat": money_record(document.vat),
        "total": money_record(document.total),
        "reference": document.reference,
        "corrects": document.corrects,
        "lines": [
            {
                "label": line.label,
                "why": line.why,
                "order": line.order_id,
                "net": money_record(line.net),
                "vat": money_record(line.vat),
                "vat_why": line.tax.why,
            }
            for line in document.lines
        ],
        "legal_notes": list(document.legal_notes),
    }
