"""Renewing: each order for its own term, paid at once or by invoice, and the books agree with what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from introtui.domain.account import ProfileType
from introtui.domain.errors import ActionRefused, KeyReused
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.payments import PayBy
from introtui.domain.periods import Period
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice, RenewalQuote
from introtui.store.engine import Database
from introtui.store.tables import Document
from tests.building import ACCOUNT, PROFILE, add_account, add_order
from tests.services.ordering import Desk, desk


def quote(at: Desk, *terms: tuple[int, int]) -> RenewalQuote:
    """Return the price of renewing orders, each for its term; without any, the desk's own for a month."""
    chosen = terms or ((at.order_id, 1),)
    choices = [RenewalChoice(order_id=order_id, term_months=term) for order_id, term in chosen]
    return at.services.renewals.quote(at.actor, choices)


def renew(at: Desk, key: str, *terms: tuple[int, int], pay_by: PayBy = PayBy.BALANCE) -> RenewalQuote:
    """Quote a renewal and book it; return the quote."""
    shown = quote(at, *terms)
    at.services.renewals.confirm(at.actor, shown, key, pay_by)
    return shown


def documents(at: Desk) -> list[tuple[int, int]]:
    """Return id and total of every document."""
    with at.database.read() as session:
        rows = session.execute(select(Document.id, Document.net_minor + Document.vat_minor).order_by(Document.id))
        return [(document_id, total) for document_id, total in rows]


def test_a_renewal_from_the_balance_extends_the_order_by_its_price_and_vat(installed: Database) -> None:
    at = desk(installed)
    assert renew(at, "key").total.amount == "24.14"
    assert at.booked("key") == {"customer": -2414, "revenue": 1995, "vat": 419}
    assert at.view().period == Period(date(2026, 12, 21), date(2027, 1, 21))
    assert at.balance == "104.26"


def test_many_orders_each_for_its_own_term_share_one_invoice(installed: Database) -> None:
    at = desk(installed, balance="500.00")
    second = add_order(installed, at.actor, plan="VPS L")
    shown = renew(at, "key", (at.order_id, 3), (second, 6))
    assert at.booked("key")["customer"] == -shown.total.minor
    assert [at.orders.load(at.actor, order).row.facts.paid_until for order in (at.order_id, second)] == [
        date(2027, 3, 21),
        date(2027, 6, 21),
    ]
    assert [total for _id, total in documents(at)] == [shown.total.minor]


def test_the_anchor_day_comes_back_after_a_short_month(installed: Database) -> None:
    at = desk(installed, started_on=date(2026, 12, 31), paid_until=date(2027, 1, 31)).on(date(2027, 1, 5))
    renew(at, "one")
    assert at.view().row.facts.paid_until == date(2027, 2, 28)
    renew(at, "two")
    assert at.view().row.facts.paid_until == date(2027, 3, 31)


def test_a_renewal_lifts_a_suspension_for_non_payment_without_a_gap(installed: Database) -> None:
    at = desk(
        installed,
        status=OrderStatus.SUSPENDED,
        suspended_for=SuspendedFor.NONPAYMENT,
        paid_until=date(2026, 11, 18),
    )
    renew(at, "key")
    facts = at.view().row.facts
    assert (facts.status, facts.suspended_for, facts.paid_until) == (OrderStatus.ACTIVE, None, date(2026, 12, 18))


def test_by_invoice_nothing_is_extended_until_it_is_paid(installed: Database) -> None:
    at = desk(installed)
    renew(at, "key", pay_by=PayBy.INVOICE)
    assert at.booked("key") == {"receivable": -2414, "revenue": 1995, "vat": 419}
    facts = at.view().row.facts
    assert (facts.paid_until, facts.unpaid_invoice, facts.unpaid_due) == (
        date(2026, 12, 21),
        "INV-2026-000001",
        date(2026, 12, 21),
    )
    with pytest.raises(ActionRefused, match="INV-2026-000001 of this order is unpaid"):
        quote(at)
    at.services.payments.pay(at.actor, documents(at)[0][0], "pay")
    facts = at.view().row.facts
    assert (facts.paid_until, facts.unpaid_invoice, at.balance) == (date(2027, 1, 21), "", "104.26")


def test_a_cancel_says_that_it_voids_the_unpaid_invoice_and_does(installed: Database) -> None:
    at = desk(installed)
    second = add_order(installed, at.actor)
    renew(at, "key", (at.order_id, 1), (second, 1), pay_by=PayBy.INVOICE)
    cancel = at.quote_cancel()
    assert "Unpaid invoice INV-2026-000001 becomes void, for every order on it." in cancel.notes
    at.confirm(cancel, "cancel")
    assert at.orders.load(at.actor, second).row.facts.unpaid_invoice == ""


def test_one_key_renews_once(installed: Database) -> None:
    at = desk(installed)
    shown = renew(at, "key")
    assert at.services.renewals.confirm(at.actor, shown, "key") == (at.order_id,)
    with pytest.raises(KeyReused):
        at.services.renewals.confirm(at.actor, shown, "key", PayBy.INVOICE)
    assert (at.view().row.facts.paid_until, at.balance, len(documents(at))) == (date(2027, 1, 21), "104.26", 1)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ({"cancel_at": date(2026, 12, 21)}, r"Order \d+: This order ends on 2026-12-21; undo the cancel"),
        (
            {"status": OrderStatus.SUSPENDED, "suspended_for": SuspendedFor.VIOLATION},
            r"Order \d+: This order is suspended for a violation",
        ),
        ({"status": OrderStatus.PROCESSING, "paid_until": None, "started_on": None}, "is being set up"),
    ],
)
def test_what_cannot_be_renewed_says_why(sqlite_database: Database, order: dict[str, Any], reason: str) -> None:
    with pytest.raises(ActionRefused, match=reason):
        quote(desk(sqlite_database, **order))


def test_too_many_the_same_twice_or_none_are_refused(sqlite_database: Database) -> None:
    at = desk(sqlite_database)
    with pytest.raises(ActionRefused, match="choose each once"):
        quote(at, (at.order_id, 1), (at.order_id, 3))
    with pytest.raises(ActionRefused, match="at least one"):
        at.services.renewals.quote(at.actor, [])


def test_a_company_that_is_not_verified_pays_for_nothing(sqlite_database: Database) -> None:
    company = replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="NewCo B.V.")
    actor = add_account(sqlite_database, replace(ACCOUNT, profile=company))
    at = Desk(sqlite_database, actor, add_order(sqlite_database, actor))
    for pay_by in PayBy:
        with pytest.raises(ActionRefused, match="until our staff have verified the company"):
            renew(at, "key", pay_by=pay_by)


def test_a_scheduled_plan_change_comes_with_the_renewal(sqlite_database: Database) -> None:
    at = desk(sqlite_database)
    at.change("VPS S", "change", when=When.AT_END)
    line = renew(at, "key").lines[0]
    assert (line.label, line.net.amount) == (f"VPS S · order {at.order_id}", "9.95")
    assert at.view().row.plan == "VPS M"
