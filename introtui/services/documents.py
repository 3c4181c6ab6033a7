"""Issuing, settling, voiding and reading documents; the only writer of them (spec section 4).

Issued unpaid, an invoice is owed: it stands in the receivable book until it is paid from the balance or voided by
a credit note. Issued paid, the balance moves in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import bindparam
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from introtui.domain.access import Actor
from introtui.domain.countries import country_name
from introtui.domain.documents import SERIES, DocumentKind, Party, document_number, kind_of, payment_reference
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.pricing import QuoteLine, reversed_line
from introtui.services.books import CUSTOMER, RECEIVABLE, REVENUE, VAT, book
from introtui.services.context import Context
from introtui.services.document_reading import PAID, VOIDED, BookedLine, Issued, is_open, number_of, priced_lines
from introtui.store import tables
from introtui.store.rows import Row, add_row, add_rows, dialect_insert, table_of
from introtui.store.tables import DocumentLine, DocumentSeries, Profile, Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is issued to whom, and why; `paid` moves the balance at once, `key` is the confirmation's, if any."""

    account_id: int
    purpose: str
    memo: str
    lines: Sequence[QuoteLine]
    paid: bool
    due_on: date | None = None
    key: str | None = None
    order_id: int | None = None
    corrects: tables.Document | None = None


def issue(context: Context, session: Session, actor: Actor, new: Issue) -> Issued:
    """Write a document with its lines and its ledger transaction, and return it."""
    currency = new.lines[0].net.currency
    net = sum((line.net for line in new.lines), Money.zero(currency))
    vat = sum((line.vat for line in new.lines), Money.zero(currency))
    owed = CUSTOMER if new.paid else RECEIVABLE
    transaction_id = book(
        session,
        actor=actor,
        account_id=new.account_id,
        kind=new.purpose,
        memo=new.memo,
        at=context.clock.now(),
        amounts={owed: -(net + vat), REVENUE: net, VAT: vat},
        order_id=new.order_id,
        idempotency_key=new.key,
    )
    document = _write(context, session, new, transaction_id, net=net, vat=vat)
    if new.paid and document.kind is DocumentKind.INVOICE:
        _settle(context, session, document, transaction_id, PAID)
    ids = add_rows(session, DocumentLine, [_line_row(document.id, line) for line in new.lines])
    return Issued(document, tuple(map(BookedLine, ids, new.lines)))


def _write(
    context: Context, session: Session, new: Issue, transaction_id: int, *, net: Money, vat: Money
) -> tables.Document:
    today = context.clock.today()
    kind = DocumentKind.CREDIT_NOTE if new.corrects is not None else kind_of(new.lines)
    number = _next_number(session, SERIES[kind], today.year)
    row = {
        "kind": kind,
        "series": SERIES[kind],
        "year": today.year,
        "number": number,
        "account_id": new.account_id,
        "purpose": new.purpose,
        "currency": net.currency,
        "issued_on": today,
        "due_on": new.due_on if kind is DocumentKind.INVOICE else None,
        "net_minor": net.minor,
        "vat_minor": vat.minor,
        "reference": payment_reference(document_number(kind, today.year, number)),
        "seller": context.company.seller.as_json(),
        "customer": _customer(session, new.account_id).as_json(),
        "corrects_id": None if new.corrects is None else new.corrects.id,
        "transaction_id": transaction_id,
    }
    # A document is never edited, so that the session has nothing to watch.
    return tables.Document(id=add_row(session, tables.Document, row), **row)


def _next_number(session: Session, series: str, year: int) -> int:
    """Take the next number; the row stays locked until the commit, so an aborted one leaves no gap."""
    taking = _taking(session.get_bind().dialect.name)
    return session.execute(taking, {"series": series, "year": year}).scalar_one()


@cache
def _taking(dialect: str) -> ReturningInsert[int]:
    table = table_of(DocumentSeries)
    return (
        dialect_insert(table, dialect)
        .values(series=bindparam("series"), year=bindparam("year"), last_number=1)
        .on_conflict_do_update(index_elements=["series", "year"], set_={"last_number": table.c.last_number + 1})
        .returning(table.c.last_number)
    )


def _line_row(document_id: int, line: QuoteLine) -> Row:
    return {
        "document_id": document_id,
        "kind": line.kind,
        "label": line.label,
        "why": line.why,
        "order_id": line.order_id,
        "charge_id": line.charge_id,
        "plan_id": line.plan_id,
        "term_months": line.term_months,
        "period_start": None if line.period is None else line.period.start,
        "period_end": None if line.period is None else line.period.end,
        "days": line.days,
        "of_days": line.of_days,
        "basis_minor": line.base.minor,
        "net_minor": line.net.minor,
        "treatment": line.tax.treatment,
        "vat_rate_bp": line.tax.rate_bp,
        "vat_rate_from": line.tax.rate_from,
        "vat_minor": line.vat.minor,
        "vat_why": line.tax.why,
        "vat_note": line.tax.note,
        "source": line.source,
    }


def _customer(session: Session, account_id: int) -> Party:
    profile = session.get_one(Profile, account_id)
    person = f"{profile.first_name} {profile.last_name}".strip()
    city = " ".join(part for part in (profile.postal_code, profile.postal_city) if part)
    postal = (profile.postal_street, city, profile.postal_region)
    where = postal if any(postal) else (profile.address, profile.city)
    recipient = (profile.postal_recipient,) if profile.postal_recipient not in ("", person) else ()
    return Party(
        name=profile.company_name or person,
        address=tuple(part for part in (*recipient, *where) if part),
        country=country_name(profile.postal_country or profile.country),
        vat_id=profile.vat_id,
    )


def _settle(context: Context, session: Session, document: tables.Document, transaction_id: int, how: str) -> None:
    settlement = {
        "document_id": document.id,
        "transaction_id": transaction_id,
        "how": how,
        "settled_on": context.clock.today(),
    }
    add_row(session, Settlement, settlement)


def pay_from_balance(
    context: Context, session: Session, actor: Actor, document: tables.Document, key: str | None
) -> None:
    """Move an open invoice's total from the balance; what paying it brings about is the caller's."""
    total = Money(document.net_minor + document.vat_minor, document.currency)
    transaction_id = book(
        session,
        actor=actor,
        account_id=document.account_id,
        kind="pay_invoice",
        memo=f"Invoice {number_of(document)} paid",
        at=context.clock.now(),
        amounts={CUSTOMER: -total, RECEIVABLE: total},
        idempotency_key=key,
    )
    _settle(context, session, document, transaction_id, PAID)


def void(context: Context, session: Session, actor: Actor, document: tables.Document, why: str) -> tables.Document:
    """Take an open invoice back by a credit note over all its lines, and return the note."""
    if not is_open(session, document):
        raise ActionRefused(f"Invoice {number_of(document)} is settled already.")
    source = f"invoice {number_of(document)}"
    lines = [reversed_line(line, source) for line in priced_lines(session, document)]
    note = issue(
        context,
        session,
        actor,
        Issue(
            account_id=document.account_id,
            purpose="void_invoice",
            memo=f"Invoice {number_of(document)} void: {why}",
            lines=lines,
            paid=False,
            corrects=document,
        ),
    ).document
    _settle(context, session, document, note.transaction_id, VOIDED)
    return note
