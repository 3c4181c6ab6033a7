"""Answering a ticket: replies that are given often are put into what is typed, in any terminal."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from textual.widgets import TextArea

from introtui.domain.access import Actor, Role
from introtui.screens.desk.deciding import DecidingDialog
from introtui.store.engine import Database
from introtui.store.tables import TicketReply
from tests.building import add_account, services
from tests.screens.seen import Seen, seen
from tests.services.staffing import staff
from tests.services.test_queues import ticket


@pytest.fixture
def kim(sqlite_database: Database) -> Actor:
    """A member of support, with one ticket that waits."""
    ticket(sqlite_database, add_account(sqlite_database))
    return staff(sqlite_database, Role.OPERATOR, "support")


def keep_replies(database: Database, kim: Actor) -> None:
    replies = services(database).replies
    for number in range(1, 12):
        replies.save(kim, f"reply-{number:02}", f"Answer {number}.")


async def answering(page: Seen) -> TextArea:
    """Go to the ticket and begin to answer it."""
    await page.press("4")
    while "[Tickets 1]" not in page.text:
        await page.press("right")
    await page.press("r")
    assert isinstance(page.app.screen, DecidingDialog)
    return page.app.screen.query_one(TextArea)


async def test_a_canned_reply_is_put_into_what_is_typed(sqlite_database: Database, kim: Actor) -> None:
    keep_replies(sqlite_database, kim)
    async with seen(sqlite_database, kim, section="desk") as page:
        area = await answering(page)
        assert "f5 Canned reply" in page.footer
        assert "Canned reply" in page.line("f5; goes where the cursor is")
        await page.press(*"Hello Bye", *["left"] * 4, "f5")
        assert "reply-01" in page.text
        await page.press(*["down"] * 11, "enter")
        assert area.text == "HelloAnswer 11. Bye"
        assert page.focused is area
        await page.press("end", " ", "f5", "down", "enter")
        assert area.text == "HelloAnswer 11. Bye Answer 1."
        await page.press("tab", "tab", "enter")
    with sqlite_database.read() as session:
        assert session.scalars(select(TicketReply.body)).all() == ["HelloAnswer 11. Bye Answer 1."]


async def test_a_list_of_replies_that_is_left_changes_nothing(sqlite_database: Database, kim: Actor) -> None:
    keep_replies(sqlite_database, kim)
    async with seen(sqlite_database, kim, section="desk") as page:
        area = await answering(page)
        await page.press(*"Hello", "f5", "escape", "tab", *"x")
        assert area.text == "Hellox"


async def test_without_canned_replies_none_are_offered(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="desk") as page:
        area = await answering(page)
        assert "Canned" not in page.text
        await page.press(*"Hello", "f5")
        assert page.focused is area
        assert area.text == "Hello"
