"""Invoices and payments of a customer, made the way the program makes them."""

from __future__ import annotations

from dataclasses import replace

from introtui.domain.access import Actor, Role
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import parse_amount
from introtui.domain.payments import PayBy
from introtui.domain.renewals import RenewalChoice
from introtui.services.registry import Services
from tests.building import TODAY


def staff() -> Actor:
    """Return somebody who may record payments; nothing of an operator's account is read for it."""
    return Actor(account_id=0, login="support-1", role=Role.ADMIN, address="198.51.100.9", way="test")


def renew(services: Services, actor: Actor, order_id: int, key: str, *, by: PayBy = PayBy.INVOICE) -> None:
    """Renew an order for a month."""
    quote = services.renewals.quote(actor, [RenewalChoice(order_id=order_id, term_months=1)])
    services.renewals.confirm(actor, quote, key, by)


def block_payments(services: Services, actor: Actor) -> None:
    """Take the postal code away, without which nothing can be paid."""
    view = services.profile.load(actor)
    services.profile.save(actor, view.version, replace(view.fields, postal_code=""))


def receive(services: Services, actor: Actor, amount: str, *, number: str, reference: str = "") -> None:
    """Record a bank transfer of a customer."""
    payment = IncomingPayment(
        login=actor.login,
        amount=parse_amount(amount, "EUR"),
        received_on=TODAY,
        external_id=number,
        reference=reference,
    )
    services.payments.record(staff(), payment)
