"""A paid order gets addresses from its pool or from staff, or all its money back."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, InvalidValue, NotFound
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderStatus
from introtui.services.pools import PoolAddition
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import OrderCharge, PoolAddress, Ticket
from tests.building import TODAY, add_account, add_order, services
from tests.services.ordering import everything, written_since
from tests.services.staffing import last_audit, staff


def without_pools(database: Database) -> None:
    """Take the sample addresses away."""
    database.transact(lambda session: session.execute(delete(PoolAddress)))


def placed(work: Services, customer: Actor) -> OrderView:
    """Place an order and pay it from the balance."""
    offer = next(offer for offer in work.new_orders.offers(customer) if offer.plans[0].name == "VPS S")
    draft = NewOrderDraft(
        product=offer.product,
        plan="VPS S",
        hostname="heron.example.com",
        operating_system=next(iter(offer.operating_systems), ""),
        location=next(iter(offer.locations), ""),
    )
    return work.new_orders.confirm(customer, work.new_orders.quote(customer, draft), "key")


def waiting(database: Database) -> tuple[Services, Actor, OrderView]:
    """Return the services, an operator and an order that waits for addresses."""
    without_pools(database)
    work, customer = services(database), add_account(database, balance="100.00")
    order = placed(work, customer)
    assert order.row.status == "processing"
    return work, staff(database, Role.OPERATOR), order


def balance(work: Services) -> str:
    return work.billing.load(work.actor("ivanov", address="", way="test")).balance.amount


def test_a_filled_pool_delivers_what_waits(installed: Database) -> None:
    work, operator, order = waiting(installed)
    assert work.pools.add(operator, order.row.product, "192.0.2.0/29") == PoolAddition(added=6, unchanged=0)
    delivered = work.setup_work.deliver(operator, order.row.order_id)
    assert delivered.row.status == "active"
    assert delivered.addresses == ("192.0.2.1",)
    (pool,) = work.pools.every(operator)
    assert (pool.addresses, pool.free) == (6, 5)
    with installed.read() as session:
        assert [ticket.state for ticket in session.scalars(select(Ticket))] == ["done"]
    customer = work.actor("ivanov", address="", way="test")
    assert last_audit(installed)[:2] == ("operator", customer.account_id)


def test_without_a_free_address_it_waits_on(installed: Database) -> None:
    work, operator, order = waiting(installed)
    before = everything(installed)
    with pytest.raises(ActionRefused, match="no free address"):
        work.setup_work.deliver(operator, order.row.order_id)
    assert written_since(before, installed) == {}


def test_staff_name_addresses_and_one_of_the_pool_is_used_up(installed: Database) -> None:
    work, operator, order = waiting(installed)
    work.pools.add(operator, order.row.product, "192.0.2.10")
    named = ["192.0.2.10", "2001:DB8::1", "192.0.2.10"]
    delivered = work.setup_work.deliver(operator, order.row.order_id, named)
    assert delivered.addresses == ("192.0.2.10", "2001:db8::1")
    assert work.pools.every(operator)[0].free == 0


def test_an_address_of_another_order_is_refused(installed: Database) -> None:
    work, operator, order = waiting(installed)
    customer = work.actor("ivanov", address="", way="test")
    other = add_order(installed, customer, addresses=("198.51.100.7",))
    with pytest.raises(ActionRefused, match=rf"^198\.51\.100\.7 belongs to order {other}; name another\.$"):
        work.setup_work.deliver(operator, order.row.order_id, ["198.51.100.7"])
    with pytest.raises(InvalidValue):
        work.setup_work.deliver(operator, order.row.order_id, ["198.51.100"])


def test_a_failed_set_up_gives_everything_back_by_a_credit_note(installed: Database) -> None:
    work, operator, order = waiting(installed)
    paid = balance(work)
    assert paid != "100.00"
    failed = work.setup_work.fail(operator, order.row.order_id)
    assert failed.row.status == "failed setup"
    assert balance(work) == "100.00"
    customer = work.actor("ivanov", address="", way="test")
    note, invoice = work.invoices.every(customer, only_open=False)
    assert (note.number, note.corrects) == ("CN-2026-000001", invoice.number)
    assert note.total == -invoice.total
    assert [line.vat for line in note.lines] == [-line.vat for line in invoice.lines]
    assert failed.timeline[0].sentence == (
        f"Set-up failed; {invoice.total} refunded to the balance by CN-2026-000001."
    )
    with installed.read() as session:
        assert session.scalars(select(OrderCharge)).all() == []


def test_it_fails_once(installed: Database) -> None:
    work, operator, order = waiting(installed)
    work.setup_work.fail(operator, order.row.order_id)
    before = everything(installed)
    with pytest.raises(ActionRefused, match="could not be set up"):
        work.setup_work.fail(operator, order.row.order_id)
    with pytest.raises(ActionRefused, match="could not be set up"):
        work.setup_work.deliver(operator, order.row.order_id, ["192.0.2.1"])
    assert written_since(before, installed) == {}


def test_customers_have_no_such_words(sqlite_database: Database) -> None:
    work, _operator, order = waiting(sqlite_database)
    customer = work.actor("ivanov", address="", way="test")
    for attempt in (
        lambda: work.setup_work.deliver(customer, order.row.order_id, ["192.0.2.1"]),
        lambda: work.setup_work.fail(customer, order.row.order_id),
        lambda: work.pools.add(customer, order.row.product, "192.0.2.1"),
        lambda: work.pools.every(customer),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_adding_again_changes_nothing_and_what_an_order_has_is_not_free(installed: Database) -> None:
    work, operator = services(installed), staff(installed, Role.OPERATOR)
    customer = add_account(installed)
    add_order(installed, customer, addresses=("192.0.2.2",))
    product = work.orders.summary(customer).products[0]
    assert work.pools.add(operator, product, "192.0.2.1-192.0.2.3").added == 3
    assert work.pools.add(operator, product, "192.0.2.0/29") == PoolAddition(added=3, unchanged=3)
    with installed.read() as session:
        taken = session.scalars(select(PoolAddress.address).where(PoolAddress.order_id.is_not(None))).all()
    assert taken == ["192.0.2.2"]


@pytest.mark.parametrize(
    ("product", "addresses", "location", "sentence"),
    [
        ("Nothing", "192.0.2.1", "", "There is no product 'Nothing'"),
        ("", "192.0.2.1", "Atlantis", "is not offered in 'Atlantis'"),
        ("", "2001:db8::/64", "", "at most 4096 addresses"),
        ("", "192.0.2", "", "is not an IP address"),
        ("", " ", "", "Name an address"),
    ],
)
def test_a_pool_takes_only_addresses_it_can_give(
    sqlite_database: Database, product: str, addresses: str, location: str, sentence: str
) -> None:
    work, operator = services(sqlite_database), staff(sqlite_database, Role.OPERATOR)
    name = product or work.new_orders.offers(operator)[0].product
    with pytest.raises(InvalidValue, match=sentence):
        work.pools.add(operator, name, addresses, location)


def test_one_address_is_in_one_pool(sqlite_database: Database) -> None:
    work, operator = services(sqlite_database), staff(sqlite_database, Role.OPERATOR)
    first, second = (offer.product for offer in work.new_orders.offers(operator)[:2])
    work.pools.add(operator, first, "192.0.2.1")
    with pytest.raises(ActionRefused, match=r"^192\.0\.2\.1 is in another pool; nothing was added\.$"):
        work.pools.add(operator, second, "192.0.2.0/30")


def test_an_address_that_a_running_order_brought_with_it_is_not_given_out_again(installed: Database) -> None:
    without_pools(installed)
    work, customer = services(installed), add_account(installed, balance="100.00")
    product = next(offer.product for offer in work.new_orders.offers(customer) if offer.plans[0].name == "VPS S")
    work.pools.add(staff(installed, Role.OPERATOR), product, "192.0.2.0/29")
    add_order(installed, customer, addresses=("192.0.2.1",))
    add_order(installed, customer, addresses=("192.0.2.2",), status=OrderStatus.CANCELLED, ended_on=TODAY)
    assert placed(work, customer).addresses == ("192.0.2.2",)
