"""An invoice is paid as it was issued, whatever has changed since."""

from __future__ import annotations

import pytest
from sqlalchemy import Update, update

from introtui.store.engine import Database
from introtui.store.tables import Profile, VatRateRow
from tests.services.billing import Company


@pytest.mark.parametrize(
    "change",
    [
        update(VatRateRow).where(VatRateRow.country == "NL").values(rate_bp=900),
        update(VatRateRow).where(VatRateRow.country == "NL").values(rate_bp=None),
        update(Profile).values(country="US"),
    ],
    ids=["another rate", "no rate", "another country"],
)
def test_an_open_invoice_keeps_the_vat_it_was_issued_with(installed: Database, change: Update) -> None:
    company = Company(installed)
    ivanov = company.customer(balance="30.00")
    order = company.order(ivanov, "2026-12-21")
    company.run("2026-12-14")
    (invoice,) = company.open_invoices()
    installed.transact(lambda session: session.execute(change))
    paid = company.services("2026-12-15").payments.pay(ivanov, invoice.id, "key")
    assert (paid.total.amount, company.balance(ivanov, "2026-12-15")) == ("24.14", "5.86")
    assert str(company.get(order).paid_until) == "2027-01-21"
