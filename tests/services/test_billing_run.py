"""The billing run, step by step and over months: what it does on which day, and that it does it once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text

from introtui.domain.company import BillingRules
from introtui.domain.documents import DocumentKind
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.services.billing_run.run import STEPS
from introtui.store.engine import Database
from introtui.store.tables import PoolAddress, Product, Ticket
from tests.building import TODAY, plan_ids
from tests.services.billing import Company, day
from tests.services.ordering import everything, written_since


@pytest.fixture
def company(installed: Database) -> Company:
    return Company(installed)


def test_a_renewal_is_invoiced_seven_days_before_and_once(company: Company) -> None:
    ivanov = company.customer()
    order = company.order(ivanov, "2026-12-21")
    assert company.counts("2026-12-13") == {}
    assert company.counts("2026-12-14") == {"invoiced": 1}
    assert company.counts("2026-12-14") == {}
    (invoice,) = company.open_invoices()
    assert (invoice.issued_on, invoice.due_on) == (day("2026-12-14"), day("2026-12-21"))
    assert (invoice.net_minor, invoice.vat_minor) == (1995, 419)
    assert company.state(order) == (OrderStatus.ACTIVE, "2026-12-21")
    assert company.balance(ivanov, "2026-12-14") == "0.00"


def test_an_order_that_is_to_end_is_not_invoiced_and_ends(company: Company) -> None:
    order = company.order(company.customer(), "2026-12-21", cancel_at=day("2026-12-21"))
    assert company.counts("2026-12-20") == {}
    assert company.counts("2026-12-23") == {"cancelled": 1}
    ended = company.get(order)
    assert (ended.status, ended.ended_on, ended.cancel_at) == (OrderStatus.CANCELLED, day("2026-12-21"), None)


def test_a_cancel_that_has_come_gives_the_addresses_back(company: Company) -> None:
    order = company.order(company.customer(), "2026-12-21", cancel_at=day("2026-12-21"))
    company.database.transact(
        lambda session: session.add(
            PoolAddress(
                product_id=session.scalars(select(Product.id)).first() or 0,
                ip_version=4,
                address="192.0.2.200",
                order_id=order,
            )
        )
    )
    company.run("2026-12-21")
    with company.database.read() as session:
        given = select(PoolAddress.order_id).where(PoolAddress.address == "192.0.2.200")
        assert session.scalars(given).all() == [None]


def test_what_is_paid_by_hand_and_due_together_is_on_one_invoice(company: Company) -> None:
    ivanov, other = company.customer(), company.customer("petrov")
    together = [company.order(ivanov, "2026-12-21") for _ in range(3)]
    alone = company.order(ivanov, "2026-12-21", auto_renew=True)
    later = company.order(ivanov, "2026-12-22")
    foreign = company.order(other, "2026-12-21")
    assert company.counts("2026-12-15") == {"invoiced": 4}
    invoice_of = {order: company.get(order).open_invoice_id for order in (*together, alone, later, foreign)}
    assert len({invoice_of[order] for order in together}) == 1
    assert len(set(invoice_of.values())) == 4
    services = company.services("2026-12-15")
    company.top_up(ivanov, "500.00", "2026-12-15", "T1")
    services.payments.pay(ivanov, invoice_of[together[0]] or 0, "key")
    assert {company.state(order)[1] for order in together} == {"2027-01-21"}
    assert company.state(alone)[1] == "2026-12-21"


def test_an_order_that_renews_by_itself_is_paid_the_day_before(company: Company) -> None:
    ivanov = company.customer(balance="30.00")
    order = company.order(ivanov, "2026-12-21", auto_renew=True)
    assert company.counts("2026-12-19") == {"invoiced": 1}
    assert company.counts("2026-12-20") == {"renewed": 1}
    assert company.state(order) == (OrderStatus.ACTIVE, "2027-01-21")
    assert company.balance(ivanov, "2026-12-20") == "5.86"
    assert company.open_invoices() == []


def test_the_balance_renews_as_many_as_it_reaches_for(company: Company) -> None:
    ivanov = company.customer(balance="50.00")
    orders = [company.order(ivanov, "2026-12-21", auto_renew=True) for _ in range(3)]
    assert company.counts("2026-12-20") == {"invoiced": 3, "renewed": 2, "not_renewed": 1}
    assert [company.state(order)[1] for order in orders] == ["2027-01-21", "2027-01-21", "2026-12-21"]
    # Told once, tried every day, paid when the money is there.
    assert company.counts("2026-12-21") == {}
    company.top_up(ivanov, "30.00", "2026-12-22", "T1")
    assert company.counts("2026-12-22") == {"renewed": 1}
    assert company.messages()["not_renewed"] == 1


def test_nothing_is_paid_from_a_blocked_account(company: Company) -> None:
    profile = company.customer(balance="100.00")
    order = company.order(profile, "2026-12-21", auto_renew=True)
    with company.database.engine.begin() as connection:
        connection.execute(text("UPDATE profile SET postal_code = ''"))
    assert company.counts("2026-12-20") == {"invoiced": 1, "not_renewed": 1}
    assert company.state(order)[1] == "2026-12-21"
    (message,) = company.outbox("not_renewed")
    assert "the postal address lacks postal code" in message.body


def test_an_order_that_renews_by_itself_after_all_leaves_the_invoice_it_shares(company: Company) -> None:
    ivanov = company.customer(balance="30.00")
    first, second = (company.order(ivanov, "2026-12-21") for _ in range(2))
    company.run("2026-12-14")
    company.services("2026-12-15").orders.set_auto_renew(ivanov, second, True)
    assert company.counts("2026-12-20") == {"invoiced": 2, "renewed": 1}
    assert company.state(first)[1] == "2026-12-21"
    assert company.state(second)[1] == "2027-01-21"
    (invoice,) = company.open_invoices()
    assert company.get(first).open_invoice_id == invoice.id


def test_an_unpaid_order_is_suspended_then_terminated(company: Company) -> None:
    order = company.order(company.customer(), "2026-12-21")
    company.run("2026-12-14")
    assert company.counts("2026-12-22") == {"reminded": 1}
    assert company.counts("2026-12-23") == {"suspended": 1}
    stored = company.get(order)
    assert (stored.suspended_for, stored.suspended_on) == (SuspendedFor.NONPAYMENT, day("2026-12-23"))
    assert company.counts("2027-01-05") == {}
    assert company.counts("2027-01-06") == {"terminated": 1}
    ended = company.get(order)
    assert (ended.status, ended.ended_on) == (OrderStatus.TERMINATED, day("2027-01-06"))
    assert company.open_invoices() == []
    assert company.counts("2027-01-07") == {}
    assert company.messages() == {"invoice": 1, "overdue": 1, "suspended": 1, "terminated": 1}


def test_a_payment_lifts_the_suspension(company: Company) -> None:
    ivanov = company.customer()
    order = company.order(ivanov, "2026-12-21")
    company.run("2026-12-14")
    company.run("2026-12-23")
    (invoice,) = company.open_invoices()
    company.top_up(ivanov, "24.14", "2026-12-24", "T1", invoice.reference)
    assert company.state(order) == (OrderStatus.ACTIVE, "2027-01-21")
    assert company.counts("2027-01-10") == {}


def test_a_suspension_for_a_violation_is_not_touched(company: Company) -> None:
    order = company.order(
        company.customer(),
        "2026-12-21",
        status=OrderStatus.SUSPENDED,
        suspended_for=SuspendedFor.VIOLATION,
        auto_renew=True,
    )
    assert company.counts("2027-06-01") == {}
    assert company.state(order)[0] is OrderStatus.SUSPENDED


def test_a_scheduled_change_comes_with_the_period_it_was_invoiced_for(company: Company) -> None:
    ivanov = company.customer(balance="100.00")
    order = company.order(ivanov, "2026-12-21", plan="VPS M", auto_renew=True)
    changes = company.services("2026-12-01").order_changes
    small = plan_ids(company.database)["VPS S"]
    changes.confirm(ivanov, changes.quote_change(ivanov, order, small, 3, When.AT_END), "key")
    assert company.counts("2026-12-20") == {"invoiced": 1, "renewed": 1}
    assert company.get(order).plan_id != small
    assert company.counts("2026-12-21") == {"plan_changed": 1}
    changed = company.get(order)
    assert (changed.plan_id, changed.term_months, changed.price_minor) == (small, 3, 2985)
    assert (changed.next_plan_id, changed.change_at, str(changed.paid_until)) == (None, None, "2027-03-21")
    assert company.balance(ivanov, "2026-12-21") == "63.88"


def test_an_upgrade_that_was_not_paid_lapses_and_the_order_goes_on(company: Company) -> None:
    ivanov = company.customer()
    order = company.order(ivanov, "2026-12-21")
    changes = company.services("2026-11-23").order_changes
    quote = changes.quote_change(ivanov, order, plan_ids(company.database)["VPS L"], 1, When.NOW)
    changes.confirm(ivanov, quote, "key", PayBy.INVOICE)
    (invoice,) = company.open_invoices()
    assert "lapsed" not in company.counts(str(invoice.due_on))
    assert company.counts(str((invoice.due_on or date.max) + timedelta(days=1))) == {"lapsed": 1}
    stored = company.get(order)
    assert (stored.status, stored.next_plan_id, stored.open_invoice_id) == (OrderStatus.ACTIVE, None, None)
    assert company.counts("2026-12-14") == {"invoiced": 1}


def test_a_new_order_that_was_not_paid_is_cancelled(company: Company) -> None:
    ivanov = company.customer()
    placing = company.services("2026-11-23").new_orders
    draft = NewOrderDraft(
        product="VPS/VDS", plan="VPS S", term="1", hostname="web.example.com", **_options(company)
    )
    order = placing.confirm(ivanov, placing.quote(ivanov, draft), "key", PayBy.INVOICE).row.order_id
    assert company.counts("2026-12-04") == {"reminded": 1}
    assert company.counts("2026-12-07") == {}
    assert company.counts("2026-12-08") == {"lapsed": 1}
    assert company.get(order).status is OrderStatus.CANCELLED
    assert company.open_invoices() == []


def _options(company: Company) -> dict[str, str]:
    offers = company.services("2026-11-23").new_orders.offers(company.customer("asker"))
    offer = next(offer for offer in offers if offer.product == "VPS/VDS")
    return {
        "operating_system": offer.operating_systems[0] if offer.operating_systems else "",
        "location": offer.locations[0] if offer.locations else "",
    }


def test_where_no_rate_is_set_staff_get_one_task_and_nobody_is_suspended(company: Company) -> None:
    slovene = company.customer("novak", country="SI")
    orders = [company.order(slovene, "2026-12-21", country="SI", auto_renew=True) for _ in range(2)]
    company.order(company.customer(), "2026-12-21")
    assert company.counts("2026-12-23") == {"rate_not_set": 2, "invoiced": 1, "suspended": 1}
    assert {company.state(order)[0] for order in orders} == {OrderStatus.ACTIVE}
    with company.database.read() as session:
        assert len(session.scalars(select(Ticket)).all()) == 1


def test_no_run_dates_a_document_before_one_that_is_there(company: Company) -> None:
    ivanov = company.customer(balance="100.00")
    order = company.order(ivanov, "2026-12-21")
    changes = company.services("2026-12-10").order_changes
    changes.confirm(ivanov, changes.quote_cancel(ivanov, order, When.NOW), "key")
    (note,) = company.documents()
    assert (note.kind, str(note.issued_on)) == (DocumentKind.CREDIT_NOTE, "2026-12-10")
    for dry_run in (False, True):
        with pytest.raises(ActionRefused, match="2026-12-10 is the earliest day possible, 2026-12-09 is not"):
            company.run("2026-12-09", dry_run=dry_run)
    assert company.counts("2026-12-10") == {}


def test_a_reminder_goes_out_three_days_before_and_when_overdue(company: Company) -> None:
    company.order(company.customer(), "2026-12-21")
    company.run("2026-12-14")
    assert company.counts("2026-12-17") == {}
    assert company.counts("2026-12-18") == {"reminded": 1}
    assert company.counts("2026-12-21") == {}
    assert company.counts("2026-12-22") == {"reminded": 1}
    assert company.messages() == {"invoice": 1, "reminder": 1, "overdue": 1}


def test_messages_go_where_invoices_go_and_customers_write_no_templates(company: Company) -> None:
    ivanov = company.customer()
    company.order(ivanov, "2026-12-21")
    with company.database.engine.begin() as connection:
        connection.execute(text("UPDATE profile SET first_name = '$total\x1b[31m${iban}'"))
        connection.execute(text("UPDATE notification_settings SET invoices_email = 'bills@example.com'"))
    company.run("2026-12-14")
    (message,) = company.outbox("invoice")
    assert message.address == "bills@example.com"
    assert "EUR 24.14" in message.subject
    assert "Hello $total" in message.body
    assert "${iban}" in message.body
    assert "\x1b" not in message.body


def test_a_low_balance_is_told_once_a_crossing(company: Company) -> None:
    ivanov = company.customer(balance="60.00", low_balance=Money(5000, "EUR"))
    company.order(ivanov, "2026-12-21", auto_renew=True)
    company.order(ivanov, "2027-01-05", auto_renew=True)
    assert company.counts("2026-12-01") == {}
    assert company.counts("2026-12-20") == {"invoiced": 1, "renewed": 1, "low_balance": 1}
    company.counts("2026-12-29")
    assert company.counts("2027-01-04") == {"renewed": 1}
    company.top_up(ivanov, "100.00", "2027-01-05", "T1")
    assert company.counts("2027-01-05") == {}
    assert company.counts("2027-01-20")["renewed"] == 1
    assert company.messages()["low_balance"] == 1
    company.top_up(ivanov, "1.00", "2027-01-21", "T2")
    assert company.counts("2027-02-04") == {"invoiced": 1, "renewed": 1}
    assert company.counts("2027-02-20") == {"invoiced": 1, "renewed": 1, "low_balance": 1}


def test_the_last_day_of_january_stays_the_anchor(company: Company) -> None:
    ivanov = company.customer(balance="1000.00")
    order = company.order(ivanov, "2027-01-31", started_on=day("2026-12-31"), auto_renew=True)
    seen = [company.state(order)[1]]
    for _ in range(5):
        company.run(str(day(seen[-1]) - timedelta(days=1)))
        seen.append(company.state(order)[1])
    assert seen == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"]


def test_a_dry_run_tells_what_follows_too_and_writes_nothing(company: Company) -> None:
    ivanov = company.customer(balance="50.00")
    for _ in range(3):
        company.order(ivanov, "2026-12-21", auto_renew=True)
    company.order(company.customer("petrov"), "2026-12-21")
    company.order(company.customer("ending"), "2026-12-20", cancel_at=day("2026-12-20"))
    before = everything(company.database)
    would = company.run("2026-12-23", dry_run=True)
    assert written_since(before, company.database) == {}
    done = company.run("2026-12-23")
    assert would.as_json() | {"dry_run": False} == done.as_json()
    assert done.as_json()["counts"]["renewed"] == 2


def test_a_broken_order_stops_no_other(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    ivanov = company.customer()
    orders = [company.order(ivanov, "2026-12-21") for _ in range(3)]
    with company.database.engine.begin() as connection:
        connection.execute(text(f"UPDATE orders SET anchor_day = 99 WHERE id = {orders[1]}"))
    would = company.run("2026-12-15", dry_run=True)
    report = company.run("2026-12-15")
    assert [problem.where for problem in report.problems] == [f"order {orders[1]}"]
    assert [problem.where for problem in would.problems] == [f"order {orders[1]}"]
    assert report.problems[0].reference in caplog.text
    assert [company.get(order).open_invoice_id is not None for order in orders] == [True, False, True]


def test_what_is_due_is_found_by_index_in_its_order(sqlite_database: Database) -> None:
    plans: list[list[str]] = []

    def explain(connection: Connection, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        if statement.startswith("SELECT orders"):
            rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append([str(row[3]) for row in rows])

    event.listen(sqlite_database.engine, "before_cursor_execute", explain)
    for step in STEPS:
        wanted = step.due(TODAY, BillingRules())
        with sqlite_database.read() as session:
            wanted.page(session, None)
        assert plans[-1][0].startswith("SEARCH orders USING INDEX"), step.name
        assert wanted.column.key in plans[-1][0]
        assert not any("TEMP B-TREE" in line or "SCAN" in line for line in plans[-1]), step.name
