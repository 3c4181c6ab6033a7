"""What staff do to the money and the sign-in of one account, from its desk: by role, and only once confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.errors import SessionEnded
from introtui.screens.desk.account import AccountDesk
from introtui.screens.desk.account_menu import AccountMenu
from introtui.screens.desk.account_step import StepDialog
from introtui.screens.desk.money_payments import RecordPaymentDialog
from introtui.services.identity.door import NeedsCode
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, services
from tests.screens.seen import Seen, seen
from tests.services.identity.signing import PASSWORD, Signing, signing
from tests.services.ordering import everything
from tests.services.staffing import last_audit, staff
from tests.services.test_vat_ids import COMPANY

CODE = "blue-kettle-7"
OTHER = "a lamp under nine stairs"
ADMINS = ("s", "w", "f", "i", "x", "u")
"""The keys that are for admins alone."""


@pytest.fixture
def at(sqlite_database: Database) -> Signing:
    """Return a customer who can sign in."""
    return signing(sqlite_database)


@pytest.fixture
def admin(at: Signing) -> Actor:
    return staff(at.database)


@pytest.fixture
def bo(at: Signing) -> Actor:
    """Return a member of billing."""
    return staff(at.database, Role.OPERATOR)


def balance(at: Signing) -> str:
    return str(at.services.billing.load(at.actor).balance.amount)


def is_over(at: Signing, actor: Actor) -> bool:
    try:
        at.services.sessions.keep_alive(actor, pressed=True)
    except SessionEnded:
        return True
    return False


async def opened(page: Seen) -> None:
    """Open the account of ivanov: an admin stands before it, an operator after."""
    await page.press("home", *(["down"] if page.actor.role is Role.ADMIN else []), "enter")
    assert isinstance(page.app.screen, AccountDesk)


async def confirm(page: Seen, *keys: str) -> None:
    """Press keys that open a dialog of two buttons, and the second of them."""
    await page.press(*keys)
    assert isinstance(page.app.screen, StepDialog)
    await page.press("tab", "enter")


def offered(page: Seen) -> Sequence[str]:
    """Return what the palette says that can be done."""
    return [command.title for command in page.app.get_system_commands(page.app.screen)]


async def test_a_payment_of_the_account_is_shown_first_and_on_its_desk_once_it_is_booked(
    at: Signing, bo: Actor
) -> None:
    before = balance(at)
    async with seen(at.database, bo, section="accounts") as page:
        await opened(page)
        await page.press("b", "r", *"10.00", "enter", *"2026-11-20", "enter", "enter", *"BANK-1", "enter")
        assert "ivanov" in page.line("Login *")
        assert "[ Book EUR 10.00 ]" in page.text
        assert balance(at) == before
        await page.press("enter", "enter")
        assert page.toasts == ["EUR 10.00 for ivanov is booked."]
        assert balance(at) != before
        await page.appears(f"Balance   EUR {balance(at)}")
        await page.appears("2026-11-20")
    who, account_id, action, *_rest = last_audit(at.database)
    assert (who, account_id, action.partition(".")[0]) == ("operator", at.actor.account_id, "payment")


async def test_a_wrong_payment_says_so_beside_its_fields_and_an_escaped_one_books_nothing(
    at: Signing, bo: Actor
) -> None:
    async with seen(at.database, bo, section="accounts") as page:
        await opened(page)
        before = everything(at.database)
        await page.press("r", *"ten", "enter", "enter", "enter", "enter")
        assert "x Enter an amount such as" in page.text
        assert "ten" in page.line("Amount *")
        await page.press("escape", "escape")
        assert isinstance(page.app.screen, AccountDesk)
        assert everything(at.database) == before


async def test_a_correction_is_booked_below_the_sum_and_waits_above_it(at: Signing, bo: Actor) -> None:
    before = balance(at)
    async with seen(at.database, bo, section="accounts") as page:
        await opened(page)
        await page.press("R", "enter", *"-5.00", "enter", *"charged", "enter")
        assert "[ Book EUR -5.00 ]" in page.text
        await page.press("enter", "enter")
        assert page.toasts == ["EUR -5.00 for ivanov is booked."]
        after = balance(at)
        assert after != before
        await page.press("R", "enter", *"500.00", "enter", *"goodwill", "enter")
        assert "waits until somebody else approves it" in page.text
        await page.press("enter", "enter")
        assert "waits for a second pair of eyes" in page.toasts[-1]
        assert balance(at) == after
        await page.press("a")
        await page.appears("waits for approval: goodwill")
    assert last_audit(at.database)[:3] == ("operator", at.actor.account_id, "correction.ask")


async def test_an_account_is_blocked_and_unblocked_and_its_desk_says_so_at_once(at: Signing, admin: Actor) -> None:
    customer = at.sign_in()
    async with seen(at.database, admin, section="accounts") as page:
        await opened(page)
        await page.press("u")
        assert page.toasts == ["x The account is not blocked."]
        await page.press("x")
        assert "1 session is open, which ends." in page.text
        await page.press("escape", "a")
        assert not is_over(at, customer)
        await confirm(page, "x")
        assert page.toasts[-1] == "ivanov is blocked."
        await page.appears("x Blocked since 2026-11-23: nobody can sign in.")
        await page.appears("Account blocked")
        assert "admin" in page.line("Account blocked")
        assert is_over(at, customer)
        await page.press("x")
        assert page.toasts[-1] == "x The account is blocked already."
        await confirm(page, "u")
        await page.goes("Blocked since")
    assert at.sign_in()


async def test_sessions_are_ended_and_the_account_can_sign_in_again(at: Signing, admin: Actor) -> None:
    customer = at.sign_in()
    async with seen(at.database, admin, section="accounts") as page:
        await opened(page)
        await page.press("l")
        assert "open, key 12:00" in page.text
        await confirm(page, "s")
        await page.goes("open, key 12:00")
        assert is_over(at, customer)
        await page.press("s")
        assert page.toasts[-1] == "x Nobody is signed in."
    assert last_audit(at.database)[:3] == ("admin", at.actor.account_id, "account.end_sessions")
    assert at.sign_in()


async def test_who_lost_a_second_factor_or_is_locked_out_is_let_in_again(at: Signing, admin: Actor) -> None:
    customer = at.sign_in()
    at.turn_on(customer)
    assert isinstance(at.try_password(), NeedsCode)
    version = at.services.security.load(customer).version
    at.services.address_lists.save(customer, version, "203.0.113.1", accept_lock_out=True)
    async with seen(at.database, admin, section="accounts") as page:
        await opened(page)
        await confirm(page, "f")
        await page.press("f")
        assert page.toasts[-1] == "x Two-factor authentication is off."
        await confirm(page, "i")
        await page.press("i")
        assert page.toasts[-1] == "x There is no address list."
    assert at.told("security.two_factor_off")
    assert at.sign_in()


async def test_a_given_password_is_judged_and_typed_twice(at: Signing, admin: Actor) -> None:
    async with seen(at.database, admin, section="accounts") as page:
        await opened(page)
        await page.press("w", *"short", "enter", *"shirt", "enter")
        assert "x The two passwords differ" in page.text
        await page.press(*["backspace"] * 5, *"short", "enter")
        assert "at least 15" in page.text
        await page.press("escape")
        assert at.sign_in(PASSWORD)
        await page.press("w", *OTHER, "enter", *OTHER, "enter")
        assert page.toasts[-1] == "ivanov has another password."
    assert at.sign_in(OTHER)


async def test_a_caller_s_code_is_checked_by_support_and_stands_in_the_audit(at: Signing) -> None:
    at.services.security.set_security_code(at.sign_in(), CODE)
    kim = staff(at.database, Role.OPERATOR, "support")
    async with seen(at.database, kim, section="accounts") as page:
        await opened(page)
        await page.press("a", "v", "enter")
        assert "x Type what the caller says." in page.text
        await page.press(*"red", "enter")
        assert "x This is not the security code of ivanov." in page.text
        await page.press(*["backspace"] * 3, *CODE, "enter")
        assert page.toasts == ["That is the security code of ivanov."]
        assert len([line for line in page.lines if "Security code checked by staff" in line]) == 2
        assert CODE not in page.text


async def test_a_company_is_verified_with_a_note_and_vies_is_asked(sqlite_database: Database) -> None:
    newco = add_account(sqlite_database, replace(ACCOUNT, login="newco", profile=COMPANY))
    bo = staff(sqlite_database, Role.OPERATOR)
    async with seen(sqlite_database, bo, section="accounts") as page:
        await page.press("home", "enter")
        assert "to verify" in page.lines[3]
        assert "x Invoice payments are blocked until our staff have verified the company." in page.text
        await page.press("y", "end", "tab", "tab", "tab", "enter")
        assert "x Say how it was verified" in page.text
        await page.press(*"register", "enter")
        assert page.toasts == ["newco is verified."]
        await page.goes("to verify")
        await page.press("k", "tab", "enter")
        assert "VIES" in page.toasts[-1]
        await page.press("a")
        await page.appears("register")
    assert services(sqlite_database).profile.load(newco).company_verified_at is not None


async def test_the_menu_lists_what_a_role_holds_and_says_why_not_now(at: Signing, admin: Actor) -> None:
    async with seen(at.database, admin, section="accounts") as page:
        await opened(page)
        await page.press("A")
        assert isinstance(page.app.screen, AccountMenu)
        assert "not now: The account is not blocked." in page.line("Unblock")
        await page.press("u")
        assert "x The account is not blocked." in page.text
        await page.press("r")
        assert isinstance(page.app.screen, RecordPaymentDialog)
        await page.press("escape", "A", "enter")
        assert isinstance(page.app.screen, RecordPaymentDialog)


@pytest.mark.parametrize(
    ("role", "may"),
    [("billing", {"Record", "Correct", "Verify", "Ask VIES", "Check code"}), ("support", {"Check code"})],
)
async def test_what_a_role_does_not_hold_is_nowhere_offered(at: Signing, role: str, may: set[str]) -> None:
    async with seen(at.database, staff(at.database, Role.OPERATOR, role), section="accounts") as page:
        await opened(page)
        for key in (*ADMINS, *(() if "Record" in may else ("r", "R", "y", "k"))):
            await page.press(key)
            assert isinstance(page.app.screen, AccountDesk), key
        names = {entry.label for entry in AccountMenu.ENTRIES.values()}
        listed = {title.removeprefix("Account: ") for title in offered(page)}
        assert names & listed == may
        await page.press("A")
        assert {name for name in names if f"  {name} " in page.text} == may
        await page.press("x")
        assert isinstance(page.app.screen, AccountMenu)


async def test_who_only_reads_has_no_menu_either(at: Signing) -> None:
    async with seen(at.database, staff(at.database, Role.OPERATOR, "read-only"), section="accounts") as page:
        await opened(page)
        assert "Actions" not in page.footer
        assert not any(title in ("Account: Actions", "Account: Record") for title in offered(page))
        await page.press("A", "v")
        assert isinstance(page.app.screen, AccountDesk)


async def test_the_palette_does_it_too_and_the_desk_stays_open(at: Signing, admin: Actor) -> None:
    async with seen(at.database, admin, section="accounts") as page:
        await opened(page)
        await page.press("ctrl+p", *"account: block")
        await page.appears("Let nobody sign in to it, and end its sessions.")
        await page.press("enter")
        assert isinstance(page.app.screen, StepDialog)
        await page.press("escape")
        assert isinstance(page.app.screen, AccountDesk)
