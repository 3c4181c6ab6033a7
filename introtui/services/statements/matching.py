"""What there is in the database to match entries with, looked up for some entries at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from introtui.domain.holders import words_of
from introtui.domain.money import Money
from introtui.domain.statements import BankEntry, Known, Match, Named, OpenInvoice, account_of_reference, match
from introtui.services.payments import top_up_reference
from introtui.store import tables
from introtui.store.bank_queries import (
    accounts_by_id,
    documents_by_number,
    documents_by_reference,
    open_invoices,
    senders,
    settled_among,
)


@dataclass(slots=True)
class OpenInvoices:
    """The open invoices of the amounts that a file has without a reference, by a word of their customer's name.

    It is read once for a file. What was settled since is left out when it is asked, so that it may be old.
    """

    by_word: dict[tuple[Money, str], list[OpenInvoice]] = field(default_factory=lambda: defaultdict(list))
    only: dict[Money, OpenInvoice] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, amounts: set[Money]) -> OpenInvoices:
        """Read those of some amounts."""
        found, counts = cls(), Counter[Money]()
        for invoice in open_invoices(session) if amounts else ():
            if invoice.total in amounts:
                counts[invoice.total] += 1
                found.only[invoice.total] = invoice
                for word in words_of(f"{' '.join(invoice.person)} {invoice.company}"):
                    found.by_word[invoice.total, word].append(invoice)
        for amount, count in counts.items():
            if count > 1:
                del found.only[amount]
        return found

    def like(self, entry: BankEntry) -> Sequence[OpenInvoice]:
        """Return those that may be meant: with a word of the sender's name, else the only one of its amount."""
        said = (self.by_word.get((entry.amount, word), ()) for word in words_of(entry.name))
        found = {invoice.reference: invoice for invoices in said for invoice in invoices}
        if not found and entry.amount in self.only:
            return (self.only[entry.amount],)
        return tuple(found.values())


def matches(session: Session, entries: Sequence[BankEntry], invoices: OpenInvoices) -> Iterator[Match]:
    """Yield whose each entry is, each as of when it is asked for: so one booked before it counts."""
    named = _named(session, {reference for entry in entries for reference in entry.references})
    typed = documents_by_number(session, {number for entry in entries for number in entry.documents})
    known_senders = senders(session, {entry.iban for entry in entries if entry.iban})
    for entry in entries:
        like = invoices.like(entry)
        settled = settled_among(session, [invoice.reference for invoice in like])
        known = Known(
            named=tuple(_there(entry.references, named)),
            typed=tuple(_there(entry.documents, typed)),
            open_invoices=tuple(invoice for invoice in like if invoice.reference not in settled),
            sender=known_senders.get(entry.iban),
        )
        yield match(entry, known)


def stored(row: tables.BankEntry) -> BankEntry:
    """Return a stored entry as the bank told it."""
    return BankEntry(
        line=row.line,
        account=row.account,
        number=row.number,
        booked_on=row.booked_on,
        amount=Money(row.minor, row.currency),
        side=row.side,
        reference=row.reference,
        text=row.text,
        end_to_end=row.end_to_end,
        name=row.name,
        iban=row.iban,
    )


def _there(words: Iterable[str], known: dict[str, Named]) -> Iterator[Named]:
    return (known[word] for word in words if word in known)


def _named(session: Session, references: set[str]) -> dict[str, Named]:
    """Return what references stand for: documents, and the balances of accounts."""
    found = documents_by_reference(session, references) if references else {}
    ids = {reference: account_of_reference(reference) for reference in references - found.keys()}
    accounts = accounts_by_id(session, {number for number in ids.values() if number is not None})
    for reference, number in ids.items():
        # Check digits alone do not make it ours: as written, it has to be the one that we print.
        if number in accounts and reference == top_up_reference(number):
            login, currency = accounts[number]
            found[reference] = Named(reference=reference, account_id=number, login=login, currency=currency)
    return found
