"""What a bank says of one movement on an account, and to whom it belongs: rules as pure functions.

ISO 20022, camt.053: an entry is credited or debited, may reverse another, and may be one of those not booked yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from introtui.domain.documents import SERIES
from introtui.domain.holders import is_holder
from introtui.domain.money import Money

MOST_TEXT = 500
"""Characters kept of what a sender wrote; camt.053 has 140 in one line and allows many."""
_SPACED = re.compile(r"\bRF ?[0-9](?:[ -]?[A-Z0-9]){2,22}(?![A-Z0-9])")
_DOCUMENT = re.compile(rf"\b({'|'.join(SERIES.values())})-?\s?([0-9]{{4}})-?\s?([0-9]{{6,}})\b")
_ACCOUNT = re.compile(r"ACC([0-9]{8,18})")


class Side(StrEnum):
    """Whether money came or went; stored as these words."""

    CREDIT = "credit"
    DEBIT = "debit"


class EntryState(StrEnum):
    """What became of an entry; stored as these words."""

    WAITING = "waiting"
    BOOKED = "booked"
    IGNORED = "ignored"
    REPEATED = "repeated"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One movement as the bank tells it.

    `line` is where it stands in the file. `number` is the bank's own id, blank where it gave none; `account` the
    company's own account there. `why_listed` tells why it is never booked as a payment, blank for a payment.
    `why_unsure` tells why nobody can book it without looking.
    """

    line: int
    account: str
    number: str
    booked_on: date
    amount: Money
    side: Side = Side.CREDIT
    reference: str = ""
    text: str = ""
    end_to_end: str = ""
    name: str = ""
    iban: str = ""
    why_listed: str = ""
    why_unsure: str = ""
    is_pending: bool = False
    """Whether it is still to be booked by the bank, and then comes again."""

    @property
    def facts(self) -> str:
        """A digest of everything it says, which is the same whichever file it came in."""
        said = (
            self.account,
            self.number,
            str(self.booked_on),
            str(self.amount),
            self.side,
            self.reference,
            self.text,
            self.end_to_end,
            self.name,
            self.iban,
            self.why_listed,
        )
        return sha256("\n".join(said).encode()).hexdigest()

    @property
    def references(self) -> tuple[str, ...]:
        """Every ISO 11649 reference in it whose check digits fit: the structured one first, then typed ones."""
        found = [*_found(self.reference), *_found(self.end_to_end), *_found(self.text)]
        return tuple(dict.fromkeys(found))

    @property
    def documents(self) -> tuple[str, ...]:
        """The numbers of documents that the sender typed, as they are printed."""
        found = _DOCUMENT.findall(f"{self.text} {self.reference}".upper())
        return tuple(dict.fromkeys(f"{series}-{year}-{int(number):06d}" for series, year, number in found))


def _found(text: str) -> Iterator[str]:
    """Yield the references in a text, also such as are written in groups or run into a word after them."""
    from stdnum import iso11649

    for written in _SPACED.findall(text.upper()):
        parts = re.split("[ -]", written)
        for end in range(len(parts), 0, -1):
            whole = "".join(parts[:end])
            if iso11649.is_valid(whole):
                yield whole
                break


def account_of_reference(reference: str) -> int | None:
    """Return the account whose balance a reference tops up, None for any other reference."""
    found = _ACCOUNT.fullmatch(reference[4:])
    return None if found is None else int(found[1])


class Certainty(StrEnum):
    """How sure it is whose a payment is."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """To whom an entry belongs and why; `references` are of the invoices it pays, in their order."""

    certainty: Certainty
    why: str
    account_id: int | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a reference, or a number typed, stands for: an account, and the invoice if it is one's."""

    reference: str
    account_id: int
    login: str
    currency: str
    document: str = ""
    total: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """An invoice that waits to be paid, and who has it."""

    reference: str
    number: str
    account_id: int
    login: str
    total: Money
    person: tuple[str, str]
    company: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is to compare an entry with.

    `named` is what its references stand for, `typed` what document numbers in its text do, `open_invoices` those
    of exactly its amount. `sender` is the account that money from this bank account went to the last time.
    """

    named: Sequence[Named] = ()
    typed: Sequence[Named] = ()
    open_invoices: Sequence[OpenInvoice] = ()
    sender: Named | None = None


def match(entry: BankEntry, known: Known) -> Match:
    """Return whose an entry is: by reference, else by amount and name, else a proposal or nobody.

    What is booked without anybody looking is sure: a reference with its check digits, or the amount of exactly
    one open invoice together with its customer's name.
    """
    if entry.why_unsure:
        return _proposed(entry.why_unsure, entry, known)
    if known.named:
        return _by_reference(entry, known.named)
    if entry.references:
        return _proposed(f"{entry.references[0]} is no reference of ours.", entry, known)
    fitting = [each for each in known.open_invoices if is_holder(entry.name, each.person, each.company)]
    if len(fitting) == 1:
        (invoice,) = fitting
        why = f"Amount and name are those of {invoice.number} of {invoice.login}."
        return Match(
            certainty=Certainty.SURE, why=why, account_id=invoice.account_id, references=(invoice.reference,)
        )
    if fitting:
        return Match(certainty=Certainty.NONE, why=f"Amount and name fit {len(fitting)} open invoices.")
    return _proposed("", entry, known)


def _by_reference(entry: BankEntry, named: Sequence[Named]) -> Match:
    owners = dict.fromkeys(each.account_id for each in named)
    first = named[0]
    if len(owners) > 1:
        return Match(certainty=Certainty.NONE, why="Its references are of several customers.")
    if first.currency != entry.amount.currency:
        why = f"The account of {first.login} is kept in {first.currency}."
        return Match(certainty=Certainty.NONE, why=why)
    documents = ", ".join(each.document for each in named if each.document)
    why = f"The reference of {documents or 'the balance'} of {first.login}."
    return Match(
        certainty=Certainty.SURE,
        why=why,
        account_id=first.account_id,
        references=tuple(each.reference for each in named if each.document),
    )


def _proposed(why: str, entry: BankEntry, known: Known) -> Match:
    """Return a proposal that somebody has to accept, the likeliest one there is."""
    currency = entry.amount.currency
    typed = [each for each in (*known.named, *known.typed) if each.currency == currency]
    if typed and len({each.account_id for each in typed}) == 1:
        said = f"{typed[0].document or typed[0].reference} of {typed[0].login} stands in its text."
        return _likely(why, said, typed[0].account_id, typed)
    if len(known.open_invoices) == 1:
        (invoice,) = known.open_invoices
        said = f"It is the amount of {invoice.number} of {invoice.login}; the name differs."
        return _likely(why, said, invoice.account_id, (invoice,))
    if known.sender is not None and known.sender.currency == currency:
        return _likely(
            why, f"The sender's last payment was for {known.sender.login}.", known.sender.account_id, ()
        )
    said = "Neither reference nor amount and name lead to a customer."
    return Match(certainty=Certainty.NONE, why=why or said)


def _likely(why: str, said: str, account_id: int, of: Sequence[Named | OpenInvoice]) -> Match:
    return Match(
        certainty=Certainty.LIKELY,
        why=f"{why} {said}".strip(),
        account_id=account_id,
        references=tuple(each.reference for each in of if isinstance(each, OpenInvoice) or each.document),
    )
