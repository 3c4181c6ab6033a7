"""The proof of the books: right after whatever the services did, and each kind of damage is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.services.checking import Finding, check_all
from introtui.store.engine import Database
from introtui.store.tables import PoolAddress, Product
from tests.building import plan_ids
from tests.services.billing import Company, quiet


def findings(company: Company) -> list[Finding]:
    """Return what the check finds."""
    return list(check_all(company.database, progress=quiet))


@pytest.fixture
def company(installed: Database) -> Company:
    """A company that has done everything there is: what it leaves behind has to be right."""
    company = Company(installed)
    ivanov = company.customer(balance="500.00")
    by_itself = company.order(ivanov, "2026-12-21", auto_renew=True)
    company.order(ivanov, "2026-12-22")
    company.order(company.customer("petrov"), "2026-12-30")
    changes = company.services("2026-11-23").order_changes
    plans = plan_ids(installed)
    changes.confirm(ivanov, changes.quote_change(ivanov, by_itself, plans["VPS L"], 1, When.NOW), "up")
    company.top_up(ivanov, "10.00", "2026-11-24", "T1")
    _place(company, PayBy.BALANCE)
    _place(company, PayBy.INVOICE)
    for on in ("2026-12-15", "2026-12-20", "2026-12-24"):
        assert company.run(on).problem_count == 0
    changes = company.services("2026-12-25").order_changes
    changes.confirm(ivanov, changes.quote_cancel(ivanov, by_itself, When.NOW), "end")
    return company


def _place(company: Company, pay_by: PayBy) -> None:
    actor = company.customer(f"new{pay_by}", balance="100.00")
    if pay_by is PayBy.BALANCE:
        company.database.transact(
            lambda session: session.add_all(
                PoolAddress(product_id=product.id, ip_version=4, address=f"192.0.2.{100 + product.id}")
                for product in session.query(Product)
            )
        )
    placing = company.services("2026-11-25").new_orders
    offer = next(offer for offer in placing.offers(actor) if offer.product == "VPS/VDS")
    draft = NewOrderDraft(
        product="VPS/VDS",
        plan="VPS S",
        hostname="web.example.com",
        operating_system="".join(offer.operating_systems[:1]),
        location="".join(offer.locations[:1]),
    )
    placing.confirm(actor, placing.quote(actor, draft), f"new {pay_by}", pay_by)


@contextmanager
def damaging(database: Database) -> Iterator[Connection]:
    """Open a transaction in which the database guards nothing."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Past SQLAlchemy, which would begin a transaction first: within one, it does nothing.
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys = OFF")
            names = (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            )
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
        connection.commit()
        if not database.is_sqlite:
            connection.execute(text("SET session_replication_role = origin"))
            connection.commit()


OPEN = (
    "(SELECT min(d.id) FROM document d LEFT JOIN settlement s ON s.document_id = d.id "
    "WHERE d.kind = 'invoice' AND s.document_id IS NULL)"
)
PAID = "(SELECT min(d.id) FROM document d JOIN settlement s ON s.document_id = d.id WHERE s.how = 'balance')"
VOIDED = "(SELECT min(document_id) FROM settlement WHERE how = 'credit_note')"
DAMAGE = {
    "postings that do not balance": (
        "UPDATE posting SET minor = minor + 1 WHERE id = (SELECT max(id) FROM posting WHERE book = 'vat')",
        "Its postings sum to",
    ),
    "a posting in another currency": (
        "UPDATE posting SET currency = 'USD' WHERE transaction_id = (SELECT min(id) FROM ledger_transaction)",
        "Its account or its currency",
    ),
    "a customer's posting of another account": (
        "UPDATE posting SET account_id = (SELECT max(id) FROM account) "
        "WHERE id = (SELECT min(id) FROM posting WHERE book = 'customer')",
        "Its account or its currency",
    ),
    "money out of nowhere": (
        "UPDATE ledger_transaction SET kind = 'gift' WHERE id = (SELECT min(id) FROM ledger_transaction)",
        "no paper explains it",
    ),
    "a payment booked at another amount": ("UPDATE payment SET minor = minor + 1", "came in; the books say"),
    "a payment that is gone": ("DELETE FROM payment", "no payment or refund goes with it"),
    "a gap in the numbers": (
        "UPDATE document SET number = 90 WHERE series = 'INV' AND number = 2",
        "INV-2026-000002: This number is missing.",
    ),
    "a counter that ran ahead": ("UPDATE document_series SET last_number = last_number + 1", "The counter is at"),
    "a line that was changed": (
        "UPDATE document_line SET net_minor = net_minor + 1 WHERE id = (SELECT min(id) FROM document_line)",
        "its lines come to",
    ),
    "a document whose booking was changed": (
        f"UPDATE document SET net_minor = net_minor + 1, vat_minor = vat_minor - 1 WHERE id = {PAID}",
        "booked are",
    ),
    "a booking against the wrong book": (
        "UPDATE posting SET book = 'opening', account_id = NULL WHERE book IN ('customer', 'receivable') "
        f"AND transaction_id = (SELECT transaction_id FROM document WHERE id = {PAID})",
        "booked neither from the balance nor as owed",
    ),
    "a settlement out of nowhere": (
        "INSERT INTO settlement (document_id, transaction_id, how, settled_on) "
        f"SELECT id, 1, 'balance', '2026-12-01' FROM document WHERE id = {OPEN}",
        "It counts as paid;",
    ),
    "a settlement that is gone": (
        f"DELETE FROM settlement WHERE document_id = {VOIDED}",
        "A credit note takes it back, and it counts as open.",
    ),
    "a void without credit note": (
        f"UPDATE document SET corrects_id = NULL WHERE corrects_id = {VOIDED}",
        "It is void without one credit note",
    ),
    "an unknown settlement": (
        f"UPDATE settlement SET how = 'luck' WHERE document_id = {PAID}",
        "nobody knows: luck",
    ),
    "a receivable without invoice": (
        "INSERT INTO posting (transaction_id, book, currency, minor) VALUES (1, 'receivable', 'EUR', -5)",
        "is booked as owed",
    ),
    "a charge unlike its line": (
        "UPDATE order_charge SET net_minor = net_minor + 1 WHERE id = (SELECT max(id) FROM order_charge)",
        "Its amounts are not those",
    ),
    "a charge of another order": (
        "UPDATE document_line SET order_id = (SELECT max(id) FROM orders) WHERE id = "
        "(SELECT min(line_id) FROM order_charge)",
        "is about another order",
    ),
    "a charge that nothing explains": (
        "UPDATE order_charge SET line_id = NULL, transaction_id = 1 WHERE id = "
        "(SELECT max(id) FROM order_charge WHERE line_id IS NOT NULL)",
        "No line of a document explains it",
    ),
    "a line charged twice": (
        "UPDATE order_charge SET line_id = (SELECT min(line_id) FROM order_charge) WHERE id = "
        "(SELECT max(id) FROM order_charge WHERE line_id IS NOT NULL)",
        "was charged 2 times",
    ),
    "a credit above its charge": (
        "UPDATE order_charge SET net_minor = -999999 WHERE id = "
        "(SELECT max(id) FROM order_charge WHERE credits_id IS NOT NULL)",
        "More was given back",
    ),
    "a paid line that brought nothing": (
        "DELETE FROM order_charge WHERE id = (SELECT max(c.id) FROM order_charge c JOIN document_line l "
        "ON l.id = c.line_id WHERE l.kind = 'term')",
        "and nothing came of it",
    ),
    "a period nobody paid": (
        "UPDATE orders SET paid_until = '2029-01-01' WHERE id = "
        "(SELECT min(id) FROM orders WHERE status = 'active')",
        "no charge explains that",
    ),
    "an address assigned twice": (
        "INSERT INTO order_address (order_id, position, address) SELECT id, 9, '203.0.113.9' FROM orders "
        "WHERE status IN ('active', 'suspended')",
        "It is assigned twice",
    ),
    "a pool address of an ended order": (
        "UPDATE pool_address SET order_id = (SELECT min(id) FROM orders WHERE status = 'cancelled') "
        "WHERE id = (SELECT min(id) FROM pool_address WHERE order_id IS NULL)",
        "which ended",
    ),
    "a used address that counts as free": ("UPDATE pool_address SET order_id = NULL", "its pool does not know"),
    "an order waiting for a paid invoice": (
        f"UPDATE orders SET open_invoice_id = {PAID} WHERE id = "
        "(SELECT min(id) FROM orders WHERE status = 'active')",
        "which is settled or about something else",
    ),
    "an invoice nobody waits for": ("UPDATE orders SET open_invoice_id = NULL", "no order waits for it"),
}


def test_what_the_services_leave_behind_is_right(company: Company) -> None:
    assert findings(company) == []


def test_each_kind_of_damage_is_found_and_named(company: Company) -> None:
    """One database for all kinds: what one did is taken back before the next."""
    missed = []
    for kind, (statement, words) in DAMAGE.items():
        with damaging(company.database) as connection:
            assert connection.execute(text(statement)).rowcount, kind
            found = _found_on(connection)
            connection.rollback()
        if not any(words in f"{each.where}: {each.what}" for each in found):
            missed.append((kind, found))
    assert missed == []
    assert findings(company) == []


def _found_on(connection: Connection) -> list[Finding]:
    from sqlalchemy.orm import Session

    from introtui.services.checking import CHECKS

    with Session(connection, autoflush=False) as session:
        return [finding for check in CHECKS for finding in check(session)]
