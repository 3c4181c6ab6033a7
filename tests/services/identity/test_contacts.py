"""Proving an address and a number: codes that were sent there, few tries, and counters nobody gets round."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy import select, update

from introtui.domain.access import Actor
from introtui.domain.contact_codes import Purpose, SentTo
from introtui.domain.errors import ActionRefused, FactorNeeded, InvalidFields, TooManyTries
from introtui.gateways.calls import Placed
from introtui.gateways.local import FIRST_CALLER, SECOND_CALLER, local_gateways
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.services.identity.contacts import ContactService
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import OutboxMessage, Profile, SentCode, Ticket
from tests.building import KEY, QUICK
from tests.services.identity.signing import PASSWORD, Signing, signing

NEW = "ivan@example.org"


@dataclass(frozen=True)
class Silent:
    """A call gateway that reaches nobody."""

    keeps: bool = False

    def place(self, number: str, request_id: str, *, voice: str = "") -> Placed:
        """Tell that no call came about."""
        raise NotSent("The number did not answer.", again=True)


@pytest.fixture
def at(installed: Database) -> Signing:
    return with_gateways(signing(installed), local_gateways())


def with_gateways(at: Signing, gateways: Gateways) -> Signing:
    services = Services.over(at.database, at.clock, QUICK, gateways=gateways, load_key=lambda: KEY)
    return Signing(at.database, at.clock, services, at.actor)


def last_message(at: Signing) -> OutboxMessage:
    with at.database.read() as session:
        found = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        session.expunge(found)
        return found


def sent_code(at: Signing) -> str:
    """Return the code of the newest message."""
    found = re.search(r"\b\d{6}\b", last_message(at).body)
    assert found is not None
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def set_phone(at: Signing, number: str) -> None:
    at.database.transact(lambda session: session.execute(update(Profile).values(mobile_phone=number)))


def asked_for(contacts: ContactService, actor: Actor) -> tuple[Callable[[], SentTo], ...]:
    """Return each way to have a code sent."""
    return (
        partial(contacts.send_email_code, actor, NEW),
        partial(contacts.send_sms_code, actor),
        partial(contacts.call, actor, 0),
    )


def test_a_new_address_counts_once_its_code_was_typed_and_the_old_one_is_told(at: Signing) -> None:
    actor = at.sign_in()
    sent = at.services.contacts.send_email_code(actor, NEW)
    assert last_message(at).address == sent.target == NEW
    assert at.services.profile.load(actor).email == "ivan@example.com"

    at.services.contacts.confirm_email(actor, f" {sent_code(at)[:3]} {sent_code(at)[3:]} ")
    view = at.services.profile.load(actor)
    assert (view.email, view.email_confirmed_at) == (NEW, at.clock.now())
    assert at.told("security.email_changed") == {NEW, "ivan@example.com"}


def test_the_address_there_is_can_be_confirmed(at: Signing) -> None:
    at.database.transact(lambda session: session.execute(update(Profile).values(email_confirmed_at=None)))
    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, "ivan@example.com")
    at.services.contacts.confirm_email(actor, sent_code(at))
    assert at.services.profile.load(actor).email_confirmed_at is not None
    assert not at.told("security.email_changed")


def test_a_code_is_tried_three_times(at: Signing) -> None:
    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, NEW)
    code = sent_code(at)
    for sentence in ("not the code", "not the code", "is over"):
        with pytest.raises(InvalidFields, match=sentence):
            at.services.contacts.confirm_email(actor, wrong(code))
    with pytest.raises(InvalidFields, match="is over"):
        at.services.contacts.confirm_email(actor, code)


def test_a_slip_of_the_keys_is_no_try(at: Signing) -> None:
    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, NEW)
    for slip in ("", "12345", "1234567", "Ivan"):
        with pytest.raises(InvalidFields, match="has 6 digits"):
            at.services.contacts.confirm_email(actor, slip)
    at.services.contacts.confirm_email(actor, sent_code(at))
    with pytest.raises(InvalidFields, match="is over"):
        at.services.contacts.confirm_email(actor, "")


def test_a_code_waits_for_who_comes_back_until_it_is_over(at: Signing) -> None:
    actor, contacts = at.sign_in(), at.services.contacts
    assert contacts.waiting(actor, Purpose.EMAIL) is None
    sent = contacts.send_email_code(actor, NEW)
    assert contacts.waiting(actor, Purpose.EMAIL) == sent
    assert contacts.waiting(actor, Purpose.SMS, Purpose.CALL) is None
    for _ in range(3):
        with pytest.raises(InvalidFields):
            contacts.confirm_email(actor, wrong(sent_code(at)))
    assert contacts.waiting(actor, Purpose.EMAIL) is None
    contacts.send_email_code(actor, NEW)
    at.clock.go_on(minutes=30)
    assert contacts.waiting(actor, Purpose.EMAIL) is None


def test_a_code_for_a_phone_waits_while_it_is_the_profiles(at: Signing) -> None:
    actor, contacts = at.sign_in(), at.services.contacts
    contacts.send_sms_code(actor)
    called = contacts.call(actor, 0)
    assert contacts.waiting(actor, Purpose.SMS, Purpose.CALL) == called
    set_phone(at, "+31101234567")
    assert contacts.waiting(actor, Purpose.SMS, Purpose.CALL) is None
    called = contacts.call(actor, 0)
    assert called.voice
    assert contacts.waiting(actor, Purpose.SMS, Purpose.CALL) == called


def test_a_code_works_for_half_an_hour_and_once(at: Signing) -> None:
    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, NEW)
    code = sent_code(at)
    at.clock.go_on(minutes=29)
    at.services.contacts.confirm_email(actor, code)
    with pytest.raises(InvalidFields, match="is over"):
        at.services.contacts.confirm_email(actor, code)

    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, "other@example.org")
    at.clock.go_on(minutes=30)
    with pytest.raises(InvalidFields, match="is over"):
        at.services.contacts.confirm_email(actor, sent_code(at))


def test_another_code_makes_the_one_before_worthless(at: Signing) -> None:
    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, NEW)
    before = sent_code(at)
    at.services.contacts.send_email_code(actor, NEW)
    if sent_code(at) != before:
        with pytest.raises(InvalidFields):
            at.services.contacts.confirm_email(actor, before)
    at.services.contacts.confirm_email(actor, sent_code(at))


def test_five_codes_an_hour_go_out(at: Signing) -> None:
    actor = at.sign_in()
    for number in range(5):
        at.services.contacts.send_email_code(actor, f"ivan{number}@example.org")
    with pytest.raises(TooManyTries, match="within an hour"):
        at.services.contacts.send_email_code(actor, NEW)
    at.clock.go_on(hours=1)
    at.services.contacts.send_email_code(at.sign_in(), NEW)


def test_a_wrong_address_is_an_error_beside_its_field(at: Signing) -> None:
    with pytest.raises(InvalidFields) as refused:
        at.services.contacts.send_email_code(at.sign_in(), "nobody")
    assert list(refused.value.errors) == ["email"]


def test_a_change_needs_a_fresh_proof(at: Signing) -> None:
    actor = at.sign_in()
    at.clock.go_on(minutes=5)
    contacts = at.services.contacts
    for call in asked_for(contacts, actor):
        with pytest.raises(FactorNeeded):
            call()


def test_another_phone_needs_a_fresh_proof_and_another_city_none(at: Signing) -> None:
    actor, profile = at.sign_in(), at.services.profile
    at.clock.go_on(minutes=5)
    view = profile.load(actor)
    moved = replace(view.fields, city="Delft")
    view = profile.save(actor, view.version, moved)
    with pytest.raises(FactorNeeded):
        profile.save(actor, view.version, replace(moved, mobile_phone="+31 6 87654321"))
    at.services.sessions.prove(actor, PASSWORD)
    view = profile.save(actor, view.version, replace(moved, mobile_phone="+31 6 87654321"))
    assert view.fields.mobile_phone == "+31 6 87654321"


def test_the_phone_is_verified_by_an_sms(at: Signing) -> None:
    actor = at.sign_in()
    sent = at.services.contacts.send_sms_code(actor)
    assert sent.target == last_message(at).address == "+31612345678"
    at.services.contacts.confirm_phone(actor, Purpose.SMS, sent_code(at))
    assert at.services.profile.load(actor).phone_verified_at is not None


def test_a_number_changed_meanwhile_is_not_verified(at: Signing) -> None:
    actor = at.sign_in()
    at.services.contacts.send_sms_code(actor)
    set_phone(at, "+31687654321")
    with pytest.raises(ActionRefused, match="another one"):
        at.services.contacts.confirm_phone(actor, Purpose.SMS, sent_code(at))


@pytest.mark.parametrize(("which", "caller"), [(0, FIRST_CALLER), (1, SECOND_CALLER)])
def test_the_last_four_digits_of_the_calling_number_verify_a_phone(at: Signing, which: int, caller: str) -> None:
    actor = at.sign_in()
    at.services.contacts.call(actor, which)
    at.services.contacts.confirm_phone(actor, Purpose.CALL, caller[-4:])
    assert at.services.profile.load(actor).phone_verified_at is not None


def test_on_a_landline_a_voice_reads_four_digits(at: Signing) -> None:
    set_phone(at, "+31101234567")
    actor = at.sign_in()
    at.services.contacts.call(actor, 0)
    said = "".join(re.findall(r"\d", last_message(at).body))
    assert len(said) == 4
    at.services.contacts.confirm_phone(actor, Purpose.CALL, said)


def test_both_gateways_share_three_tries_a_call_and_five_calls_a_day(at: Signing) -> None:
    actor = at.sign_in()
    for number in range(5):
        at.services.contacts.call(actor, number % 2)
        for _ in range(3):
            with pytest.raises(InvalidFields):
                at.services.contacts.confirm_phone(actor, Purpose.CALL, "0000")
        with pytest.raises(InvalidFields, match="is over"):
            at.services.contacts.confirm_phone(actor, Purpose.CALL, FIRST_CALLER[-4:])
    for which in (0, 1):
        with pytest.raises(TooManyTries, match="within a day"):
            with_gateways(at, local_gateways()).services.contacts.call(actor, which)


def test_a_call_is_over_after_ten_minutes(at: Signing) -> None:
    actor = at.sign_in()
    at.services.contacts.call(actor, 0)
    at.clock.go_on(minutes=10)
    with pytest.raises(InvalidFields, match="is over"):
        at.services.contacts.confirm_phone(actor, Purpose.CALL, FIRST_CALLER[-4:])


def test_an_sms_is_over_after_ten_minutes_and_five_a_day_go_out(at: Signing) -> None:
    actor = at.sign_in()
    for _ in range(5):
        at.services.contacts.send_sms_code(actor)
    with pytest.raises(TooManyTries, match="within a day"):
        at.services.contacts.send_sms_code(actor)
    at.clock.go_on(minutes=10)
    with pytest.raises(InvalidFields, match="is over"):
        at.services.contacts.confirm_phone(actor, Purpose.SMS, sent_code(at))


def test_a_call_that_comes_through_neither_gateway_leads_to_support(at: Signing) -> None:
    silent = with_gateways(at, Gateways(calls=(Silent(), Silent())))
    actor = silent.sign_in()
    for which in (0, 1):
        with pytest.raises(ActionRefused, match="did not answer"):
            silent.services.contacts.call(actor, which)
        assert last_message(at).trouble == "The number did not answer."
    silent.services.contacts.contact_support(actor)
    with pytest.raises(ActionRefused, match="knows already"):
        silent.services.contacts.contact_support(actor)
    with at.database.read() as session:
        assert "+31 6 12345678" in session.scalars(select(Ticket.subject)).one()


def test_without_gateways_each_says_what_to_do_instead(at: Signing) -> None:
    alone = with_gateways(at, Gateways())
    actor = alone.sign_in()
    for call in asked_for(alone.services.contacts, actor):
        with pytest.raises(ActionRefused, match="support"):
            call()


def test_no_code_can_be_read_in_the_database(at: Signing) -> None:
    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, NEW)
    with at.database.read() as session:
        assert sent_code(at) not in session.scalars(select(SentCode.digest)).one()


def test_a_profile_without_a_phone_says_so(at: Signing) -> None:
    set_phone(at, "")
    actor: Actor = at.sign_in()
    with pytest.raises(ActionRefused, match="no mobile phone"):
        at.services.contacts.send_sms_code(actor)
