"""The documents of the demo's named customers: what their orders were paid with, and what waits to be paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from introtui.clock import FixedClock
from introtui.domain.access import Actor, Role
from introtui.domain.errors import RateNotSet
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.periods import Period, add_months
from introtui.domain.pricing import LineKind, QuoteLine, charged_whole
from introtui.domain.taxation import Tax
from introtui.services.bulk_rows import PAID, anchor_of, running_period
from introtui.services.bulk_values import NewAccount, NewOrder

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from introtui.store.engine import Database

BILLING = "billing"
"""Who wrote the documents."""
INVOICE_DAYS = 7
WRITTEN_BEFORE = 60
"""Days a running period may have begun ago for its invoice to be in the demo; older ones count as brought in."""


class Kind(StrEnum):
    """What a document of the demo is for."""

    PERIOD = "period"
    RENEWAL = "renewal"
    PLACED = "placed"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSpec:
    """A document to be written on a day: the first two are paid, the last two wait."""

    on: date
    kind: Kind
    order: NewOrder
    plan: str
    period: Period | None


def document_specs(orders: Sequence[tuple[NewOrder, str]], today: date) -> list[DocumentSpec]:
    """Return what is to be written for orders and their plans' names, in the order of days."""
    found = [spec for order, plan in orders for spec in _specs(order, plan, today)]
    return sorted(found, key=lambda spec: (spec.on, spec.order.order_id, spec.kind))


def is_documented(order: NewOrder, today: date) -> bool:
    """Tell whether the running period has an invoice, so that its charge is written with that."""
    period = running_period(order)
    recent = period is not None and (today - period.start).days <= WRITTEN_BEFORE
    return recent and order.status in PAID and order.country != "SI"


def _specs(order: NewOrder, plan: str, today: date) -> Iterator[DocumentSpec]:
    period = running_period(order)
    if is_documented(order, today) and period is not None:
        yield DocumentSpec(on=period.start, kind=Kind.PERIOD, order=order, plan=plan, period=period)
    yesterday = today - timedelta(days=1)
    if order.status is OrderStatus.PROCESSING:
        yield DocumentSpec(on=yesterday, kind=Kind.ORDERED, order=order, plan=plan, period=None)
    if order.status is OrderStatus.AWAITING_PAYMENT:
        yield DocumentSpec(on=yesterday, kind=Kind.PLACED, order=order, plan=plan, period=None)
    if _waits_for_renewal(order, today) and order.paid_until is not None:
        anchor = anchor_of(order.started_on, order.paid_until)
        following = Period(order.paid_until, add_months(order.paid_until, order.term_months, anchor))
        made = order.paid_until - timedelta(days=INVOICE_DAYS)
        yield DocumentSpec(on=made, kind=Kind.RENEWAL, order=order, plan=plan, period=following)


def _waits_for_renewal(order: NewOrder, today: date) -> bool:
    if order.paid_until is None or order.cancel_at is not None or order.next_plan_id is not None:
        return False
    running = order.status is OrderStatus.ACTIVE or order.suspended_for is SuspendedFor.NONPAYMENT
    return running and (order.paid_until - today).days <= INVOICE_DAYS


def write_evidence(session: Session, companies: Sequence[NewAccount]) -> None:
    """Write what VIES said of the VAT IDs of companies when they were verified."""
    from sqlalchemy import select

    from introtui.store.tables import Account, VatEvidence

    for company in companies:
        session.add(
            VatEvidence(
                account_id=session.scalars(select(Account.id).where(Account.login == company.login)).one(),
                vat_id=company.profile.vat_id,
                valid=True,
                name=company.profile.company_name,
                address=f"{company.profile.address}, {company.profile.city}",
                source="vies",
                request_id=f"DEMO{company.profile.vat_id}",
                checked_at=company.company_verified_at,
            )
        )
    session.flush()


def write_documents(database: Database, session: Session, specs: Sequence[DocumentSpec]) -> None:
    """Write the documents, each with the transfer that paid it, as if on its own day."""
    for number, spec in enumerate(specs, 1):
        _write(database, session, spec, number)
    session.flush()


def _write(database: Database, session: Session, spec: DocumentSpec, number: int) -> None:
    from introtui.services.context import Context
    from introtui.services.documents import Issue, issue
    from introtui.services.fulfilment import NEW_ORDER
    from introtui.services.holdings import write_charges
    from introtui.services.taxing import customer_tax
    from introtui.store.tables import Order

    order, context = spec.order, Context(database, FixedClock(spec.on))
    actor = Actor(account_id=order.account_id, login=BILLING, role=Role.OPERATOR, address="", way="demo")
    try:
        tax = customer_tax(session, context, order.account_id, spec.on)
    except RateNotSet:
        return
    line = _line(spec, tax)
    paid = spec.kind in (Kind.PERIOD, Kind.ORDERED)
    if paid:
        _transfer(session, actor, spec, line, number)
    placed = spec.kind in (Kind.PLACED, Kind.ORDERED)
    invoice = issue(
        context,
        session,
        actor,
        Issue(
            account_id=order.account_id,
            purpose=NEW_ORDER if placed else OrderAction.RENEW,
            memo=f"Order {order.order_id}: {spec.plan}" if placed else f"Renewal of order {order.order_id}",
            lines=[line],
            paid=paid,
            due_on=None if paid else _due_on(spec),
            order_id=order.order_id,
        ),
    )
    if spec.kind is Kind.PERIOD:
        write_charges(session, invoice.document, session.get_one(Order, order.order_id), invoice.lines)
    elif not paid:
        session.get_one(Order, order.order_id).open_invoice_id = invoice.document.id
    _note(session, spec, f"{'Paid' if paid else 'Open'}: {line.net + line.vat} for order {order.order_id}.")


def _line(spec: DocumentSpec, tax: Tax) -> QuoteLine:
    order, period = spec.order, spec.period
    months = "1 month" if order.term_months == 1 else f"{order.term_months} months"
    when = "from the day it is set up" if period is None else f"to {period.end}"
    label = spec.plan if period is None else f"{spec.plan} · order {order.order_id}"
    return charged_whole(
        LineKind.TERM,
        label,
        order.price,
        tax,
        f"{months} {when}",
        order_id=order.order_id,
        period=period,
        plan_id=order.plan_id,
        term_months=order.term_months,
    )


def _due_on(spec: DocumentSpec) -> date:
    return spec.on + timedelta(days=14) if spec.period is None else spec.period.start


def _transfer(session: Session, actor: Actor, spec: DocumentSpec, line: QuoteLine, number: int) -> None:
    """Write the bank transfer that paid a document, so that the balance is as it was before both."""
    from introtui.services.books import BANK, CUSTOMER, book
    from introtui.store.tables import Payment

    total, external = line.net + line.vat, f"demo-{number:04d}"
    transaction_id = book(
        session,
        actor=actor,
        account_id=spec.order.account_id,
        kind="payment",
        memo=f"Payment of {spec.on}",
        at=datetime.combine(spec.on, time(9), UTC),
        amounts={CUSTOMER: total, BANK: -total},
    )
    session.add(
        Payment(
            account_id=spec.order.account_id,
            currency=total.currency,
            minor=total.minor,
            received_on=spec.on,
            method="bank_transfer",
            reference="",
            external_id=external,
            transaction_id=transaction_id,
        )
    )


def _note(session: Session, spec: DocumentSpec, sentence: str) -> None:
    from introtui.store.tables import Audit

    session.add(
        Audit(
            at=datetime.combine(spec.on, time(12), UTC),
            account_id=spec.order.account_id,
            actor=BILLING,
            address="",
            action="order.invoice",
            subject=str(spec.order.order_id),
            detail=sentence,
        )
    )
