"""The desk on entry: everything on one screen, each line leads where it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.corrections import CorrectionKind
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import Money
from introtui.domain.permissions import Permission
from introtui.screens.desk.all_orders import AllOrdersScreen
from introtui.screens.desk.audit import AuditScreen
from introtui.screens.desk.money import MoneyScreen
from introtui.screens.desk.queues import QueuesScreen
from introtui.screens.desk.rates import RatesScreen
from introtui.store.engine import Database
from tests.building import ACCOUNT, TODAY, add_account, add_order, services
from tests.programs import SMALL, WIDE
from tests.screens.seen import seen
from tests.services.bank_files import Office, camt, one
from tests.services.staffing import staff
from tests.services.test_vat_ids import COMPANY

CURRENCIES = ("EUR", "USD", "JPY")


@pytest.fixture
def admin(sqlite_database: Database) -> Actor:
    """Return an admin of a company with something in every currency."""
    actor = staff(sqlite_database)
    for number, currency in enumerate(CURRENCIES, 1):
        new = replace(ACCOUNT, login=f"of-{currency.lower()}", opening_balance=Money(0, currency), profile=COMPANY)
        owner = add_account(sqlite_database, new)
        add_order(sqlite_database, owner, paid_until=TODAY - timedelta(days=2), price=Money(1995, currency))
        paid = IncomingPayment(
            login=owner.login,
            amount=Money(100_000 // number, currency),
            received_on=TODAY,
            external_id=f"bank {number}",
        )
        services(sqlite_database).payments.record(actor, paid)
    return actor


@pytest.fixture
def money_waits(sqlite_database: Database, admin: Actor) -> None:
    """Have an entry come from the bank that is nobody's, and a correction that needs a second person."""
    ours, other = services(sqlite_database), staff(sqlite_database, Role.OPERATOR)
    Office(ours, sqlite_database, admin).imported(camt([one("10.00", "AB-1", name="Aunt Vera")]))
    quote = ours.corrections.quote(other, "of-eur", CorrectionKind.CORRECTION, "900.00", "double charge")
    ours.corrections.ask(other, quote, "asked")


@pytest.mark.parametrize("size", [SMALL, WIDE, (200, 60)])
async def test_everything_is_on_one_screen(sqlite_database: Database, admin: Actor, size: tuple[int, int]) -> None:
    async with seen(sqlite_database, admin, section="desk", size=size) as page:
        for words in (
            "What waits",
            "What is due",
            "What failed",
            "Billing run",
            "Sum",
            "Money by day, EUR, 1 of 3",
        ):
            page.line(words)
        assert page.line("Companies to verify").split()[4] == "3"
        assert "for 2 days" in page.line("Orders overdue")
        assert "never ran" in page.line("Billing run")
        assert page.line(f"{TODAY:%m-%d}").split(f"{TODAY:%m-%d}")[1].split()[0] in ("1000", "1000.00")
        assert "…" not in page.text


async def test_a_key_shows_the_next_currency(sqlite_database: Database, admin: Actor) -> None:
    async with seen(sqlite_database, admin, section="desk") as page:
        shown = []
        for _ in range(len(CURRENCIES) + 1):
            shown.append(page.line("Money by day").split("day, ")[1][:3])
            await page.press("c")
        assert shown[0] == shown[-1]
        assert sorted(shown[:-1]) == sorted(CURRENCIES)


async def test_enter_goes_where_a_line_is_done_or_told_of(sqlite_database: Database, admin: Actor) -> None:
    async with seen(sqlite_database, admin, section="desk") as page:
        assert "enter Go there" in page.footer
        await page.press("down", "down", "down", "enter")
        assert isinstance(page.app.screen, QueuesScreen)
        assert "[Overdue 3]" in page.text
        await page.press("1", "end", "up", "enter")
        assert isinstance(page.app.screen, AuditScreen)
        assert "showing: refused sign-ins only, since 2026-11-22" in page.text


async def test_a_line_that_leads_nowhere_says_so_by_having_no_key(sqlite_database: Database, admin: Actor) -> None:
    async with seen(sqlite_database, admin, section="desk") as page:
        while "> Billing run" not in page.text:
            await page.press("down")
        assert "Go there" not in page.footer


@pytest.mark.usefixtures("admin")
async def test_a_role_is_sent_where_it_may_look_and_nowhere_else(sqlite_database: Database) -> None:
    rita = staff(sqlite_database, Role.OPERATOR, "read-only")
    without = replace(rita, permissions=rita.permissions - {Permission.AUDIT})
    async with seen(sqlite_database, without, section="desk") as page:
        await page.press("enter")
        assert isinstance(page.app.screen, QueuesScreen)
        await page.press("1", "end", "up")
        assert "> Sign-ins in 24 h" in page.text
        assert "Go there" not in page.footer


async def test_what_changes_is_read_again(sqlite_database: Database, admin: Actor) -> None:
    async with seen(sqlite_database, admin, section="desk") as page:
        owner = add_account(sqlite_database, replace(ACCOUNT, login="newco", profile=COMPANY))
        services(sqlite_database).orders.set_auto_renew(owner, add_order(sqlite_database, owner), True)
        await page.appears("4  for")


@pytest.mark.usefixtures("money_waits")
@pytest.mark.parametrize(
    ("words", "leads_to", "shows"),
    [
        ("Bank entries", MoneyScreen, ("[Bank]", "filter: to review", "Aunt Vera")),
        ("Corrections", MoneyScreen, ("[Corrections]", "wait for a second pair of eyes", "900.00 EUR")),
        ("Orders end today", AllOrdersScreen, ("filter: active, 7 days",)),
        ("Invoices overdue", AllOrdersScreen, ("filter: active, invoice overdue",)),
        ("Cancels to come", AllOrdersScreen, ("filter: active, cancel to come",)),
        ("VAT rates to come", RatesScreen, ("filter: another one scheduled",)),
    ],
)
async def test_what_waits_of_money_and_what_is_due_lead_to_their_lists(
    sqlite_database: Database, admin: Actor, words: str, leads_to: type, shows: tuple[str, ...]
) -> None:
    async with seen(sqlite_database, admin, section="desk") as page:
        assert "8 wait" in page.lines[0]
        while f"> {words}" not in page.line(words):
            await page.press("down")
        await page.press("enter")
        assert isinstance(page.app.screen, leads_to)
        assert [each for each in shows if each not in page.text] == []
        await page.press("f")
        await page.press("escape", "1", "enter")
        assert [each for each in shows if each not in page.text] == [], "it leads there again"
