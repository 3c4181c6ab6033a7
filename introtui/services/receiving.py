"""Booking money that came in from outside: once for the bank's own number; what its references name is paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import called
from introtui.domain.errors import ActionRefused
from introtui.domain.incoming import IncomingPayment, PaymentQuote
from introtui.domain.money import Money
from introtui.domain.topics import Topic
from introtui.services.books import BANK, CUSTOMER, already_done, balance_of, book
from introtui.services.context import Context
from introtui.services.document_reading import number_of
from introtui.services.settling import settle_from_balance, unpayable
from introtui.store import tables
from introtui.store.tables import Account, Payment, Profile


def receive(
    context: Context, session: Session, actor: Actor, account: Account, payment: IncomingPayment
) -> Payment | None:
    """Book a payment and pay the open invoices its references name; None when it was booked before.

    A number that comes back with other facts raises `KeyReused`; another currency than the account's
    `ActionRefused`. What cannot be paid now stays on the balance.
    """
    require_fitting(account, payment)
    if _booked_before(context, session, account, payment):
        return None
    booked = _book(context, session, actor, account, payment)
    for document, _total in _payable(context, session, account, payment, already_there=True):
        settle_from_balance(context, session, actor, document, None)
    return booked


def quote_payment(context: Context, session: Session, account: Account, payment: IncomingPayment) -> PaymentQuote:
    """Return what booking a payment would do now."""
    require_fitting(account, payment)
    profile = session.get_one(Profile, account.id)
    payable = _payable(context, session, account, payment, already_there=False)
    return PaymentQuote(
        payment=payment,
        account_id=account.id,
        holder=called(profile.company_name, profile.first_name, profile.last_name),
        before=balance_of(session, account.id, account.currency),
        pays=tuple((number_of(document), total) for document, total in payable),
    )


def require_fitting(account: Account, payment: IncomingPayment) -> None:
    """Raise `ActionRefused` for an amount that no account, or not this one, can be paid with."""
    if payment.amount.minor <= 0:
        raise ActionRefused("Enter an amount above zero; corrections are bookings of their own.")
    if payment.amount.currency != account.currency:
        raise ActionRefused(f"The account of {account.login} is kept in {account.currency}.")


def _booked_before(context: Context, session: Session, account: Account, payment: IncomingPayment) -> bool:
    return already_done(
        session,
        key=f"payment {payment.method} {payment.external_id}",
        account_id=account.id,
        request=f"{payment.amount} {payment.received_on} {payment.reference}",
        at=context.clock.now(),
    )


def _book(context: Context, session: Session, actor: Actor, account: Account, payment: IncomingPayment) -> Payment:
    transaction_id = book(
        session,
        actor=actor,
        account_id=account.id,
        kind="payment",
        memo=f"Payment of {payment.received_on}{f', {payment.reference}' if payment.reference else ''}",
        at=context.clock.now(),
        amounts={CUSTOMER: payment.amount, BANK: -payment.amount},
        idempotency_key=f"payment {payment.method} {payment.external_id}",
    )
    booked = Payment(
        account_id=account.id,
        currency=payment.amount.currency,
        minor=payment.amount.minor,
        received_on=payment.received_on,
        method=payment.method,
        reference=payment.reference,
        external_id=payment.external_id,
        transaction_id=transaction_id,
    )
    session.add(booked)
    session.flush()
    context.record(
        session,
        actor,
        action="payment.record",
        topics=(Topic.BILLING,),
        subject=payment.external_id,
        detail=f"{payment.amount} received on {payment.received_on}.",
        account_id=account.id,
    )
    return booked


def _payable(
    context: Context, session: Session, account: Account, payment: IncomingPayment, *, already_there: bool
) -> Iterator[tuple[tables.Document, Money]]:
    """Yield the named invoices that the balance reaches for, each after those before it were paid."""
    left = balance_of(session, account.id, account.currency)
    if not already_there:
        left += payment.amount
    for document in _named(session, account, payment):
        total = Money(document.net_minor + document.vat_minor, document.currency)
        if unpayable(session, document, context.clock.today()) is None and total <= left:
            left -= total
            yield document, total


def _named(session: Session, account: Account, payment: IncomingPayment) -> Sequence[tables.Document]:
    references = dict.fromkeys((payment.reference.replace(" ", "").upper(), *payment.paying))
    found = session.scalars(
        select(tables.Document)
        .where(tables.Document.reference.in_([*references]), tables.Document.account_id == account.id)
        .order_by(tables.Document.id)
    )
    return found.all()
