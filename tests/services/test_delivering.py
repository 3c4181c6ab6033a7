"""What is due goes out once, however many workers run and whenever they die; what does not is tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from introtui.compose import entrance_of
from introtui.domain.access import Actor
from introtui.domain.messages import Channel, MessageState
from introtui.gateways.mail import Message
from introtui.gateways.mail_smtp import SmtpMail, SmtpSecurity, message_id
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.services.background import Background
from introtui.services.delivering import CLAIM, PAUSES, Delivered, request_id
from introtui.services.outbox import OutboxService
from introtui.settings import Settings
from introtui.store.engine import Database
from introtui.store.tables import Change
from tests.building import add_account
from tests.gateways.mail_server import HANG_UP, HANG_UP_WHEN_TAKEN, Post, delivering
from tests.services.posting import Office, ScriptedMail, ScriptedTexts
from tests.waiting import PATIENCE

BUSY = NotSent("The mail server refused it: 450 Busy.", again=True)
REFUSED = NotSent("The mail server refused it: 550 No such user.", again=False)


class Killed(BaseException):
    """The process ends here, as by a signal."""


@pytest.fixture
def mail() -> ScriptedMail:
    return ScriptedMail()


@pytest.fixture
def office(installed: Database, mail: ScriptedMail) -> Office:
    return Office(database=installed, gateways=Gateways(mail=mail))


@pytest.fixture
def actor(installed: Database) -> Actor:
    return add_account(installed)


def changes(office: Office) -> int:
    with office.database.read() as session:
        return session.scalar(select(func.max(Change.id))) or 0


def test_what_is_due_goes_out_once(office: Office, actor: Actor, mail: ScriptedMail) -> None:
    office.tell(actor)
    before = changes(office)
    assert office.services.outbox.deliver_due().delivered == 1
    assert office.services.outbox.deliver_due().delivered == 0
    (sent,) = mail.taken
    row = office.row()
    assert (sent.key, sent.address, sent.subject, sent.body) == (row.key, row.address, row.subject, row.body)
    assert (row.due_at, row.delivered_at, row.attempts) == (None, office.clock.now(), 1)
    assert changes(office) > before


def test_a_message_of_the_billing_run_need_not_wait_for_the_noon_it_was_written_at(
    office: Office, actor: Actor, mail: ScriptedMail
) -> None:
    office.tell(actor)
    office.clock.move(hours=-11)
    assert office.services.outbox.deliver_due().delivered == 1


def test_a_message_is_tried_again_after_longer_and_longer_and_then_given_up(
    office: Office, actor: Actor, mail: ScriptedMail
) -> None:
    mail.before = [BUSY] * 9
    office.tell(actor)
    for pause in PAUSES:
        assert office.services.outbox.deliver_due().postponed == 1
        (message,) = office.log(actor)
        assert (message.state, message.trouble) == (MessageState.WAITING, str(BUSY))
        assert message.due_at == office.clock.now() + pause
        office.clock.move(seconds=pause.total_seconds() - 1)
        assert office.services.outbox.deliver_due().postponed == 0
        office.clock.move(seconds=1)
    before = changes(office)
    assert office.services.outbox.deliver_due().failed == 1
    (message,) = office.log(actor)
    assert (message.state, message.attempts, message.due_at) == (MessageState.NOT_DELIVERED, len(PAUSES) + 1, None)
    assert changes(office) > before
    office.clock.move(days=9)
    assert office.services.outbox.deliver_due().failed == 0


def test_what_is_refused_for_good_is_not_tried_again(office: Office, actor: Actor, mail: ScriptedMail) -> None:
    mail.before = [REFUSED]
    office.tell(actor)
    assert office.services.outbox.deliver_due().failed == 1
    (message,) = office.log(actor)
    assert (message.state, message.trouble) == (MessageState.NOT_DELIVERED, str(REFUSED))


def test_a_gateway_that_is_left_alone_costs_no_try(office: Office, actor: Actor, mail: ScriptedMail) -> None:
    mail.before = [NotSent("The SMS gateway does not answer.", again=True, tried=False)] * 20
    office.tell(actor)
    for _ in range(20):
        assert office.services.outbox.deliver_due().postponed == 1
        office.clock.move(minutes=1)
    assert office.row().attempts == 0
    assert office.services.outbox.deliver_due().delivered == 1


def test_what_nobody_foresaw_stops_no_other_message(
    office: Office, actor: Actor, mail: ScriptedMail, caplog: pytest.LogCaptureFixture
) -> None:
    mail.before = [ZeroDivisionError("hush"), None]
    office.tell(actor, key="first")
    office.tell(actor, key="second")
    done = office.services.outbox.deliver_due()
    assert (done.postponed, done.delivered) == (1, 1)
    assert office.log(actor)[1].trouble.startswith("That did not work. Reference ")


@pytest.mark.parametrize("errors", [[None], [REFUSED]], ids=["delivered", "refused"])
def test_a_code_is_kept_no_longer_than_it_takes_to_send_it(
    office: Office, actor: Actor, mail: ScriptedMail, errors: list[BaseException | None]
) -> None:
    mail.before = errors
    office.tell(actor, "code.email", code="424242", minutes=10)
    assert "424242" in office.row().body
    office.services.outbox.deliver_due()
    assert office.row().body == ""


def test_a_code_that_is_over_is_sent_to_nobody(office: Office, actor: Actor, mail: ScriptedMail) -> None:
    mail.before = [BUSY]
    office.tell(actor, "code.email", code="424242", minutes=10)
    assert office.services.outbox.deliver_due().postponed == 1
    office.clock.move(minutes=10)
    assert replace(office, gateways=Gateways()).services.outbox.deliver_due().failed == 1
    (message,) = office.log(actor)
    assert message.state is MessageState.NOT_DELIVERED
    assert message.trouble == "The code could not be sent within ten minutes; ask for a new one."
    assert office.row().body == ""
    assert mail.taken == []


def test_an_sms_goes_by_its_own_gateway_under_an_id_of_its_key(office: Office, actor: Actor) -> None:
    texts = ScriptedTexts()
    office.tell(actor, "code.phone", "sms 1", channel=Channel.SMS, to="+31612345678", code="4711", minutes=10)
    replace(office, gateways=Gateways(texts=texts)).services.outbox.deliver_due()
    ((number, text, request),) = texts.taken
    assert (number, request) == ("+31612345678", request_id("sms 1"))
    assert text.endswith("your code is 4711. It works for 10 minutes.")


def test_workers_at_once_send_each_message_once(office: Office, actor: Actor, mail: ScriptedMail) -> None:
    for place in range(12):
        office.tell(actor, key=f"low {place}")
    # Each with connections of its own, like processes.
    urls = [office.database.engine.url.render_as_string(hide_password=False)] * 3
    offices = [replace(office, database=Database(url)) for url in urls]
    with ThreadPoolExecutor(len(offices)) as pool:
        done = list(pool.map(lambda each: each.services.outbox.deliver_due(), offices))
    for each in offices:
        each.database.close()
    assert sum(each.delivered for each in done) == 12
    assert sorted(sent.key for sent in mail.taken) == sorted(f"low {place}" for place in range(12))


def test_a_code_whose_fate_nobody_noted_goes_out_no_second_time_and_is_not_called_unsent(
    office: Office, actor: Actor, mail: ScriptedMail, caplog: pytest.LogCaptureFixture
) -> None:
    mail.after = [Killed()]
    office.tell(actor, "code.email", code="424242", minutes=10)
    with pytest.raises(Killed):
        office.services.outbox.deliver_due()
    office.clock.move(seconds=CLAIM.total_seconds())
    assert office.services.outbox.deliver_due().failed == 1
    (message,) = office.log(actor)
    assert message.trouble == "It is not known whether the code went out; if none came, ask for a new one."
    assert (len(mail.taken), office.row().body) == (1, "")
    assert "may have been sent before" in caplog.text


def test_a_worker_that_wakes_up_late_undoes_nothing(office: Office, actor: Actor, mail: ScriptedMail) -> None:
    """It was so slow that another one took the message over and delivered it; then it learns that it failed."""
    office.tell(actor)

    class OvertakenMail(ScriptedMail):
        def send(self, message: Message) -> None:
            office.clock.move(seconds=CLAIM.total_seconds())
            assert office.services.outbox.deliver_due().delivered == 1
            raise BUSY

    replace(office, gateways=Gateways(mail=OvertakenMail())).services.outbox.deliver_due()
    (message,) = office.log(actor)
    assert (message.state, message.trouble, message.attempts) == (MessageState.DELIVERED, "", 2)


def test_through_a_real_server_nothing_is_lost_and_the_log_says_what_happened(
    office: Office, actor: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "introtui")
    post = Post(
        recipients=["250 OK", "550 5.1.1 No such user", "450 4.2.1 Busy"],
        answers=["250 OK", HANG_UP, HANG_UP_WHEN_TAKEN],
    )
    for place in range(5):
        office.tell(actor, key=f"low {place}")
    with delivering(post) as port:
        smtp = SmtpMail(host="127.0.0.1", port=port, security=SmtpSecurity.NONE, sender="billing@example.com")
        real = replace(office, gateways=Gateways(mail=smtp)).services.outbox
        done = real.deliver_due()
        assert (done.delivered, done.failed, done.postponed) == (1, 1, 3)
        unknown = "The mail server did not say whether it took the mail."
        assert [(each.state.value, each.trouble) for each in reversed(office.log(actor))] == [
            ("delivered", ""),
            ("not delivered", "The mail server refused it: 550 5.1.1 No such user."),
            ("waiting", "The mail server refused it: 450 4.2.1 Busy."),
            ("waiting", unknown),
            ("waiting", unknown),
        ]
        office.clock.move(minutes=1)
        assert real.deliver_due().delivered == 3
    ids = [str(each["Message-ID"]) for each in post.taken]
    expected = {message_id(f"low {place}", "billing@example.com") for place in (0, 2, 3, 4)}
    assert set(ids) == expected
    assert len(ids) == len(expected) + 1, "the one whose fate was unknown came twice, under one id"
    ours = [record.getMessage() for record in caplog.records if record.name == "introtui"]
    assert len(ours) == 4
    assert not any("3.15 EUR" in words or "ivan@example.com" in words for words in ours)


def test_a_thread_delivers_beside_the_program_and_survives_what_fails(
    office: Office, actor: Actor, mail: ScriptedMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, failures = Event(), [OSError("the database is away for a moment")]
    deliver = OutboxService.deliver_due

    def deliver_due(outbox: OutboxService, goes_on: Callable[[], bool]) -> Delivered:
        if failures:
            raise failures.pop()
        done = deliver(outbox, goes_on)
        if done.delivered:
            taken.set()
        return done

    monkeypatch.setattr(OutboxService, "deliver_due", deliver_due)
    office.tell(actor)
    thread = Background("delivery", office.services.outbox.deliver_due, poll_seconds=0.01)
    thread.start()
    assert taken.wait(PATIENCE)
    thread.close()
    assert len(mail.taken) == 1


def test_the_program_delivers_once_its_door_is_open(
    installed: Database, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(database=installed)
    office.tell(actor)
    monkeypatch.setattr("introtui.compose.SystemClock", lambda: office.clock)
    post = Post()
    with delivering(post) as port:
        settings = Settings(
            database_url=installed.engine.url.render_as_string(hide_password=False),
            key_file=str(tmp_path / "key"),
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
        )
        entrance = entrance_of(settings, "", address="", way="test")
        entrance.open()
        assert post.arrived.wait(PATIENCE)
        entrance.close()
    assert len(post.taken) == 1


def test_the_claim_outlasts_the_slowest_gateway() -> None:
    assert timedelta(seconds=2 * 60) < CLAIM
