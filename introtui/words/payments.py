"""`introtui payments`: money that came in."""

from __future__ import annotations

import argparse

from introtui.domain.money import parse_amount
from introtui.words.acting import acting, answer, money_record, remark


def record_payment(options: argparse.Namespace) -> int:
    """Book a payment, and pay the open invoice that its reference names."""
    from introtui.domain.incoming import IncomingPayment

    with acting(options) as by:
        currency = by.services.payments.currency_of(by.actor, options.customer)
        payment = IncomingPayment(
            login=options.customer,
            amount=parse_amount(options.amount, currency),
            received_on=options.on,
            external_id=options.external_id,
            reference=options.reference,
            method=options.method,
        )
        booked = by.services.payments.record(by.actor, payment)
    if not booked:
        remark("This payment was booked before; nothing was booked now.")
    record = {
        "login": payment.login,
        "amount": money_record(payment.amount),
        "id": payment.external_id,
        "booked": booked,
    }
    return answer(options, record, lambda: [f"{payment.amount} for {payment.login} is booked."])
