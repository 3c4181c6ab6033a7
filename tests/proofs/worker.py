"""A process of its own that books until it is killed, and says the key of each booking that came back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection
from random import Random

from introtui.domain.access import Actor, Role
from introtui.domain.errors import IntrotuiError
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.order_views import OrderFilter
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import TODAY, plan_ids, services


def work(said: Connection, url: str, customer: Actor, number: int) -> None:
    """Book with keys and dice of this number, which no other worker has."""
    database = Database(url)
    at, dice = services(database), Random(number)
    staff, plans = replace(customer, role=Role.ADMIN), plan_ids(database)
    for turn in count(1):
        with suppress(IntrotuiError):
            said.send(_book(at, customer, staff, plans, dice, f"{number}-{turn}"))


def _book(at: Services, customer: Actor, staff: Actor, plans: dict[str, int], dice: Random, key: str) -> str:
    """Book something and return the key it was booked with."""
    what = dice.randrange(6)
    orders = at.orders.every(customer, OrderFilter(), "id", False)
    if what == 0 or not orders:
        payment = IncomingPayment(
            login=customer.login, amount=Money(9_900, "EUR"), received_on=TODAY, external_id=key
        )
        at.payments.record(staff, payment)
        return f"payment bank_transfer {key}"
    order = dice.choice(orders).order_id
    pay_by = dice.choice(list(PayBy))
    if what == 1:
        draft = _draft(at, customer)
        at.new_orders.confirm(customer, at.new_orders.quote(customer, draft), key, pay_by)
    elif what == 2:
        plan = plans[dice.choice(["VPS S", "VPS M", "VPS L"])]
        quote = at.order_changes.quote_change(customer, order, plan, 1, When.NOW)
        at.order_changes.confirm(customer, quote, key, pay_by)
    elif what == 3:
        at.order_changes.confirm(customer, at.order_changes.quote_cancel(customer, order, When.NOW), key)
    else:
        quote_ = at.renewals.quote(customer, [RenewalChoice(order_id=order, term_months=1)])
        at.renewals.confirm(customer, quote_, key, pay_by)
    return key


def _draft(at: Services, customer: Actor) -> NewOrderDraft:
    offer = at.new_orders.offers(customer)[-1]
    return NewOrderDraft(
        product=offer.product,
        plan=offer.plans[0].name,
        hostname="web.example",
        operating_system=next(iter(offer.operating_systems), ""),
        location=next(iter(offer.locations), ""),
    )
