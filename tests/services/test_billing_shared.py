"""An order that renews by itself after all, and what becomes of the invoice it shares with those paid by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.renewals import RenewalChoice
from introtui.store.engine import Database
from introtui.store.tables import VatRateRow
from tests.services.billing import Company


@pytest.fixture
def company(installed: Database) -> Company:
    return Company(installed)


def change_rate(company: Company, rate_bp: int | None) -> None:
    changed = update(VatRateRow).where(VatRateRow.country == "NL").values(rate_bp=rate_bp)
    company.database.transact(lambda session: session.execute(changed))


def shared(company: Company, balance: str, *, term: int = 1) -> tuple[Actor, int, int]:
    """Return a customer with two orders on one invoice; the first one of them renews by itself since then."""
    ivanov = company.customer(balance=balance)
    first, second = (company.order(ivanov, "2026-12-21") for _ in range(2))
    at = company.services("2026-12-15")
    quote = at.renewals.quote(ivanov, [RenewalChoice(order_id=each, term_months=term) for each in (first, second)])
    at.renewals.confirm(ivanov, quote, "key", PayBy.INVOICE)
    at.orders.set_auto_renew(ivanov, first, True)
    return ivanov, first, second


def test_a_rate_that_is_gone_leaves_the_shared_invoice_and_asks_staff(company: Company) -> None:
    shared(company, "100.00")
    (invoice,) = company.open_invoices()
    change_rate(company, None)
    assert company.counts("2026-12-20") == {"rate_not_set": 1, "reminded": 1}
    assert [each.id for each in company.open_invoices()] == [invoice.id]


def test_a_balance_that_does_not_reach_at_the_new_rate_is_told(company: Company) -> None:
    ivanov, first, _second = shared(company, "24.14")
    change_rate(company, 2200)
    assert company.counts("2026-12-20") == {"not_renewed": 1, "reminded": 1}
    assert company.outbox("not_renewed")[0].body.count("Your balance is EUR 0.20 short.") == 1
    company.top_up(ivanov, "0.20", "2026-12-20", "bank 1")
    assert company.counts("2026-12-20") == {"renewed": 1, "invoiced": 2}
    assert str(company.get(first).paid_until) == "2027-01-21"
    assert company.balance(ivanov, "2026-12-20") == "0.00"


def test_each_order_keeps_the_term_that_was_chosen_for_it(company: Company) -> None:
    ivanov, first, second = shared(company, "100.00", term=3)
    report = company.run("2026-12-20")
    assert str(company.get(first).paid_until) == "2027-03-21"
    assert company.balance(ivanov, "2026-12-20") == "27.58"
    assert report.as_json()["totals"]["renewed"] == {"EUR": "72.42"}
    (rest,) = company.open_invoices()
    assert (rest.net_minor, rest.vat_minor) == (5985, 1257)
    assert company.get(second).open_invoice_id == rest.id


def test_what_costs_nothing_leaves_the_shared_invoice_too(company: Company) -> None:
    ivanov = company.customer()
    free = company.order(ivanov, "2026-12-21", price=Money(0, "EUR"))
    second = company.order(ivanov, "2026-12-21")
    company.run("2026-12-14")
    company.services("2026-12-15").orders.set_auto_renew(ivanov, free, True)
    assert company.counts("2026-12-20") == {"invoiced": 2, "renewed": 1}
    assert company.state(free)[1] == "2027-01-21"
    (rest,) = company.open_invoices()
    assert company.get(second).open_invoice_id == rest.id
