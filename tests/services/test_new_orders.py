"""Placing orders: paid and set up with addresses of the pool, waiting where there is none, or awaiting payment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from introtui.clock import FixedClock
from introtui.domain.errors import ActionRefused, InvalidFields
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderStatus
from introtui.domain.payments import PayBy
from introtui.services.context import Context
from introtui.services.delivery import deliver
from introtui.store.engine import Database
from introtui.store.tables import Document, Order, PoolAddress, Ticket
from tests.services.ordering import Desk, desk
from tests.waiting import PATIENCE

DRAFT = NewOrderDraft(
    product="VPS/VDS",
    plan="VPS M",
    term="3",
    hostname="Web1.Example.com.",
    operating_system="Debian 13",
    location="Tallinn",
)


def place(at: Desk, key: str = "key", pay_by: PayBy = PayBy.BALANCE) -> OrderView:
    """Quote the draft and place it."""
    quote = at.services.new_orders.quote(at.actor, DRAFT)
    return at.services.new_orders.confirm(at.actor, quote, key, pay_by)


def use_up_the_pool(database: Database, *, but: int = 0) -> None:
    """Give every free address to some order, but for the first few of each version."""

    def work(session: Session) -> None:
        order_id = session.scalars(select(Order.id).limit(1)).one()
        keep = [
            address
            for version in (4, 6)
            for address in session.scalars(
                select(PoolAddress.id)
                .where(PoolAddress.ip_version == version, PoolAddress.address.not_like("198.51.100.%"))
                .order_by(PoolAddress.id)
                .limit(but)
            )
        ]
        session.execute(update(PoolAddress).where(PoolAddress.id.not_in(keep)).values(order_id=order_id))

    database.transact(work)


def test_a_paid_order_is_set_up_at_once_with_an_address_of_each_kind(installed: Database) -> None:
    at = desk(installed)
    order = place(at)
    assert order.row.status == OrderStatus.ACTIVE
    assert order.addresses == ("203.0.113.192", "2001:db8:a::10")
    assert (order.row.hostname, order.operating_system, order.location) == (
        "web1.example.com",
        "Debian 13",
        "Tallinn",
    )
    assert str(order.row.facts.paid_until) == "2027-02-23"
    assert [entry.sentence.split(";")[0] for entry in reversed(order.timeline)] == [
        "Order placed.",
        "Paid by INV-2026-000001",
        "Set up",
    ]
    assert at.booked("key") == {"customer": -7242, "revenue": 5985, "vat": 1257}


def test_without_a_free_address_it_waits_and_is_set_up_later(installed: Database) -> None:
    at = desk(installed)
    use_up_the_pool(installed)
    order_id = place(at).row.order_id
    assert at.orders.load(at.actor, order_id).row.status == OrderStatus.PROCESSING
    with installed.read() as session:
        assert session.scalars(select(Ticket.subject)).all() == ["No free address for VPS/VDS in Tallinn"]

    def later(session: Session) -> bool:
        session.execute(update(PoolAddress).values(order_id=None))
        context = Context(installed, FixedClock(at.today))
        return deliver(context, session, at.actor, session.get_one(Order, order_id))

    assert installed.transact(later)
    assert at.orders.load(at.actor, order_id).row.status == OrderStatus.ACTIVE


def test_two_orders_at_once_never_get_the_same_address(installed: Database) -> None:
    at = desk(installed, balance="500.00")
    use_up_the_pool(installed, but=1)
    quote, barrier = at.services.new_orders.quote(at.actor, DRAFT), Barrier(2)

    def press(key: str) -> OrderView:
        services = at.services
        barrier.wait(PATIENCE)
        return services.new_orders.confirm(at.actor, quote, key)

    with ThreadPoolExecutor(2) as pool:
        placed = list(pool.map(press, ("one", "two")))
    assert sorted(order.row.status for order in placed) == ["active", "processing"]
    assert len({address for order in placed for address in order.addresses}) == 2
    assert len({order.row.order_id for order in placed}) == 2


def test_by_invoice_it_awaits_payment_and_is_set_up_once_paid(installed: Database) -> None:
    at = desk(installed)
    order = place(at, pay_by=PayBy.INVOICE)
    assert order.row.facts.status is OrderStatus.AWAITING_PAYMENT
    assert order.addresses == ()
    with installed.read() as session:
        document_id = session.scalars(select(Document.id)).one()
    at.services.payments.pay(at.actor, document_id, "pay")
    order = at.orders.load(at.actor, order.row.order_id)
    assert (order.row.facts.status, order.addresses[0]) == (OrderStatus.ACTIVE, "203.0.113.192")


def test_a_cancel_before_the_payment_voids_the_invoice_and_keeps_no_address(installed: Database) -> None:
    at = desk(installed)
    order_id = place(at, pay_by=PayBy.INVOICE).row.order_id
    unpaid = Desk(at.database, at.actor, order_id)
    unpaid.confirm(unpaid.quote_cancel(), "cancel")
    assert unpaid.view().row.facts.status is OrderStatus.CANCELLED
    assert at.balance == "128.40"
    with installed.read() as session:
        document_id = session.scalars(select(Document.id).order_by(Document.id)).first() or 0
    with pytest.raises(ActionRefused, match="is settled already"):
        at.services.payments.pay(at.actor, document_id, "pay")


def test_one_key_places_one_order(installed: Database) -> None:
    at = desk(installed)
    quote = at.services.new_orders.quote(at.actor, DRAFT)
    placed = {at.services.new_orders.confirm(at.actor, quote, "key").row.order_id for _ in range(3)}
    assert len(placed) == 1
    assert at.orders.summary(at.actor).active == 2


def test_a_short_balance_is_named_and_nothing_is_placed(sqlite_database: Database) -> None:
    at = desk(sqlite_database, balance="72.41")
    with pytest.raises(ActionRefused, match=r"^Your balance is EUR 0\.01 short of this order\.$"):
        place(at)
    assert at.orders.summary(at.actor).active == 1


def test_every_field_says_what_is_wrong_with_it(sqlite_database: Database) -> None:
    at = desk(sqlite_database)
    with pytest.raises(InvalidFields) as caught:
        at.services.new_orders.quote(at.actor, NewOrderDraft(product="VPS/VDS", hostname="192.0.2.1"))
    assert list(caught.value.errors) == ["plan", "hostname", "operating_system", "location"]


@pytest.mark.parametrize(
    ("currency", "country", "price", "total"),
    [("EUR", "NL", 1995, "72.42"), ("JPY", "JP", 3192, "9576"), ("KWD", "KW", 6600, "19.800")],
)
def test_what_is_shown_is_what_is_booked_and_invoiced_in_every_currency(
    installed: Database, currency: str, country: str, price: int, total: str
) -> None:
    at = desk(installed, currency=currency, country=country, price=Money(price, currency), balance="99999")
    quote = at.services.new_orders.quote(at.actor, DRAFT)
    at.services.new_orders.confirm(at.actor, quote, "key")
    with installed.read() as session:
        invoiced = session.scalars(select(Document.net_minor + Document.vat_minor)).one()
    assert quote.total.amount == total
    assert -at.booked("key")["customer"] == quote.total.minor == invoiced
