"""Paying: an open invoice from the balance, and money that comes in from outside (spec section 4)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.documents import Document, payment_reference
from introtui.domain.errors import NotFound
from introtui.domain.incoming import IncomingPayment, PaymentQuote, TypedPayment, read_payment
from introtui.domain.permissions import Permission
from introtui.services.confirming import confirm_once, require_payments
from introtui.services.context import Context, own_account
from introtui.services.document_reading import document_of
from introtui.services.receiving import quote_payment, receive
from introtui.services.settling import settle_from_balance
from introtui.services.staff import account_named, account_typed, require
from introtui.store import tables
from introtui.store.numbers import row_by_number


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

    def quote(self, actor: Actor, typed: TypedPayment) -> PaymentQuote:
        """Return what booking a payment would do; staff only.

        Raises `InvalidFields` by the names of its fields, and what `record` raises.
        """
        require(actor, Permission.PAYMENTS)
        with self._context.database.read() as session:
            account = account_typed(session, typed.login)
            payment = read_payment(
                replace(typed, login=account.login), account.currency, self._context.clock.today()
            )
            return quote_payment(self._context, session, account, payment)

    def record(self, actor: Actor, payment: IncomingPayment) -> bool:
        """Book money that came in, and pay the open invoice its reference names; False when it was booked before.

        Staff only. A number that comes back with other facts raises `KeyReused`.
        """
        require(actor, Permission.PAYMENTS)

        def work(session: Session) -> bool:
            account = account_named(session, payment.login)
            return receive(self._context, session, actor, account, payment) is not None

        return self._context.database.transact_in_turn(work)


def own_document(session: Session, actor: Actor, document_id: int) -> tables.Document:
    """Return one of the actor's documents; a foreign id answers exactly like a missing one."""
    own_account(session, actor)
    found = row_by_number(session, tables.Document, document_id)
    if found is None or found.account_id != actor.account_id:
        raise NotFound("There is no such document.")
    return found


def top_up_reference(account_id: int) -> str:
    """Return the ISO 11649 reference of transfers that top up an account's balance."""
    return payment_reference(f"ACC{account_id:08d}")
