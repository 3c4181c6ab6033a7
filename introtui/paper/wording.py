"""What a document says, before it is laid out: the same words on a screen and on paper.

The items are those of Directive 2006/112/EC, Article 226, and for credit notes Article 219. Texts are as stored:
whoever lays them out makes them safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stdnum import iban

from introtui.domain.documents import DocumentKind, Standing
from introtui.domain.money import Money
from introtui.domain.pricing import GIVEN_BACK, KIND_NAMES
from introtui.domain.vat import show_rate

if TYPE_CHECKING:
    from introtui.domain.documents import Document, Party
    from introtui.domain.pricing import QuoteLine
    from introtui.domain.taxation import Tax

_SOURCE_WORDS: Final = ("on ", "invoice ")


def heading(document: Document) -> str:
    """Return the title and number, such as "Invoice INV-2026-000123"."""
    return f"{document.title} {document.number}"


def state(document: Document) -> str:
    """Return what became of a document, in a few words."""
    if document.standing is Standing.PAID:
        return f"Paid on {document.settled_on}"
    if document.standing is Standing.VOID:
        return f"Void since {document.settled_on}"
    if document.standing is Standing.OPEN:
        return "Open"
    return f"Voids {document.corrects}" if document.corrects else "Credited to the balance"


def party_lines(party: Party) -> list[str]:
    """Return name, address, VAT ID and email, one a line, without what is not stated."""
    vat_id = f"VAT ID {party.vat_id}" if party.vat_id else ""
    return [line for line in (party.name, *party.address, party.country, vat_id, party.email) if line]


def facts(document: Document) -> list[tuple[str, str]]:
    """Return dates, account and what is corrected, each with its label.

    The tax date is the day of issue: a document is issued on the day of the event it books.
    """
    due = [("Due", str(document.due_on))] if document.due_on else []
    corrected = ", ".join(corrects(document))
    return [
        ("Issued", str(document.issued_on)),
        ("Tax date", str(document.issued_on)),
        *due,
        ("Account", document.login),
        *([("Corrects", corrected)] if corrected else []),
    ]


def corrects(document: Document) -> tuple[str, ...]:
    """Return what a credit note corrects, each once: the invoice it voids, or where its lines come from."""
    if document.kind is not DocumentKind.CREDIT_NOTE:
        return ()
    if document.corrects:
        return (document.corrects,)
    sources = [line.source for line in document.lines if line.source and line.kind in GIVEN_BACK]
    return tuple(dict.fromkeys(_without_preposition(source) for source in sources))


def _without_preposition(source: str) -> str:
    for word in _SOURCE_WORDS:
        source = source.removeprefix(word)
    return source


def line_title(line: QuoteLine) -> str:
    """Return what a line is about, such as "Term  VPS M · order 20001"."""
    return f"{KIND_NAMES[line.kind]}  {line.label}"


def line_details(line: QuoteLine) -> list[str]:
    """Return a line's period or reason, its working, and why it is taxed as it is."""
    details = [line.why, period_words(line), line.working]
    source = f", as {line.source}" if line.source else ""
    return [*(detail for detail in details if detail), tax_words(line.tax) + source]


def period_words(line: QuoteLine) -> str:
    """Return the period a line pays for, blank where it has none or its reason names it already."""
    if line.period is None:
        return ""
    words = f"{line.period.start} to {line.period.end}"
    return "" if words in line.why else f"Period {words}"


def tax_words(tax: Tax) -> str:
    """Return rate and treatment, such as "VAT 21 %, Netherlands, consumer"."""
    return f"VAT {show_rate(tax.rate_bp)}, {tax.why}"


def awaits_payment(document: Document) -> bool:
    """Tell whether money is still to come."""
    return document.standing is Standing.OPEN and document.total > Money.zero(document.currency)


def payment_sentence(document: Document) -> str:
    """Return what is to be paid, and by when."""
    by = f" by {document.due_on}" if document.due_on else ""
    return f"Please pay {document.total}{by}, from the balance of your account or by bank transfer:"


def transfer_facts(document: Document) -> list[tuple[str, str]]:
    """Return where a transfer goes and the reference that finds the invoice, each with its label."""
    seller = document.seller
    known = (
        ("Payee", seller.name),
        ("IBAN", iban.format(seller.iban) if seller.iban else ""),
        ("BIC", seller.bic),
        ("Reference", document.reference),
    )
    return [(label, value) for label, value in known if value]
