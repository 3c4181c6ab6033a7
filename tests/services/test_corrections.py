"""Balances moved by hand: with a reason, once, and above a sum by two pairs of eyes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.company import SAMPLE
from introtui.domain.corrections import CorrectionKind, CorrectionRow, CorrectionState, read_limits
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, KeyReused
from introtui.domain.money import Money
from introtui.domain.paging import PageRequest
from introtui.domain.permissions import Permission
from introtui.services.checking import check_all
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import CLOCK, QUICK
from tests.proofs import quietly
from tests.services.ordering import Desk, desk
from tests.services.staffing import last_audit, staff

CORRECTION, REFUND = CorrectionKind.CORRECTION, CorrectionKind.REFUND


@pytest.fixture
def customer(installed: Database) -> Desk:
    return desk(installed, balance="128.40")


@pytest.fixture
def clerk(customer: Desk) -> Actor:
    return staff(customer.database, Role.OPERATOR)


@pytest.fixture
def admin(customer: Desk) -> Actor:
    return staff(customer.database)


def ask(customer: Desk, actor: Actor, kind: CorrectionKind, amount: str, key: str = "key") -> CorrectionRow:
    corrections = customer.services.corrections
    quote = corrections.quote(actor, "ivanov", kind, amount, "double charge")
    return corrections.ask(actor, quote, key)


def sound(customer: Desk) -> bool:
    return list(check_all(customer.database, progress=quietly)) == []


@pytest.mark.parametrize(
    ("kind", "amount", "balance", "book"),
    [
        (CORRECTION, "10.00", "138.40", {"customer": 1000, "revenue": -1000}),
        (CORRECTION, "-10.00", "118.40", {"customer": -1000, "revenue": 1000}),
        (REFUND, "10.00", "118.40", {"customer": -1000, "bank": 1000}),
    ],
)
def test_up_to_the_sum_it_is_booked_at_once_and_once(
    customer: Desk, clerk: Actor, kind: CorrectionKind, amount: str, balance: str, book: dict[str, int]
) -> None:
    corrections = customer.services.corrections
    quote = corrections.quote(clerk, "ivanov", kind, amount, "double charge")
    assert (quote.needs_second, quote.after.amount) == (False, balance)
    rows = [corrections.ask(clerk, quote, "key") for _ in range(2)]
    assert rows[0] == rows[1]
    assert (rows[0].state, customer.balance, customer.booked("key")) == (CorrectionState.BOOKED, balance, book)
    assert last_audit(customer.database)[::4] == ("operator", f"{quote.draft.amount}: double charge")
    assert sound(customer)


def test_the_same_key_for_something_else_is_refused(customer: Desk, clerk: Actor) -> None:
    ask(customer, clerk, CORRECTION, "10.00")
    with pytest.raises(KeyReused):
        ask(customer, clerk, CORRECTION, "11.00")


def test_above_the_sum_it_waits_until_somebody_else_approves(customer: Desk, clerk: Actor, admin: Actor) -> None:
    waiting = ask(customer, clerk, CORRECTION, "100.01")
    assert (waiting.state, customer.balance) == (CorrectionState.WAITING, "128.40")
    approve = customer.services.corrections.approve
    with pytest.raises(ActionRefused, match="Somebody else has to approve"):
        approve(clerk, waiting.correction_id)
    # Nor under the same login with another role.
    with pytest.raises(ActionRefused, match="Somebody else has to approve"):
        approve(replace(clerk, role=Role.ADMIN), waiting.correction_id)
    booked = approve(admin, waiting.correction_id)
    assert (booked.state, booked.decided_by, customer.balance) == (CorrectionState.BOOKED, "admin", "228.41")
    with pytest.raises(ActionRefused, match="booked by admin already"):
        approve(admin, waiting.correction_id)
    assert customer.balance == "228.41"
    assert sound(customer)


def test_it_can_be_declined_and_taken_back_but_not_by_who_may_not_approve(
    customer: Desk, clerk: Actor, admin: Actor
) -> None:
    corrections = customer.services.corrections
    own = ask(customer, clerk, CORRECTION, "200.00")
    assert corrections.decline(clerk, own.correction_id, "my mistake").state is CorrectionState.DECLINED
    others = ask(customer, admin, CORRECTION, "300.00", "another")
    support = staff_who_corrects(clerk)
    with pytest.raises(ActionRefused, match="Your role may not approve another's"):
        corrections.decline(support, others.correction_id, "no")
    with pytest.raises(ActionRefused, match="Say why"):
        corrections.decline(clerk, others.correction_id, " ")
    assert corrections.decline(clerk, others.correction_id, "no").decided_why == "no"
    assert customer.balance == "128.40"
    assert corrections.page(clerk, CorrectionState.WAITING, PageRequest(sort="")).items == ()


def staff_who_corrects(clerk: Actor) -> Actor:
    return replace(clerk, permissions=frozenset({Permission.CORRECT}))


def test_a_refund_gives_back_no_more_than_there_is_then_and_at_the_approval(
    customer: Desk, clerk: Actor, admin: Actor
) -> None:
    with pytest.raises(ActionRefused, match=r"balance is EUR 128\.40; no more"):
        ask(customer, clerk, REFUND, "128.41")
    waiting = ask(customer, clerk, REFUND, "128.40")
    ask(customer, clerk, CORRECTION, "-1.00", "less")
    with pytest.raises(ActionRefused, match=r"balance is EUR 127\.40"):
        customer.services.corrections.approve(admin, waiting.correction_id)
    assert customer.balance == "127.40"
    assert sound(customer)


def test_a_balance_that_moved_since_it_was_shown_is_looked_at_again(customer: Desk, clerk: Actor) -> None:
    corrections = customer.services.corrections
    shown = corrections.quote(clerk, "ivanov", CORRECTION, "5.00", "goodwill")
    ask(customer, clerk, CORRECTION, "1.00", "meanwhile")
    with pytest.raises(ActionRefused, match=r"balance is EUR 129\.40 by now"):
        corrections.ask(clerk, shown, "key")


def test_a_currency_without_a_sum_always_takes_two(installed: Database) -> None:
    customer = desk(installed, balance="100", currency="JPY")
    assert ask(customer, staff(installed), CORRECTION, "1").state is CorrectionState.WAITING
    company = replace(SAMPLE, approval_above=(Money(1_000, "JPY"),))
    at = Services.over(installed, CLOCK, QUICK, company=company)
    quote = at.corrections.quote(staff(installed, Role.OPERATOR), "ivanov", CORRECTION, "1000", "x")
    assert not quote.needs_second


@pytest.mark.parametrize(
    ("login", "amount", "why", "wrong"),
    [
        ("nobody", "1.00", "x", {"login"}),
        ("ivanov", "0", "", {"amount", "why"}),
        ("ivanov", "1.001", "x", {"amount"}),
        ("ivanov", "1.00", "\u202e", {"why"}),
    ],
)
def test_what_is_wrong_is_told_by_field(
    customer: Desk, clerk: Actor, login: str, amount: str, why: str, wrong: set[str]
) -> None:
    with pytest.raises(InvalidFields) as refused:
        customer.services.corrections.quote(clerk, login, CORRECTION, amount, why)
    assert set(refused.value.errors) == wrong


@pytest.mark.parametrize("text", ["EUR", "EUX 1.00", "EUR 1.001", "EUR 1.00; EUR 2.00", "100"])
def test_sums_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_limits(text)


def test_sums_are_read_one_for_a_currency() -> None:
    assert read_limits("eur 100; USD 250.50\nJPY 9000") == ("EUR 100.00", "USD 250.50", "JPY 9000")
