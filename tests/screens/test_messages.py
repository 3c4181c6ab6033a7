"""What was sent, as its owner sees it: what did not arrive and why, sending it again, the outbox of the demo."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from introtui.domain.access import Actor
from introtui.domain.messages import Channel, MessageState, MessageView
from introtui.gateways.local import local_gateways
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.screens.dialogs.messages import note_of
from introtui.session import DEMO_WAY
from introtui.store.engine import Database
from tests.building import add_account
from tests.programs import program, running
from tests.screens.seen import Seen, seen
from tests.services.posting import Office, ScriptedMail

WAITING = MessageView(
    message_id=1,
    login="ivanov",
    at=datetime(2026, 11, 23, tzinfo=UTC),
    channel=Channel.MAIL,
    kind="invoice",
    subject="Invoice",
    address="ivan@example.com",
    state=MessageState.WAITING,
    trouble="The mail server could not be reached.",
    attempts=1,
    due_at=datetime(2026, 11, 24, tzinfo=UTC),
)
REFUSAL = "The mail server refused it: 550 No such user."


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    refusing = ScriptedMail(before=[NotSent(REFUSAL, again=False)])
    return Office(database=sqlite_database, gateways=Gateways(mail=refusing))


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    return add_account(sqlite_database)


async def test_a_message_that_does_not_arrive_is_told_at_once_and_sent_again(office: Office, actor: Actor) -> None:
    office.tell(actor)
    async with seen(office.database, actor, section="notifications") as page:
        assert "1 message" in page.line("Sent to you")
        await page.press("f7")
        assert "waiting" in page.line("12:00")
        office.services.outbox.deliver_due()
        await page.appears(REFUSAL)
        assert "not delivered" in page.line("12:00")
        assert "r Send again" in page.footer
        await page.press("r")
        await page.appears("sent again")
        assert page.toasts == ["On its way again, to ivan@example.com."]
        await page.press("home")
        assert "r Send again" not in page.footer
        office.services.outbox.deliver_due()
        await page.appears("delivered")
        await page.press("escape")
        assert "2 messages" in page.line("Sent to you")


async def test_what_did_not_arrive_needs_attention_until_it_is_sent_again(office: Office, actor: Actor) -> None:
    office.tell(actor)
    office.services.outbox.deliver_due()
    async with seen(office.database, actor) as page:
        await page.press("n")
        assert "A message was not delivered; f7 there says why." in page.text
        await page.press("escape", "3")
        assert "1 message, 1 not delivered" in page.line("Sent to you")
        await page.press("f7", "r", "escape", "n")
        await page.goes("not delivered")


@pytest.mark.parametrize(("attempts", "words"), [(1, "tried once, next"), (2, "tried 2 times, next")])
def test_what_waits_says_how_often_it_was_tried(attempts: int, words: str) -> None:
    assert words in note_of(replace(WAITING, attempts=attempts))


async def test_a_code_is_neither_shown_nor_sent_again(office: Office, actor: Actor) -> None:
    office = replace(office, gateways=Gateways(mail=ScriptedMail()))
    office.tell(actor, "code.email", code="424242", minutes=10)
    async with seen(office.database, actor, section="notifications") as page:
        await page.press("f7")
        assert "424242" not in page.text
        office.services.outbox.deliver_due()
        await page.appears("delivered")
        assert "r Send again" not in page.footer
        await page.press("r")
        await page.appears("x It carried a code")


async def test_the_outbox_is_there_in_the_demo_alone(office: Office, actor: Actor) -> None:
    async with seen(office.database, actor) as page:
        await page.press("M")
        assert "Outbox" not in page.text
        await page.press("question_mark")
        assert "ctrl+o" not in page.text.replace("^o", "ctrl+o")


async def test_the_outbox_of_the_demo_shows_codes_and_calls_also_from_a_dialog(
    office: Office, actor: Actor
) -> None:
    demo = replace(office, gateways=local_gateways())
    visitor = replace(actor, way=DEMO_WAY)
    async with running(program(demo.database, visitor, gateways=local_gateways())) as pilot:
        page = Seen(pilot, demo.database, visitor)
        await page.press("n", "M")
        assert "Nothing was sent yet" in page.text
        demo.tell(actor, "code.phone", channel=Channel.SMS, to="+31612345678", code="4711", minutes=10)
        await page.appears("your code is 4711")
        await page.press("escape")
        assert "Needs your attention" in page.text
