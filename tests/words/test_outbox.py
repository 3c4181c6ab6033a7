"""What is said about messages: which did not arrive and why, that one is to be sent again, and that all are."""

from __future__ import annotations

import pytest

from introtui.clock import SystemClock
from introtui.domain.access import Actor
from introtui.domain.messages import MessageState
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.store.engine import Database
from tests.building import add_account
from tests.gateways.mail_server import Post, delivering
from tests.services.posting import MovingClock, Office, ScriptedMail
from tests.services.staffing import staff
from tests.words.saying import Terminal

REFUSAL = "The mail server refused it: 550 No such user."


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    """Return an office whose admin is there."""
    staff(sqlite_database)
    return Office(database=sqlite_database, clock=MovingClock(SystemClock().now()))


@pytest.fixture
def failed(office: Office) -> Actor:
    """Return a customer one of whose messages was refused, and another waits."""
    actor = add_account(office.database)
    mail = ScriptedMail(before=[NotSent(REFUSAL, again=False)])
    office.tell(actor)
    Office(
        database=office.database, clock=office.clock, gateways=Gateways(mail=mail)
    ).services.outbox.deliver_due()
    office.tell(actor, key="low 2")
    return actor


def test_staff_see_what_did_not_arrive_and_why_and_what_waits(terminal: Terminal, failed: Actor) -> None:
    code, printed, told = terminal.hear("--as admin outbox list")
    assert code == 0
    waiting, refused, why = printed.splitlines()
    assert "waiting" in waiting
    assert "not delivered" in refused
    assert "ivanov" in refused
    assert why.strip() == REFUSAL
    assert "Mail waits in the outbox: smtp_host is not set." in told
    record = terminal.json("--as admin outbox list")[1]
    assert (record["login"], record["state"], record["trouble"]) == ("ivanov", "not delivered", REFUSAL)


def test_a_customer_sees_the_own_messages_and_no_outbox(terminal: Terminal, failed: Actor) -> None:
    assert [each["state"] for each in terminal.json("--as ivanov messages list")] == ["waiting", "not delivered"]
    assert len(terminal.json("--as ivanov messages list --last 1")) == 1
    assert "There is no such thing" in terminal.refused("--as ivanov outbox list")


@pytest.mark.parametrize("words", ["--as admin outbox retry", "--as ivanov messages resend"])
def test_a_message_is_sent_again(terminal: Terminal, office: Office, failed: Actor, words: str) -> None:
    refused = office.rows()[0]
    again = terminal.json(f"{words} {refused.id}")
    assert (again["state"], again["address"]) == ("waiting", refused.address)
    assert office.log(failed)[-1].state is MessageState.SENT_AGAIN
    assert "sent again already" in terminal.refused(f"{words} {refused.id}")


def test_nothing_is_delivered_where_nothing_is_set(terminal: Terminal) -> None:
    assert "nothing to send by; see the settings smtp_host and sms_url" in terminal.refused("deliver --once")


def test_what_is_due_is_delivered(
    terminal: Terminal, office: Office, failed: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    monkeypatch.setattr("introtui.compose.SystemClock", lambda: office.clock)
    with delivering(post) as port:
        for name, value in {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none"}.items():
            monkeypatch.setenv(f"INTROTUI_SMTP_{name}", value)
        assert terminal.say("deliver --once") == "1 delivered, 0 to be tried again, 0 given up.\n"
        assert terminal.say("deliver --once") == "0 delivered, 0 to be tried again, 0 given up.\n"
    (mail,) = post.taken
    assert mail["From"] == "Example Hosting O\u00dc <billing@example.com>"
