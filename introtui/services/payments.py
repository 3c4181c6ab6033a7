"""Paying: an open invoice from the balance, and money that comes in from outside (spec section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.documents import Document, payment_reference
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money
from introtui.domain.orders import OrderAction
from introtui.domain.permissions import Permission
from introtui.domain.topics import Topic
from introtui.services.books import BANK, CUSTOMER, already_done, balance_of, book
from introtui.services.confirming import confirm_once, require_payments
from introtui.services.context import Context, own_account
from introtui.services.document_reading import document_of, is_open, issued, number_of
from introtui.services.documents import pay_from_balance
from introtui.services.fulfilment import fulfil
from introtui.services.staff import account_named, require
from introtui.store import tables
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account, Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingPayment:
    """Money that arrived; `external_id` is the bank's own number, `reference` what the sender gave."""

    login: str
    amount: Money
    received_on: date
    external_id: str
    reference: str = ""
    method: str = "bank_transfer"


class PaymentService:
    """Pays invoices and records what came in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def pay(self, actor: Actor, document_id: int, key: str) -> Document:
        """Pay one of the actor's open invoices from the balance; the same key pays once.

        Raises `NotFound`, or `ActionRefused` when it is settled, payments are blocked or the balance is short.
        """

        def pay_it(session: Session) -> None:
            document = own_document(session, actor, document_id)
            require_payments(session, actor)
            settle_from_balance(self._context, session, actor, document, key)

        return confirm_once(
            self._context,
            actor,
            key=key,
            request=f"pay {document_id}",
            book=pay_it,
            result=lambda session: document_of(session, own_document(session, actor, document_id)),
        )

    def currency_of(self, actor: Actor, login: str) -> str:
        """Return the currency an account is kept in; staff only."""
        require(actor, Permission.PAYMENTS)
        with self._context.database.read() as session:
            return account_named(session, login).currency

    def record(self, actor: Actor, payment: IncomingPayment) -> bool:
        """Book money that came in, and pay the open invoice its reference names; False when it was booked before.

        Staff only. A number that comes back with other facts raises `KeyReused`.
        """
        require(actor, Permission.PAYMENTS)
        if payment.amount.minor <= 0:
            raise ActionRefused("Enter an amount above zero; corrections are bookings of their own.")

        def work(session: Session) -> bool:
            account = account_named(session, payment.login)
            if payment.amount.currency != account.currency:
                raise ActionRefused(f"The account of {account.login} is kept in {account.currency}.")
            if self._booked_before(session, account, payment):
                return False
            self._book(session, actor, account, payment)
            self._pay_named_invoice(session, actor, account, payment)
            return True

        return self._context.database.transact_in_turn(work)

    def _booked_before(self, session: Session, account: Account, payment: IncomingPayment) -> bool:
        return already_done(
            session,
            key=_key(payment),
            account_id=account.id,
            request=f"{payment.amount} {payment.received_on} {payment.reference}",
            at=self._context.clock.now(),
        )

    def _book(self, session: Session, actor: Actor, account: Account, payment: IncomingPayment) -> None:
        transaction_id = book(
            session,
            actor=actor,
            account_id=account.id,
            kind="payment",
            memo=f"Payment of {payment.received_on}{f', {payment.reference}' if payment.reference else ''}",
            at=self._context.clock.now(),
            amounts={CUSTOMER: payment.amount, BANK: -payment.amount},
            idempotency_key=_key(payment),
        )
        session.add(
            Payment(
                account_id=account.id,
                currency=payment.amount.currency,
                minor=payment.amount.minor,
                received_on=payment.received_on,
                method=payment.method,
                reference=payment.reference,
                external_id=payment.external_id,
                transaction_id=transaction_id,
            )
        )
        self._context.record(
            session,
            actor,
            action="payment.record",
            topics=(Topic.BILLING,),
            subject=payment.external_id,
            detail=f"{payment.amount} received on {payment.received_on}.",
            account_id=account.id,
        )

    def _pay_named_invoice(
        self, session: Session, actor: Actor, account: Account, payment: IncomingPayment
    ) -> None:
        """Pay what the reference names; what cannot be paid now stays on the balance."""
        reference = payment.reference.replace(" ", "").upper()
        document = session.scalars(
            select(tables.Document).where(
                tables.Document.reference == reference, tables.Document.account_id == account.id
            )
        ).first()
        if document is not None and unpayable(session, document, self._context.clock.today()) is None:
            short = (
                balance_of(session, account.id, account.currency).minor < document.net_minor + document.vat_minor
            )
            if not short:
                settle_from_balance(self._context, session, actor, document, None)


def _key(payment: IncomingPayment) -> str:
    return f"payment {payment.method} {payment.external_id}"


def own_document(session: Session, actor: Actor, document_id: int) -> tables.Document:
    """Return one of the actor's documents; a foreign id answers exactly like a missing one."""
    own_account(session, actor)
    found = row_by_number(session, tables.Document, document_id)
    if found is None or found.account_id != actor.account_id:
        raise NotFound("There is no such document.")
    return found


def settle_from_balance(
    context: Context, session: Session, actor: Actor, document: tables.Document, key: str | None
) -> None:
    """Pay an open invoice and do what it is for; raises `ActionRefused` with the reason."""
    number = number_of(document)
    reason = unpayable(session, document, context.clock.today())
    if reason is not None:
        raise ActionRefused(reason)
    total = Money(document.net_minor + document.vat_minor, document.currency)
    balance = balance_of(session, document.account_id, document.currency)
    if balance < total:
        raise ActionRefused(f"Your balance is {total - balance} short of {number}; top it up first.")
    pay_from_balance(context, session, actor, document, key)
    context.record(
        session,
        actor,
        action="invoice.pay",
        topics=(Topic.BILLING,),
        subject=number,
        detail=f"{number} paid from the balance.",
        account_id=document.account_id,
    )
    fulfil(context, session, actor, issued(session, document))


def unpayable(session: Session, document: tables.Document, today: date) -> str | None:
    """Return why a document is not to be paid, or no longer, None while it can be."""
    if not is_open(session, document):
        return f"{number_of(document)} is settled already."
    return lapsed(document, today)


def lapsed(document: tables.Document, today: date) -> str | None:
    """Return why an invoice can no longer be paid, None while it can.

    A plan change was priced for the days that were left: it lapses when it is overdue. A renewal does not.
    """
    if document.purpose != OrderAction.CHANGE_PLAN or document.due_on is None or today <= document.due_on:
        return None
    return f"{number_of(document)} lapsed on {document.due_on}; change the plan again for a new price."


def top_up_reference(account_id: int) -> str:
    """Return the ISO 11649 reference of transfers that top up an account's balance."""
    return payment_reference(f"ACC{account_id:08d}")
