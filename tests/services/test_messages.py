"""A message goes to the right one of an account's addresses, once, and its log is nobody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.messages import Channel, MessageState
from introtui.gateways.local import FIRST_CALLER, local_gateways
from introtui.gateways.mail import Message
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.services.calling import note_call, place_call
from introtui.services.messages import warn
from introtui.store.engine import Database
from tests.building import ACCOUNT, HOME, PROFILE, add_account
from tests.services.posting import NEWEST_FIRST, Office, ScriptedMail

WITH_ADDRESSES = replace(
    ACCOUNT,
    invoices_email="books@example.com",
    support_email="ops@example.com",
    complaints_email="abuse@example.com",
)
OWN = ACCOUNT.email
NEW_PASSWORD = "a new and rather long one"


@pytest.fixture
def office(installed: Database) -> Office:
    return Office(database=installed)


@pytest.fixture
def actor(installed: Database) -> Actor:
    return add_account(installed, WITH_ADDRESSES)


def staff(office: Office) -> Actor:
    return add_account(
        office.database, replace(ACCOUNT, login="staff", role=Role.ADMIN, email="staff@example.com")
    )


def failed(office: Office, actor: Actor, **more: str) -> int:
    """Write a message that was refused for good, and return its number."""
    office.tell(actor, **more)
    mail = ScriptedMail(before=[NotSent("The mail server refused it: 550 No such user.", again=False)])
    replace(office, gateways=Gateways(mail=mail)).services.outbox.deliver_due()
    return office.rows()[-1].id


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("invoice", "books@example.com"),
        ("low_balance", "books@example.com"),
        ("suspended", "books@example.com"),
        ("security.password_changed", OWN),
        ("code.email", OWN),
    ],
)
def test_each_kind_has_its_address(office: Office, actor: Actor, kind: str, address: str) -> None:
    office.tell(actor, kind)
    assert office.row().address == address


def test_where_an_address_is_blank_the_account_is_written_to(office: Office) -> None:
    office.tell(add_account(office.database))
    assert office.row().address == OWN


def test_a_key_is_told_once(office: Office, actor: Actor) -> None:
    assert [office.tell(actor), office.tell(actor)] == [True, False]
    assert len(office.rows()) == 1


def test_a_message_waits_until_there_is_something_to_send_it_by(office: Office, actor: Actor) -> None:
    office.tell(actor)
    assert office.services.outbox.deliver_due().delivered == 0
    (message,) = office.log(actor)
    assert (message.state, message.attempts, message.body) == (MessageState.WAITING, 0, "")


def test_a_local_gateway_has_delivered_by_keeping(office: Office, actor: Actor) -> None:
    office = replace(office, gateways=local_gateways())
    office.tell(actor, "code.email", code="424242", minutes=10)
    office.tell(actor, "code.phone", "sms 1", channel=Channel.SMS, to="+31612345678", code="4711", minutes=10)
    assert [row.due_at for row in office.rows()] == [None, None]
    sms, mail = office.services.outbox.kept(actor, NEWEST_FIRST).items
    assert (mail.state, sms.state) == (MessageState.DELIVERED, MessageState.DELIVERED)
    assert "424242" in mail.body
    assert "4711" in sms.body
    assert all(message.body == "" for message in office.log(actor))


def test_where_anything_really_goes_out_no_code_can_be_read(office: Office, actor: Actor) -> None:
    office.tell(actor, "code.email", code="424242", minutes=10)
    for gateways in (Gateways(), Gateways(mail=ScriptedMail()), replace(local_gateways(), mail=ScriptedMail())):
        with pytest.raises(NotFound):
            replace(office, gateways=gateways).services.outbox.kept(actor, NEWEST_FIRST)


def test_what_is_done_to_the_security_of_an_account_is_told_its_owner(office: Office, actor: Actor) -> None:
    security = office.services.security
    security.set_security_code(actor, "tell me 42")
    security.change_password(actor, "", NEW_PASSWORD, NEW_PASSWORD)
    security.change_password(actor, NEW_PASSWORD, f"{NEW_PASSWORD} 2", f"{NEW_PASSWORD} 2")
    told = office.rows()
    assert [row.kind for row in told] == ["security.code_set", *["security.password_changed"] * 2]
    assert {row.address for row in told} == {OWN}
    assert all(f"on 2026-11-23 12:00 UTC, from {HOME}" in row.body for row in told)
    assert not any(NEW_PASSWORD in row.body or "tell me 42" in row.body for row in told)


@pytest.mark.parametrize("kind", ["email_changed", "two_factor_off", "ssh_key_added", "new_place"])
def test_a_notice_leaves_no_place_unfilled(office: Office, actor: Actor, kind: str) -> None:
    values: dict[str, Any] = {"email": "new@example.com", "key_name": "laptop $login", "fingerprint": "SHA256:abc"}
    office.transact(lambda session: warn(office.context, session, actor, kind=kind, key="1", **values))
    assert "$" not in office.row().body.replace("laptop $login", "")


def test_no_customers_text_is_a_template_or_a_header(office: Office) -> None:
    name = "Eve $login\r\nBcc: x"
    actor = add_account(office.database, replace(ACCOUNT, profile=replace(PROFILE, first_name=name)))
    office.tell(actor)
    assert "Hello Eve $login" in office.row().body
    assert "\nBcc" not in office.row().body


def test_a_message_that_failed_is_sent_again_to_the_address_of_now(office: Office, actor: Actor) -> None:
    number = failed(office, actor)
    settings = office.services.notifications
    view = settings.load(actor)
    settings.save(actor, view.version, replace(view.fields, invoices_email="right@example.com"))
    again = office.services.outbox.resend(actor, number)
    assert (again.address, again.state) == ("right@example.com", MessageState.WAITING)
    newest, first = office.log(actor)
    assert newest == again
    assert (first.address, first.state) == ("books@example.com", MessageState.SENT_AGAIN)
    with pytest.raises(ActionRefused, match="sent again already"):
        office.services.outbox.resend(actor, number)


def test_a_notice_of_security_is_sent_again_to_where_it_went(office: Office, actor: Actor) -> None:
    number = failed(office, actor, kind="security.email_changed", to="old@example.com")
    assert office.services.outbox.resend(actor, number).address == "old@example.com"


def test_what_waits_and_what_carried_a_code_is_not_sent_again(office: Office, actor: Actor) -> None:
    office.tell(actor)
    office.tell(actor, "code.email", "code 1")
    waiting, code = office.rows()
    for message, why in ((waiting, "still on its way"), (code, "ask for a new one")):
        with pytest.raises(ActionRefused, match=why):
            office.services.outbox.resend(actor, message.id)


def test_sending_again_has_its_limits(office: Office, actor: Actor) -> None:
    outbox = replace(office, gateways=Gateways(mail=ScriptedMail())).services.outbox
    numbers = []
    for place in range(5):
        office.tell(actor, key=f"low {place}")
        numbers.append(office.rows()[-1].id)
    outbox.deliver_due()
    number = numbers[0]
    for _ in range(3):
        number = outbox.resend(actor, number).message_id
        outbox.deliver_due()
    with pytest.raises(ActionRefused, match="sent again 3 times"):
        outbox.resend(actor, number)
    for each in numbers[1:4]:
        for _ in range(2):
            each = outbox.resend(actor, each).message_id
            outbox.deliver_due()
    outbox.resend(actor, numbers[4])
    with pytest.raises(ActionRefused, match="10 messages were sent again within an hour"):
        outbox.resend(actor, each)
    office.clock.move(minutes=61)
    outbox.resend(actor, each)


def test_a_message_of_somebody_else_answers_like_one_that_is_missing(office: Office, actor: Actor) -> None:
    number = failed(office, actor)
    other = add_account(office.database, replace(ACCOUNT, login="petrov"))
    outbox = office.services.outbox
    for missing in (number, 999_999, 2**63, -1):
        with pytest.raises(NotFound, match="There is no such message"):
            outbox.resend(other, missing)
    assert outbox.log(other, NEWEST_FIRST).items == ()
    assert outbox.count(other) == 0
    with pytest.raises(NotFound):
        outbox.undelivered(actor)


def test_staff_see_what_did_not_arrive_and_have_it_sent_again(office: Office, actor: Actor) -> None:
    number = failed(office, actor)
    operator, outbox = staff(office), office.services.outbox
    (message,) = outbox.undelivered(operator)
    assert (message.login, message.state) == (actor.login, MessageState.NOT_DELIVERED)
    assert message.trouble == "The mail server refused it: 550 No such user."
    again = outbox.resend(operator, number)
    (waiting,) = outbox.undelivered(operator)
    assert (waiting.message_id, waiting.state) == (again.message_id, MessageState.WAITING)


def test_what_staff_send_again_while_it_waits_is_tried_at_once(office: Office, actor: Actor) -> None:
    office.tell(actor)
    mail = ScriptedMail(before=[NotSent("busy", again=True)])
    outbox = replace(office, gateways=Gateways(mail=mail)).services.outbox
    assert outbox.deliver_due().postponed == 1
    assert outbox.deliver_due().delivered == 0
    outbox.resend(staff(office), office.row().id)
    assert outbox.deliver_due().delivered == 1
    assert len(mail.taken) == 1


def test_what_is_being_sent_at_this_moment_is_not_sent_beside_it(office: Office, actor: Actor) -> None:
    office.tell(actor)
    operator = staff(office)

    class AskedMeanwhile(ScriptedMail):
        def send(self, message: Message) -> None:
            with pytest.raises(ActionRefused, match="being sent at this moment"):
                office.services.outbox.resend(operator, office.row().id)
            super().send(message)

    mail = AskedMeanwhile()
    assert replace(office, gateways=Gateways(mail=mail)).services.outbox.deliver_due().delivered == 1
    assert len(mail.taken) == 1


def test_a_call_is_in_the_log_and_what_it_said_where_nobody_was_called(office: Office, actor: Actor) -> None:
    office = replace(office, gateways=local_gateways())
    number = "+31612345678"
    placed = place_call(office.context, 0, number, "call 1")
    office.transact(
        lambda session: note_call(
            office.context, session, actor.account_id, which=0, number=number, key="call 1", outcome=placed
        )
    )
    (call,) = office.services.outbox.kept(actor, NEWEST_FIRST).items
    assert (call.channel, call.address, call.state) == ("call", number, MessageState.DELIVERED)
    assert call.body.strip() == f"Incoming call from {FIRST_CALLER}"
    assert placed.digits == FIRST_CALLER[-4:]


def test_a_call_that_did_not_come_about_says_why_and_keeps_no_digits(office: Office, actor: Actor) -> None:
    why = NotSent("The call gateway gave no answer that can be read.", again=True)
    office.transact(
        lambda session: note_call(
            office.context, session, actor.account_id, which=1, number="+31612345678", key="call 1", outcome=why
        )
    )
    (call,) = office.log(actor)
    assert (call.state, call.trouble) == (MessageState.NOT_DELIVERED, str(why))
    assert office.row().body == ""
    with pytest.raises(ActionRefused, match="contact support"):
        place_call(office.context, 0, "+31612345678", "call 2")
