"""What a money dialog's button names is what is booked and what the document says, to the third decimal."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import select

from introtui.domain.money import Money
from introtui.paper.text import document_text
from introtui.services.books import CUSTOMER
from introtui.services.document_reading import document_of
from introtui.store.engine import Database
from introtui.store.tables import Document, Posting
from tests.building import ACCOUNT, add_account, add_order
from tests.screens.seen import Seen, seen

DINAR = "KWD"


def named(page: Seen, words: str) -> str:
    """Return the amount on the button that begins with these words."""
    found = re.search(rf"\[ {words}\D*([0-9.]+) \]", page.text)
    assert found, page.text
    return found[1]


def moved(database: Database) -> str:
    """Return the last movement of the balance, without its sign."""
    with database.read() as session:
        movement = select(Posting.minor).where(Posting.book == CUSTOMER).order_by(Posting.id.desc()).limit(1)
        return Money(abs(session.scalar(movement) or 0), DINAR).amount


def on_paper(database: Database) -> str:
    """Return the total of the last document as it is printed, without its sign."""
    with database.read() as session:
        row = session.scalars(select(Document).order_by(Document.id.desc()).limit(1)).one()
        lines = document_text(document_of(session, row))
    (total,) = (line.split()[-1] for line in lines if line.split()[:2] == ["Total", DINAR])
    return total.removeprefix("-")


async def confirmed(page: Seen, words: str, *, way: str = "shift+tab") -> None:
    """Go to the button that begins with these words and press it; then compare."""
    shown = named(page, words)
    await page.press(way, "enter")
    assert (moved(page.database), on_paper(page.database)) == (shown, shown)


async def test_every_money_dialog_shows_what_is_booked_and_printed(sqlite_database: Database) -> None:
    account = replace(ACCOUNT, opening_balance=Money(500_000, DINAR))
    actor = add_account(sqlite_database, account)
    add_order(sqlite_database, actor, order_id=10231, price=Money(6_600, DINAR))
    async with seen(sqlite_database, actor) as page:
        await page.press("c", "down")
        await confirmed(page, "Change")
        await page.press("r", "right")
        await confirmed(page, "Renew")
        await page.press("x", "right")
        await confirmed(page, "Cancel now, refund")
        await page.press("o", "tab", "down", "tab", "tab", *"a.example", "tab", "enter", "down", "enter")
        await page.press("tab", "enter", "down", "enter", "tab", "tab", "enter")
        await confirmed(page, "Order", way="tab")
        await page.press("r", "tab", "right")
        shown = named(page, "Renew")
        await page.press("tab", "tab", "enter", "f5", "p")
        assert named(page, "Pay") == shown
        await confirmed(page, "Pay")
        await page.press("u", *"12.345", "enter")
        assert f"{DINAR} 12.345" in page.text
