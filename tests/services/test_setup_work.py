"""A paid order gets addresses from its pool or from staff, or all its money back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import delete, select

from introtui.domain.access import Actor, Role
from introtui.domain.company import SAMPLE
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, NotFound
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderStatus
from introtui.domain.permissions import ROLES, Permission
from introtui.domain.queues import Decision
from introtui.gateways.local import local_gateways
from introtui.services.pools import PoolAddition
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Audit, Order, OrderCharge, PoolAddress, Ticket
from tests.building import CLOCK, TODAY, add_account, add_order, services
from tests.services.ordering import everything, written_since
from tests.services.staffing import last_audit, staff
from tests.waiting import PATIENCE


def without_pools(database: Database) -> None:
    """Take the sample addresses away."""
    database.transact(lambda session: session.execute(delete(PoolAddress)))


def placed(work: Services, customer: Actor, key: str = "key") -> OrderView:
    """Place an order and pay it from the balance."""
    offer = next(offer for offer in work.new_orders.offers(customer) if offer.plans[0].name == "VPS S")
    draft = NewOrderDraft(
        product=offer.product,
        plan="VPS S",
        hostname="heron.example.com",
        operating_system=next(iter(offer.operating_systems), ""),
        location=next(iter(offer.locations), ""),
    )
    return work.new_orders.confirm(customer, work.new_orders.quote(customer, draft), key)


def waiting(database: Database) -> tuple[Services, Actor, OrderView]:
    """Return the services, an operator and an order that waits for addresses."""
    without_pools(database)
    work, customer = services(database), add_account(database, balance="100.00")
    order = placed(work, customer)
    assert order.row.status == "processing"
    return work, staff(database, Role.OPERATOR), order


def elsewhere(work: Services, order: OrderView) -> str:
    """Return a location of the order's product that is not its own."""
    customer = work.actor("ivanov", address="", way="test")
    offer = next(offer for offer in work.new_orders.offers(customer) if offer.product == order.row.product)
    return next(location for location in offer.locations if location != order.location)


def balance(work: Services) -> str:
    return work.billing.load(work.actor("ivanov", address="", way="test")).balance.amount


def states(database: Database, work: Services) -> list[tuple[OrderStatus, tuple[str, ...]]]:
    """Return status and addresses of every order, the oldest first."""
    with database.read() as session:
        numbers = session.scalars(select(Order.id).order_by(Order.id)).all()
    customer = work.actor("ivanov", address="", way="test")
    views = [work.orders.load(customer, number) for number in numbers]
    return [(view.row.facts.status, view.addresses) for view in views]


def tasks(database: Database) -> dict[str, str]:
    """Return the tasks for staff by subject, with their states."""
    with database.read() as session:
        return {ticket.subject: ticket.state for ticket in session.scalars(select(Ticket))}


def test_a_filled_pool_delivers_what_waits(installed: Database) -> None:
    work, operator, order = waiting(installed)
    done = work.pools.add(operator, order.row.product, "192.0.2.0/29")
    assert done == PoolAddition(added=6, unchanged=0, delivered=1, waiting=0)
    customer = work.actor("ivanov", address="", way="test")
    delivered = work.orders.load(customer, order.row.order_id)
    assert delivered.addresses == ("192.0.2.1",)
    assert delivered.timeline[0].sentence.startswith("Set up; 192.0.2.1 assigned.")
    assert delivered.timeline[0].actor == "operator"
    (pool,) = work.pools.every(operator)
    assert (pool.addresses, pool.free) == (6, 5)
    assert set(tasks(installed).values()) == {"done"}
    with installed.read() as session:
        audited = session.execute(select(Audit.actor, Audit.account_id).where(Audit.action == "order.deliver"))
        assert audited.all() == [("operator", customer.account_id)]
        assert len(session.scalars(select(OrderCharge)).all()) == 1


def test_the_oldest_are_delivered_first_and_the_task_stays_open_while_others_wait(installed: Database) -> None:
    work, operator, order = waiting(installed)
    customer = work.actor("ivanov", address="", way="test")
    for number in range(2):
        placed(work, customer, key=f"more {number}")
    product = order.row.product
    assert work.pools.add(operator, product, "192.0.2.1-192.0.2.2") == PoolAddition(
        added=2, unchanged=0, delivered=2, waiting=1
    )
    assert states(installed, work) == [
        (OrderStatus.ACTIVE, ("192.0.2.1",)),
        (OrderStatus.ACTIVE, ("192.0.2.2",)),
        (OrderStatus.PROCESSING, ()),
    ]
    assert set(tasks(installed).values()) == {"open"}
    assert work.pools.add(operator, product, "192.0.2.1-192.0.2.3").delivered == 1
    assert set(tasks(installed).values()) == {"done"}


def test_a_pool_of_another_location_delivers_nothing(installed: Database) -> None:
    work, operator, order = waiting(installed)
    done = work.pools.add(operator, order.row.product, "192.0.2.1", elsewhere(work, order))
    assert (done.delivered, done.waiting) == (0, 1)
    assert tasks(installed) == {f"No free address for {order.row.product} in {order.location}": "open"}
    assert work.pools.add(operator, order.row.product, "192.0.2.9", order.location).delivered == 1


def test_one_call_delivers_so_many_and_the_next_one_goes_on(
    installed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("introtui.services.waiting.MOST_DELIVERED", 1)
    work, operator, order = waiting(installed)
    placed(work, work.actor("ivanov", address="", way="test"), key="second")
    done = [work.pools.add(operator, order.row.product, "192.0.2.1-192.0.2.2") for _ in range(2)]
    assert [(each.delivered, each.waiting) for each in done] == [(1, 1), (1, 0)]


def test_two_pools_filled_at_once_give_no_address_twice(installed: Database) -> None:
    work, operator, order = waiting(installed)
    customer = work.actor("ivanov", address="", way="test")
    for number in range(3):
        placed(work, customer, key=f"more {number}")
    ready = Barrier(2)

    def fill(addresses: str) -> PoolAddition:
        mine = services(installed)
        ready.wait(PATIENCE)
        return mine.pools.add(operator, order.row.product, addresses)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(fill, ("192.0.2.1-192.0.2.3", "192.0.2.2-192.0.2.4")))
    assert sum(each.delivered for each in done) == 4
    given = [addresses for _, addresses in states(installed, work)]
    assert len(set(given)) == len(given) == 4


def test_without_a_free_address_it_waits_on(installed: Database) -> None:
    work, operator, order = waiting(installed)
    before = everything(installed)
    with pytest.raises(ActionRefused, match="no free address"):
        work.setup_work.deliver(operator, order.row.order_id)
    assert written_since(before, installed) == {}


def test_staff_name_addresses_and_one_of_the_pool_is_used_up(installed: Database) -> None:
    work, operator, order = waiting(installed)
    work.pools.add(operator, order.row.product, "192.0.2.10", elsewhere(work, order))
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
    failed = work.setup_work.fail(operator, order.row.order_id, "sold out")
    assert failed.row.status == "failed setup"
    assert balance(work) == "100.00"
    customer = work.actor("ivanov", address="", way="test")
    note, invoice = work.invoices.every(customer, only_open=False)
    assert (note.number, note.corrects) == ("CN-2026-000001", invoice.number)
    assert note.total == -invoice.total
    assert [line.vat for line in note.lines] == [-line.vat for line in invoice.lines]
    assert failed.timeline[0].sentence == (
        f"Set-up failed: sold out; {invoice.total} refunded to the balance by CN-2026-000001."
    )
    with installed.read() as session:
        assert session.scalars(select(OrderCharge)).all() == []


def test_a_set_up_fails_for_a_reason_alone(installed: Database) -> None:
    work, operator, order = waiting(installed)
    before = everything(installed)
    with pytest.raises(InvalidFields, match="Say why"):
        work.setup_work.fail(operator, order.row.order_id, " ")
    assert written_since(before, installed) == {}


def test_more_than_one_person_decides_alone_is_given_back_by_an_approver(installed: Database) -> None:
    _work, operator, order = waiting(installed)
    company = replace(SAMPLE, approval_above=(Money(500, "EUR"),))
    careful = Services.over(installed, CLOCK, company=company, gateways=local_gateways())
    kim = replace(operator, permissions=ROLES["support"])
    before, number = everything(installed), order.row.order_id
    with pytest.raises(ActionRefused, match=r"takes somebody who may approve another's correction or refund"):
        careful.setup_work.fail(kim, number, "sold out")
    assert written_since(before, installed) == {}
    item = careful.queues.take(kim, Queue.DELIVERIES)
    assert item is not None
    assert item.takes == {Decision.GIVE_UP: Permission.APPROVE}
    careful.queues.leave(kim)
    bo = replace(kim, permissions=ROLES["billing"])
    assert careful.setup_work.fail(bo, number, "sold out").row.status == "failed setup"
    assert last_audit(installed)[4].startswith("Set-up failed: sold out; EUR ")


def test_it_fails_once(installed: Database) -> None:
    work, operator, order = waiting(installed)
    work.setup_work.fail(operator, order.row.order_id, "sold out")
    before = everything(installed)
    with pytest.raises(ActionRefused, match="could not be set up"):
        work.setup_work.fail(operator, order.row.order_id, "sold out")
    with pytest.raises(ActionRefused, match="could not be set up"):
        work.setup_work.deliver(operator, order.row.order_id, ["192.0.2.1"])
    assert written_since(before, installed) == {}


def test_customers_have_no_such_words(sqlite_database: Database) -> None:
    work, _operator, order = waiting(sqlite_database)
    customer = work.actor("ivanov", address="", way="test")
    for attempt in (
        lambda: work.setup_work.deliver(customer, order.row.order_id, ["192.0.2.1"]),
        lambda: work.setup_work.fail(customer, order.row.order_id, "sold out"),
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
