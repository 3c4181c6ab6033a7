"""An invoice that has to be paid is told of once, where invoices go, with its due date and how to pay it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from introtui.domain.access import Actor
from introtui.domain.errors import QuoteOutdated
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.store.engine import Database
from introtui.store.tables import NotificationSettings, OutboxMessage, VatRateRow
from tests.building import plan_ids
from tests.services.billing import Company

DAY = "2026-11-23"
BOOKS = "books@example.com"
Buy = Callable[[Company, Actor, PayBy], object]


@pytest.fixture
def company(installed: Database) -> Company:
    return Company(installed)


@pytest.fixture
def ivanov(company: Company) -> Actor:
    actor = company.customer(balance="500.00")
    at_books = update(NotificationSettings).values(invoices_email=BOOKS)
    company.database.transact(lambda session: session.execute(at_books))
    return actor


def place(company: Company, actor: Actor, pay_by: PayBy) -> int:
    """Order the smallest plan; said twice, as by a key that is pressed twice."""
    draft = NewOrderDraft(
        product="VPS/VDS",
        plan="VPS S",
        term="1",
        hostname="web.example.com",
        operating_system="Debian 13",
        location="Tallinn",
    )
    placing = company.services(DAY).new_orders
    quote = placing.quote(actor, draft)
    placing.confirm(actor, quote, "key", pay_by)
    return placing.confirm(actor, quote, "key", pay_by).row.order_id


def renew(company: Company, actor: Actor, pay_by: PayBy) -> None:
    """Renew two orders at once."""
    orders = [company.order(actor, "2026-12-21") for _ in range(2)]
    renewals = company.services(DAY).renewals
    quote = renewals.quote(actor, [RenewalChoice(order_id=order, term_months=1) for order in orders])
    renewals.confirm(actor, quote, "key", pay_by)


def change(company: Company, actor: Actor, pay_by: PayBy) -> int:
    """Change an order to a larger plan."""
    order = company.order(actor, "2026-12-21")
    changes = company.services(DAY).order_changes
    quote = changes.quote_change(actor, order, plan_ids(company.database)["VPS L"], 1, When.NOW)
    changes.confirm(actor, quote, "key", pay_by)
    return order


def only(company: Company) -> OutboxMessage:
    """Return the one message that was written, which says what every notice has to say."""
    (kind,) = company.messages()
    (message,) = company.outbox(kind)
    (invoice,) = company.open_invoices()
    assert message.address == BOOKS
    assert invoice.reference in message.body
    assert str(invoice.due_on) in message.subject
    assert "IBAN" in message.body
    assert "$" not in message.subject + message.body
    return message


def test_a_new_order_by_invoice_is_told_of(company: Company, ivanov: Actor) -> None:
    order = place(company, ivanov, PayBy.INVOICE)
    body = only(company).body
    assert f"order {order} (VPS S)" in body
    assert "set up once the invoice is paid" in body


def test_orders_on_one_invoice_are_told_of_in_one_mail(company: Company, ivanov: Actor) -> None:
    renew(company, ivanov, PayBy.INVOICE)
    assert "next period" in only(company).body


def test_a_change_by_invoice_is_told_of(company: Company, ivanov: Actor) -> None:
    order = change(company, ivanov, PayBy.INVOICE)
    assert f"order {order} to VPS L" in only(company).body


@pytest.mark.parametrize("buy", [place, renew, change])
def test_what_is_paid_from_the_balance_sends_no_invoice(company: Company, ivanov: Actor, buy: Buy) -> None:
    buy(company, ivanov, PayBy.BALANCE)
    assert not company.messages()


@pytest.mark.parametrize("buy", [place, renew, change])
def test_the_billing_run_does_not_tell_of_it_again(company: Company, ivanov: Actor, buy: Buy) -> None:
    buy(company, ivanov, PayBy.INVOICE)
    message = only(company)
    for day in (DAY, "2026-11-24", "2026-12-01"):
        company.run(day)
    assert [each.id for each in company.outbox(message.kind)] == [message.id]
    assert set(company.messages()) <= {message.kind, "reminder"}


def test_what_was_refused_as_outdated_is_told_to_nobody(company: Company, ivanov: Actor) -> None:
    order = company.order(ivanov, "2026-12-21")
    renewals = company.services(DAY).renewals
    shown = renewals.quote(ivanov, [RenewalChoice(order_id=order, term_months=1)])
    dearer = update(VatRateRow).where(VatRateRow.country == "NL").values(rate_bp=2300)
    company.database.transact(lambda session: session.execute(dearer))
    with pytest.raises(QuoteOutdated):
        renewals.confirm(ivanov, shown, "key", PayBy.INVOICE)
    assert not company.messages()
