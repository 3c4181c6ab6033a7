"""The queues of the desk: what is shown, what a decision does, what comes back, and whose a thing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from introtui.domain.access import Actor, Role
from introtui.domain.account import ProfileType, payment_blocks
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, NotFound
from introtui.domain.money import Money
from introtui.domain.queues import Decision, Done, QueueItem, held_words
from introtui.domain.taxation import Treatment
from introtui.gateways.local import local_gateways
from introtui.gateways.vies import ViesAnswer
from introtui.services.context import Context
from introtui.services.registry import Services
from introtui.services.taxing import customer_tax
from introtui.store.engine import Database
from introtui.store.tables import OutboxMessage, Ticket
from tests.building import ACCOUNT, CLOCK, PROFILE, TODAY, add_account, add_order, services
from tests.services.identity.signing import MovingClock
from tests.services.staffing import last_audit, staff
from tests.services.test_setup_work import balance, placed, waiting
from tests.services.test_vat_ids import COMPANY, NUMBER, Register

ANSWER = ViesAnswer(valid=True, name="HERON B.V.", address="COOLSINGEL 1, 3011 AD ROTTERDAM", request_id="WAPI1")


@pytest.fixture
def register() -> Register:
    return Register(ANSWER)


@pytest.fixture
def at(installed: Database, register: Register) -> Services:
    return Services.over(installed, CLOCK, vies=register, gateways=local_gateways())


@pytest.fixture
def kim(installed: Database) -> Actor:
    return staff(installed, Role.OPERATOR)


@pytest.fixture
def heron(installed: Database) -> Actor:
    """Return a company that waits to be verified."""
    return add_account(installed, replace(ACCOUNT, profile=COMPANY))


def taken(at: Services, actor: Actor, queue: Queue) -> QueueItem:
    item = at.queues.take(actor, queue)
    assert item is not None
    return item


def decided(at: Services, actor: Actor, queue: Queue, decision: Decision, text: str = "") -> Done:
    return at.queues.decide(actor, queue, taken(at, actor, queue).item_id, decision, text)


def mails(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)))


def marks(item: QueueItem) -> dict[str, str]:
    return {fact.label: fact.mark for fact in item.facts if fact.mark}


# Companies


def test_a_company_is_shown_beside_what_vies_says(at: Services, kim: Actor, heron: Actor) -> None:
    item = taken(at, kim, Queue.COMPANIES)
    assert (item.account_id, item.warning) == (heron.account_id, "VIES was not asked yet.")
    assert marks(item) == {}
    at.vat_ids.verify_vat_id(kim, heron.login)
    now = at.queues.again(kim, Queue.COMPANIES, item.item_id)
    assert now is not None
    assert marks(now) == {"Company": "same", "VAT ID": "same", "Address": "same"}
    assert now.compared == f"vies on {TODAY}"


def test_verifying_unblocks_payments_and_is_taken_back(at: Services, kim: Actor, heron: Actor) -> None:
    done = decided(at, kim, Queue.COMPANIES, Decision.VERIFY)
    assert payment_blocks(at.profile.load(heron)) == ()
    assert at.queues.take(kim, Queue.COMPANIES) is None
    assert at.queues.undo(kim, done)
    assert payment_blocks(at.profile.load(heron)) != ()
    assert taken(at, kim, Queue.COMPANIES).item_id == heron.account_id


def test_vouching_for_a_vat_id_makes_it_reverse_charge_until_it_is_taken_back(installed: Database) -> None:
    at = services(installed)
    weber = add_account(installed, replace(ACCOUNT, country="DE", profile=replace(COMPANY, vat_id="DE136695976")))
    kim = staff(installed, Role.OPERATOR)

    def treatment() -> Treatment:
        with installed.read() as session:
            return customer_tax(session, Context(installed, CLOCK), weber.account_id, TODAY).treatment

    done = decided(at, kim, Queue.COMPANIES, Decision.VERIFY_VAT)
    assert treatment() is Treatment.REVERSE_CHARGE
    at.queues.undo(kim, done)
    assert treatment() is Treatment.EU_CONSUMER


def test_who_is_rejected_reads_why_and_waits_again_once_it_is_corrected(
    at: Services, kim: Actor, heron: Actor, installed: Database
) -> None:
    with pytest.raises(InvalidFields):
        decided(at, kim, Queue.COMPANIES, Decision.REJECT, " ")
    decided(at, kim, Queue.COMPANIES, Decision.REJECT, "The number is another company's.")
    view = at.profile.load(heron)
    assert "another company's" in payment_blocks(view)[0].reason
    assert mails(installed) == ["Your company could not be verified"]
    assert at.queues.take(kim, Queue.COMPANIES) is None
    at.profile.save(heron, view.version, replace(view.fields, company_name="Heron Rotterdam BV"))
    assert taken(at, kim, Queue.COMPANIES).title == "Heron Rotterdam BV"
    assert "another" not in payment_blocks(at.profile.load(heron))[0].reason


def test_nothing_is_taken_back_once_the_owner_changed_the_profile(at: Services, kim: Actor, heron: Actor) -> None:
    done = decided(at, kim, Queue.COMPANIES, Decision.VERIFY)
    view = at.profile.load(heron)
    at.profile.save(heron, view.version, replace(view.fields, city="Delft"))
    with pytest.raises(ActionRefused, match="changed the profile since"):
        at.queues.undo(kim, done)


def test_no_vat_id_is_vouched_for_that_nobody_stated(installed: Database, at: Services, kim: Actor) -> None:
    add_account(installed, replace(ACCOUNT, profile=replace(COMPANY, vat_id="")))
    assert taken(at, kim, Queue.COMPANIES).impossible == {Decision.VERIFY_VAT}


# Country changes


def test_a_country_change_shows_each_order_s_price_then_and_counts_from_then_on(
    installed: Database, at: Services, kim: Actor
) -> None:
    customer = add_account(installed)
    order = add_order(installed, customer, price=Money(1995, "EUR"))
    at.profile.request_country(customer, "DE", "I moved.")
    item = taken(at, kim, Queue.COUNTRIES)
    price = next(fact for fact in item.facts if fact.label == f"Order {order}")
    assert (price.value, price.other) == ("EUR 24.14", "EUR 23.74")
    assert item.text == "I moved."
    done = decided(at, kim, Queue.COUNTRIES, Decision.APPROVE)
    assert at.profile.load(customer).country == "DE"
    assert last_audit(installed)[2] == "country.approve"
    assert at.queues.undo(kim, done)
    assert at.profile.load(customer).country == "NL"
    assert taken(at, kim, Queue.COUNTRIES).item_id == item.item_id


def test_a_refused_country_change_says_why(installed: Database, at: Services, kim: Actor) -> None:
    customer = add_account(installed)
    at.profile.request_country(customer, "DE", "I moved.")
    done = decided(at, kim, Queue.COUNTRIES, Decision.REFUSE, "Send a bill with the new address.")
    view = at.profile.load(customer)
    assert (view.country, view.country_request and view.country_request.state) == ("NL", "refused")
    assert mails(installed) == ["Your country was not changed"]
    at.queues.undo(kim, done)
    assert taken(at, kim, Queue.COUNTRIES).item_id == done.item_id


def test_a_company_that_moves_is_verified_again(installed: Database, at: Services, kim: Actor) -> None:
    heron = add_account(installed, replace(ACCOUNT, profile=COMPANY, company_verified_at=CLOCK.now()))
    at.profile.request_country(heron, "DE", "We moved.")
    decided(at, kim, Queue.COUNTRIES, Decision.APPROVE)
    assert taken(at, kim, Queue.COMPANIES).item_id == heron.account_id


# Set-up


def test_an_order_without_a_free_address_is_given_one(installed: Database) -> None:
    work, kim, order = waiting(installed)
    item = taken(work, kim, Queue.DELIVERIES)
    assert (item.item_id, "pool is empty" in item.warning) == (order.row.order_id, True)
    with pytest.raises(ActionRefused, match="no free address"):
        work.queues.decide(kim, Queue.DELIVERIES, item.item_id, Decision.DELIVER)
    with pytest.raises(InvalidValue):
        work.queues.decide(kim, Queue.DELIVERIES, item.item_id, Decision.DELIVER, addresses=("nowhere",))
    done = work.queues.decide(kim, Queue.DELIVERIES, item.item_id, Decision.DELIVER, addresses=("198.51.100.77",))
    assert "198.51.100.77" in done.sentence
    assert not done.can_be_undone
    assert work.queues.take(kim, Queue.DELIVERIES) is None


def test_an_order_given_up_is_refunded_and_that_is_not_taken_back(installed: Database) -> None:
    work, kim, _order = waiting(installed)
    assert taken(work, kim, Queue.DELIVERIES).refund.endswith("-> EUR 100.00")
    with pytest.raises(InvalidFields, match="Say why"):
        decided(work, kim, Queue.DELIVERIES, Decision.GIVE_UP)
    done = decided(work, kim, Queue.DELIVERIES, Decision.GIVE_UP, "No such location.")
    assert balance(work) == "100.00"
    with pytest.raises(ActionRefused, match="cannot be taken back"):
        work.queues.undo(kim, done)


# Overdue, mail, tickets


def test_who_is_overdue_is_reminded_once_a_day(installed: Database, kim: Actor) -> None:
    clock = MovingClock()
    at = Services.over(installed, clock, gateways=local_gateways())
    customer = add_account(installed)
    order = add_order(installed, customer, paid_until=date(2026, 11, 20))
    decided(at, kim, Queue.UNPAID, Decision.REMIND)
    assert mails(installed) == [f"Order {order} is paid until 2026-11-20"]
    assert at.queues.take(kim, Queue.UNPAID) is None
    assert at.desk.load(kim).waiting[Queue.UNPAID] == 0
    clock.go_on(days=1, minutes=1)
    decided(at, kim, Queue.UNPAID, Decision.REMIND)
    assert len(mails(installed)) == 2


def failed_mail(installed: Database) -> None:
    """Write a message that did not arrive."""
    customer = add_account(installed)
    message = OutboxMessage(
        key="news 1",
        account_id=customer.account_id,
        kind="reminder",
        address="old@example.com",
        subject="Your invoice",
        body="Hello",
        created_at=CLOCK.now(),
        failed_at=CLOCK.now(),
        trouble="550 no such user",
    )
    installed.transact(lambda session: session.add(message))


def test_a_message_goes_to_where_such_messages_go_by_now(installed: Database, at: Services, kim: Actor) -> None:
    failed_mail(installed)
    item = taken(at, kim, Queue.MAIL)
    assert marks(item) == {"Address": "differs"}
    done = decided(at, kim, Queue.MAIL, Decision.SEND_AGAIN)
    assert "ivan@example.com" in done.sentence
    assert at.queues.take(kim, Queue.MAIL) is None


def test_a_dropped_message_waits_again_when_that_is_taken_back(
    installed: Database, at: Services, kim: Actor
) -> None:
    failed_mail(installed)
    done = decided(at, kim, Queue.MAIL, Decision.DROP)
    assert (at.queues.take(kim, Queue.MAIL), at.desk.load(kim).waiting[Queue.MAIL]) == (None, 0)
    at.queues.undo(kim, done)
    assert taken(at, kim, Queue.MAIL).item_id == done.item_id


def ticket(installed: Database, customer: Actor) -> int:
    row = Ticket(
        account_id=customer.account_id,
        kind="phone",
        subject="No call arrives",
        body="I waited.",
        created_at=CLOCK.now(),
    )
    installed.transact(lambda session: session.add(row))
    with installed.read() as session:
        return session.scalars(select(Ticket.id)).one()


def test_an_answer_goes_out_by_mail_and_closes_the_ticket(installed: Database, at: Services, kim: Actor) -> None:
    ticket(installed, add_account(installed))
    decided(at, kim, Queue.TICKETS, Decision.REPLY, "Try $seller again.\nWe mended it.")
    with installed.read() as session:
        message = session.scalars(select(OutboxMessage)).one()
        assert (message.subject, "Try $seller again." in message.body) == ("No call arrives", True)
    assert at.queues.take(kim, Queue.TICKETS) is None


def test_a_closed_ticket_is_opened_again(installed: Database, at: Services, kim: Actor) -> None:
    number = ticket(installed, add_account(installed))
    done = decided(at, kim, Queue.TICKETS, Decision.CLOSE)
    at.queues.undo(kim, done)
    assert taken(at, kim, Queue.TICKETS).item_id == number


# Whose it is


def test_two_never_get_the_same_and_who_decides_another_s_is_told(installed: Database, at: Services) -> None:
    kim, anna = staff(installed, Role.OPERATOR), staff(installed)
    first, second = (
        add_account(installed, replace(ACCOUNT, login=login, profile=COMPANY)) for login in ("one", "two")
    )
    assert taken(at, kim, Queue.COMPANIES).item_id == first.account_id
    assert taken(at, anna, Queue.COMPANIES).item_id == second.account_id
    with pytest.raises(ActionRefused, match="operator works on this one now"):
        at.queues.decide(anna, Queue.COMPANIES, first.account_id, Decision.VERIFY)
    at.queues.leave(kim)
    at.queues.decide(anna, Queue.COMPANIES, first.account_id, Decision.VERIFY)
    with pytest.raises(ActionRefused, match="decided it meanwhile"):
        at.queues.decide(kim, Queue.COMPANIES, first.account_id, Decision.VERIFY)


def test_who_works_on_what_waits_is_known_to_the_others(installed: Database, at: Services) -> None:
    kim, anna = staff(installed, Role.OPERATOR), staff(installed)
    for login in ("one", "two", "three"):
        add_account(installed, replace(ACCOUNT, login=login, profile=COMPANY))
    taken(at, kim, Queue.COMPANIES)
    assert at.queues.held(anna, Queue.COMPANIES) == {"operator": 1}
    assert at.queues.held(kim, Queue.COMPANIES) == {}
    at.queues.leave(kim)
    assert at.queues.held(anna, Queue.COMPANIES) == {}
    assert held_words({"bo": 1}) == "bo works on the 1 that waits here."
    assert held_words({"anna": 2, "bo": 1}) == "Others work on the 3 that wait here: anna on 2, bo on 1."


def test_what_nobody_goes_on_with_is_free_again(installed: Database, heron: Actor) -> None:
    clock = MovingClock()
    at = Services.over(installed, clock)
    kim, anna = staff(installed, Role.OPERATOR), staff(installed)
    taken(at, kim, Queue.COMPANIES)
    assert at.queues.take(anna, Queue.COMPANIES) is None
    clock.go_on(minutes=10)
    assert taken(at, anna, Queue.COMPANIES).item_id == heron.account_id


def test_what_is_put_off_comes_back_tomorrow(installed: Database, heron: Actor, kim: Actor) -> None:
    clock = MovingClock()
    at = Services.over(installed, clock)
    done = decided(at, kim, Queue.COMPANIES, Decision.LATER)
    assert (at.queues.take(kim, Queue.COMPANIES), at.desk.load(kim).waiting[Queue.COMPANIES]) == (None, 0)
    at.queues.undo(kim, done)
    assert decided(at, kim, Queue.COMPANIES, Decision.LATER).can_be_undone
    clock.go_on(days=1)
    assert taken(at, kim, Queue.COMPANIES).item_id == heron.account_id


def test_who_may_only_read_is_shown_it_and_keeps_nobody_from_it(installed: Database, at: Services) -> None:
    heron = add_account(installed, replace(ACCOUNT, profile=COMPANY))
    rita = replace(staff(installed, Role.OPERATOR, "read-only"), session_id=None)
    assert taken(at, rita, Queue.COMPANIES).item_id == heron.account_id
    assert taken(at, staff(installed), Queue.COMPANIES).item_id == heron.account_id
    assert at.queues.take(rita, Queue.COMPANIES) is not None, "what another works on can be looked at"
    assert at.queues.look(rita, Queue.COMPANIES, 1) is None
    with pytest.raises(ActionRefused, match="Your role may not verify"):
        at.queues.decide(rita, Queue.COMPANIES, heron.account_id, Decision.VERIFY)


@pytest.mark.parametrize("queue", Queue)
def test_to_customers_there_are_no_queues(at: Services, heron: Actor, queue: Queue) -> None:
    with pytest.raises(NotFound, match="There is no such thing"):
        at.queues.take(heron, queue)


def test_what_stands_in_no_queue_cannot_be_decided_there(installed: Database, at: Services, kim: Actor) -> None:
    heron = add_account(installed, replace(ACCOUNT, profile=COMPANY))
    with pytest.raises(ActionRefused, match="cannot be decided so"):
        at.queues.decide(kim, Queue.COMPANIES, heron.account_id, Decision.CLOSE)
    with pytest.raises(NotFound):
        at.queues.decide(kim, Queue.TICKETS, 10**9, Decision.CLOSE)


def test_an_older_request_names_its_country_in_words(installed: Database, at: Services, kim: Actor) -> None:
    customer = add_account(installed)
    at.profile.request_country(customer, "DE", "I moved.")
    installed.transact(lambda session: session.execute(update(Ticket).values(about="")))
    decided(at, kim, Queue.COUNTRIES, Decision.APPROVE)
    assert at.profile.load(customer).country == "DE"


def test_a_paid_order_with_addresses_in_its_pool_is_set_up_by_one_key(installed: Database) -> None:
    work, customer = services(installed), add_account(installed, balance="100.00")
    order = placed(work, customer)
    assert order.row.status == "active"
    assert (NUMBER, PROFILE.profile_type) != ("", ProfileType.COMPANY)
    assert work.queues.take(staff(installed), Queue.DELIVERIES) is None


def test_an_answer_given_often_is_kept_replaced_and_forgotten(at: Services, kim: Actor) -> None:
    at.replies.save(kim, "phone", "We call you\r\nback.")
    at.replies.save(kim, "phone", "We call you back today.")
    assert at.replies.every(kim) == {"phone": "We call you back today."}
    for name, body in (("Phone us", "x"), ("phone", " "), ("", "x")):
        with pytest.raises(InvalidValue):
            at.replies.save(kim, name, body)
    at.replies.remove(kim, "phone")
    assert at.replies.every(kim) == {}
    with pytest.raises(NotFound):
        at.replies.remove(kim, "phone")
