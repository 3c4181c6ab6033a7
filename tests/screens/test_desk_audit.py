"""The audit at the desk: filters, the trail of a thing, and what is saved of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.audit import AuditFilter, AuditKind
from introtui.screens.desk.account import AccountDesk
from introtui.screens.desk.audit import AuditScreen, word_of
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, add_order, services
from tests.programs import WIDE
from tests.screens.seen import Seen, seen
from tests.services.staffing import staff


@pytest.fixture
def admin(sqlite_database: Database) -> Actor:
    """Return an admin; two customers have done something to an order of theirs."""
    at = services(sqlite_database)
    for number, login in ((10231, "ivanov"), (10241, "heron")):
        owner = add_account(sqlite_database, replace(ACCOUNT, login=login))
        add_order(sqlite_database, owner, order_id=number)
        at.orders.set_auto_renew(owner, number, True)
    return staff(sqlite_database)


def rows(page: Seen) -> list[str]:
    """Return the lines of the list that hold something."""
    return [line for line in page.lines[5:-3] if "2026-11-23" in line]


async def test_a_filter_is_chosen_told_in_words_and_dropped(sqlite_database: Database, admin: Actor) -> None:
    async with seen(sqlite_database, admin, section="audit") as page:
        assert "showing: everything" in page.text
        everything = len(rows(page))
        await page.press("f", "tab", *"nobody", "shift+tab", "shift+tab", "enter")
        assert "There is no account 'nobody'." in page.text
        await page.press(*["backspace"] * 6, *"heron", "shift+tab", "shift+tab", "enter")
        assert "showing: on heron" in page.text
        assert len(rows(page)) == 1
        await page.press("escape")
        assert len(rows(page)) == everything > 1


async def test_the_trail_of_an_order_is_a_key_away_and_beside_the_list_where_there_is_room(
    sqlite_database: Database, admin: Actor
) -> None:
    async with seen(sqlite_database, admin, section="audit") as page:
        await page.press("t")
        assert "Trail: Order 10241" in page.text
        assert "Timeline of the order" in page.text
        assert "10231" not in "\n".join(page.lines[6:-2])
        await page.press("escape")
        await page.resize(*WIDE)
        assert "Trail: Order 10241" in page.text


async def test_the_account_of_a_line_is_opened_by_a_key(sqlite_database: Database, admin: Actor) -> None:
    async with seen(sqlite_database, admin, section="audit") as page:
        await page.press("down", "o")
        assert isinstance(page.app.screen, AccountDesk)
        assert "ivanov" in page.lines[3]


async def test_what_others_do_comes_by_itself(sqlite_database: Database, admin: Actor) -> None:
    async with seen(sqlite_database, admin, section="audit") as page:
        at = services(sqlite_database)
        at.orders.set_auto_renew(at.actor("ivanov", address="", way="test"), 10231, False)
        await page.appears("Auto-renew switched off")


async def test_what_a_filter_finds_is_saved_as_a_file(
    sqlite_database: Database, admin: Actor, tmp_path: Path
) -> None:
    async with seen(sqlite_database, admin, section="audit", export_folder=tmp_path) as page:
        screen = page.app.screen
        assert isinstance(screen, AuditScreen)
        screen.show_only(AuditFilter(account="heron"))
        await page.press("e")
        assert "1 line of the audit: on heron" in page.text
        await page.press("tab", "tab", "enter")
        await page.settle()
    (saved,) = json.loads((tmp_path / "audit.json").read_text("utf-8"))
    assert (saved["account"], saved["action"]) == ("heron", "order.auto_renew")


async def test_who_may_not_save_lists_has_no_key_for_it(sqlite_database: Database, admin: Actor) -> None:
    support = staff(sqlite_database, Role.OPERATOR, "support")
    async with seen(sqlite_database, support, section="audit") as page:
        assert "e Export" not in page.footer
        await page.press("e")
        assert page.app.screen.is_modal is False


async def test_what_customers_write_is_shown_as_it_is(sqlite_database: Database, admin: Actor) -> None:
    owner = add_account(sqlite_database, replace(ACCOUNT, login="[b]old"))
    services(sqlite_database).acting.look(admin, owner.account_id)
    async with seen(sqlite_database, admin, section="audit") as page:
        assert "[b]old" in rows(page)[0]
        await page.press("enter")
        assert "Account [b]old" in page.text


@pytest.mark.parametrize(
    ("which", "word"),
    [
        (AuditFilter(), "audit"),
        (AuditFilter(by="bo", action="order", kind=AuditKind.STAFF), "audit --by bo --action order --staff"),
        (AuditFilter(by="billing run; rm -rf"), "audit --by 'billing run; rm -rf'"),
    ],
)
def test_where_there_is_no_folder_a_word_finds_the_same(which: AuditFilter, word: str) -> None:
    assert word_of(which) == word
