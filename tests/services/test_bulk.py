"""What is written in bulk is what the use cases would have written: whole, balanced, and theirs to go on with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.quotes import When
from introtui.services.books import balance_of
from introtui.services.bulk import CHUNK
from introtui.services.bulk_rows import running_period
from introtui.services.bulk_values import NewEvent, NewLogin, NewOrder
from introtui.store.engine import Database
from introtui.store.tables import Account, LedgerTransaction, Order, OrderCharge, OrderEvent, Posting
from tests.building import ACCOUNT, CLOCK, add_account, add_order, bulk, plan_ids, services

ORDER = NewOrder(
    order_id=1,
    account_id=1,
    country="NL",
    plan_id=1,
    status=OrderStatus.ACTIVE,
    term_months=1,
    price=Money(1995, "EUR"),
    started_on=date(2024, 1, 31),
    paid_until=date(2026, 11, 30),
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def charges(database: Database) -> list[tuple[date, date, int, int | None, int]]:
    with database.read() as session:
        return [
            (row.period_start, row.period_end, row.net_minor, row.vat_rate_bp, row.vat_minor)
            for row in session.scalars(select(OrderCharge).order_by(OrderCharge.id))
        ]


def test_everything_an_account_has_can_be_read_back(installed: Database) -> None:
    login = NewLogin(at=datetime(2026, 11, 1, 8, tzinfo=UTC), address="2001:db8::1", way="ssh")
    actor = add_account(
        installed,
        replace(ACCOUNT, ip_restriction="192.0.2.0/24", low_balance=Money(500, "EUR"), news=True, logins=(login,)),
    )
    profile = services(installed).profile.load(actor)
    assert (profile.version, profile.fields.city, profile.email_changed_at) == (
        1,
        "Rotterdam",
        datetime(2020, 1, 1, tzinfo=UTC),
    )
    security = services(installed).security.load(actor)
    assert (security.ip_restriction, security.password_set) == ("192.0.2.0/24", False)
    assert [(line.at, line.address, line.way) for line in security.logins] == [(login.at, "2001:db8::1", "ssh")]
    notifications = services(installed).notifications.load(actor)
    assert (notifications.fields.low_balance, notifications.fields.news) == ("5.00", True)


@pytest.mark.parametrize("balance", ["442.30", "-3.00", "0.00"])
def test_an_opening_balance_is_balanced_in_the_books(installed: Database, balance: str) -> None:
    actor = add_account(installed, balance=balance)
    with installed.read() as session:
        assert balance_of(session, actor.account_id, "EUR").amount == balance
        assert session.scalar(select(func.coalesce(func.sum(Posting.minor), 0))) == 0
        booked = session.scalars(select(LedgerTransaction)).all()
        assert [row.idempotency_key for row in booked] == ([] if balance == "0.00" else [None])


def test_a_paid_order_holds_the_value_of_its_running_period(installed: Database) -> None:
    actor = add_account(installed)
    add_order(installed, actor, price=Money(5985, "EUR"), term_months=3, paid_until=date(2026, 12, 21))
    assert charges(installed) == [(date(2026, 9, 21), date(2026, 12, 21), 5985, 2100, 1257)]
    order_id = add_order(installed, actor, paid_until=date(2026, 12, 23))
    quote = services(installed).order_changes.quote_cancel(actor, order_id, When.NOW)
    assert quote.net < Money.zero("EUR")


def test_the_running_period_begins_no_earlier_than_the_order(installed: Database) -> None:
    actor = add_account(installed)
    add_order(installed, actor, term_months=12, started_on=date(2026, 11, 2), paid_until=date(2026, 12, 2))
    assert charges(installed)[0][:2] == (date(2026, 11, 2), date(2026, 12, 2))


@pytest.mark.parametrize(
    ("status", "paid_until", "charged"),
    [
        (OrderStatus.ACTIVE, date(2026, 12, 1), True),
        (OrderStatus.SUSPENDED, date(2026, 11, 1), True),
        (OrderStatus.SUSPENDED, None, False),
        (OrderStatus.AWAITING_PAYMENT, None, False),
        (OrderStatus.PROCESSING, None, False),
        (OrderStatus.TERMINATED, date(2026, 11, 1), False),
        (OrderStatus.CANCELLED, date(2026, 11, 1), False),
    ],
)
def test_only_a_paid_running_order_has_a_charge(
    installed: Database, status: OrderStatus, paid_until: date | None, charged: bool
) -> None:
    suspended_for = SuspendedFor.NONPAYMENT if status is OrderStatus.SUSPENDED else None
    actor = add_account(installed)
    add_order(installed, actor, status=status, paid_until=paid_until, suspended_for=suspended_for)
    assert len(charges(installed)) == charged


def test_a_country_without_a_rate_is_charged_no_vat_and_says_so(installed: Database) -> None:
    actor = add_account(installed, replace(ACCOUNT, country="SI"))
    add_order(installed, actor, country="SI")
    assert [charge[3:] for charge in charges(installed)] == [(None, 0)]


def test_addresses_and_timeline_keep_their_order(installed: Database) -> None:
    actor = add_account(installed)
    events = tuple(NewEvent(at=CLOCK.now(), actor="staff", sentence=f"Step {n}.") for n in range(3))
    addresses = ("192.0.2.9", "192.0.2.1", "2001:db8::5")
    order_id = add_order(installed, actor, addresses=addresses, events=events, comment="Rack 4")
    view = services(installed).orders.load(actor, order_id)
    assert (view.addresses, view.comment) == (addresses, "Rack 4")
    assert [entry.sentence for entry in view.timeline] == ["Step 2.", "Step 1.", "Step 0."]
    with installed.read() as session:
        assert session.get_one(Order, order_id).first_address == "192.0.2.9"


def test_more_than_one_chunk_is_written_with_all_that_belongs_to_it(installed: Database) -> None:
    plan_id = plan_ids(installed)["VPS S"]
    event = NewEvent(at=CLOCK.now(), actor="test", sentence="Made.")

    def work(session: Session) -> None:
        with bulk(session) as writer:
            for number in range(CHUNK + 7):
                account_id = writer.account(replace(ACCOUNT, login=f"c{number}"))
                writer.order(
                    replace(ORDER, order_id=number + 1, account_id=account_id, plan_id=plan_id, events=(event,))
                )

    installed.transact(work)
    with installed.read() as session:
        for table in (Account, LedgerTransaction, Order, OrderCharge, OrderEvent):
            assert session.scalar(select(func.count()).select_from(table)) == CHUNK + 7


def test_rows_written_afterwards_get_ids_of_their_own(installed: Database) -> None:
    actor = add_account(installed)
    add_order(installed, actor, order_id=90_000)

    def work(session: Session) -> tuple[int, int]:
        account = Account(login="later", currency="EUR", created_on=date(2026, 1, 1))
        order = Order(account_id=actor.account_id, plan_id=1, status=OrderStatus.PROCESSING, term_months=1)
        order.price_minor, order.currency = 995, "EUR"
        session.add_all([account, order])
        session.flush()
        return account.id, order.id

    account_id, order_id = installed.transact(work)
    assert account_id > actor.account_id
    assert order_id > 90_000


def test_a_failing_block_writes_nothing(installed: Database) -> None:
    def work(session: Session) -> None:
        with bulk(session) as writer:
            account_id = writer.account(ACCOUNT)
            writer.order(replace(ORDER, account_id=account_id, paid_until=ORDER.started_on))

    with pytest.raises(ValueError, match="must end after it starts"):
        installed.transact(work)
    with installed.read() as session:
        assert session.scalars(select(Account)).all() == []


@given(started_on=st.none() | DAYS, paid_until=DAYS, term=st.sampled_from([1, 3, 6, 12]))
def test_a_running_period_is_at_most_a_term_and_ends_when_paid(
    started_on: date | None, paid_until: date, term: int
) -> None:
    if started_on is not None and started_on >= paid_until:
        started_on = paid_until - timedelta(days=1)
    period = running_period(replace(ORDER, started_on=started_on, paid_until=paid_until, term_months=term))
    assert period is not None
    assert period.end == paid_until
    assert 0 < period.days <= 31 * term
    assert started_on is None or period.start >= started_on


@pytest.mark.parametrize(
    ("started_on", "paid_until", "first_day"),
    [
        (date(2025, 10, 31), date(2026, 2, 28), date(2026, 1, 31)),
        (date(2025, 10, 31), date(2026, 3, 31), date(2026, 2, 28)),
        (date(2025, 10, 15), date(2026, 2, 28), date(2026, 1, 28)),
    ],
)
def test_an_imported_period_keeps_the_anchor_day(started_on: date, paid_until: date, first_day: date) -> None:
    order = NewOrder(
        order_id=1,
        account_id=1,
        country="NL",
        plan_id=1,
        status=OrderStatus.ACTIVE,
        term_months=1,
        price=Money(995, "EUR"),
        started_on=started_on,
        paid_until=paid_until,
    )
    period = running_period(order)
    assert period is not None
    assert period.start == first_day
