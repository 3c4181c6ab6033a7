"""What became of a code that was sent: who waits for it is told why it does not come, and nobody else is."""

from __future__ import annotations

import pytest

from introtui.domain.contact_codes import Purpose
from introtui.domain.messages import MessageState
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import KEY, QUICK
from tests.services.identity.signing import Signing, signing
from tests.services.posting import ScriptedMail, ScriptedTexts

NEW = "ivan@example.org"
REFUSED = NotSent("The mail server refused it: 550 No such user.", again=False)
AWAY = NotSent("The SMS gateway failed (503).", again=True)
Told = tuple[MessageState, str] | None


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


def sending(at: Signing, *, mail: NotSent | None = None, texts: NotSent | None = None) -> Signing:
    """Return the same with gateways that first do not send what they are given."""
    gateways = Gateways(mail=ScriptedMail(before=[mail]), texts=ScriptedTexts(before=[texts]))
    services = Services.over(at.database, at.clock, QUICK, gateways=gateways, load_key=lambda: KEY)
    return Signing(at.database, at.clock, services, at.actor)


def told(at: Signing, purpose: Purpose = Purpose.EMAIL) -> Told:
    message = at.services.contacts.delivery(at.actor, purpose)
    assert message is None or not message.body
    return None if message is None else (message.state, message.trouble)


def test_a_code_is_on_its_way_until_it_is_delivered(at: Signing) -> None:
    at = sending(at)
    assert told(at) is None
    at.services.contacts.send_email_code(at.sign_in(), NEW)
    assert told(at) == (MessageState.WAITING, "")
    at.services.outbox.deliver_due()
    assert told(at) == (MessageState.DELIVERED, "")


def test_a_refusal_is_told_until_another_code_is_sent(at: Signing) -> None:
    at = sending(at, mail=REFUSED)
    actor = at.sign_in()
    at.services.contacts.send_email_code(actor, NEW)
    at.services.outbox.deliver_due()
    assert told(at) == (MessageState.NOT_DELIVERED, str(REFUSED))
    at.services.contacts.send_email_code(actor, NEW)
    assert told(at) == (MessageState.WAITING, "")


def test_an_sms_that_is_tried_again_says_why_and_then_arrives(at: Signing) -> None:
    at = sending(at, texts=AWAY)
    at.services.contacts.send_sms_code(at.sign_in())
    at.services.outbox.deliver_due()
    assert told(at, Purpose.SMS) == (MessageState.WAITING, str(AWAY))
    assert told(at, Purpose.EMAIL) is None
    at.clock.go_on(seconds=20)
    at.services.outbox.deliver_due()
    assert told(at, Purpose.SMS) == (MessageState.DELIVERED, "")


def test_of_another_account_nothing_is_told(at: Signing) -> None:
    at, other = sending(at, mail=REFUSED), signing(at.database, login="other")
    at.services.contacts.send_email_code(at.sign_in(), NEW)
    at.services.outbox.deliver_due()
    assert told(other) is None
