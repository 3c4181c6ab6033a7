"""Whatever fails in the middle of a booking, it is done whole or not at all, and the same key finishes it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import select

from introtui.domain.access import Role
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.services.payments import IncomingPayment
from introtui.store.engine import Database
from introtui.store.tables import Base, Document
from tests.building import TODAY, plan_ids
from tests.copies import Copies
from tests.proofs import rounds
from tests.proofs.faults import Fault, failing_at, failing_commit
from tests.services.ordering import Desk, desk, everything

END = date(2026, 12, 21)
Command = Callable[[], object]


def renewal(at: Desk, pay_by: PayBy) -> Command:
    quote = at.services.renewals.quote(at.actor, [RenewalChoice(order_id=at.order_id, term_months=3)])
    return lambda: at.services.renewals.confirm(at.actor, quote, "key", pay_by)


def upgrade(at: Desk, pay_by: PayBy) -> Command:
    quote = at.services.order_changes.quote_change(
        at.actor, at.order_id, plan_ids(at.database)["VPS L"], 1, When.NOW
    )
    return lambda: at.services.order_changes.confirm(at.actor, quote, "key", pay_by)


def cancel(at: Desk) -> Command:
    quote = at.quote_cancel()
    return lambda: at.confirm(quote, "key")


def placing(at: Desk, pay_by: PayBy) -> Command:
    offer = at.services.new_orders.offers(at.actor)[-1]
    draft = NewOrderDraft(
        product=offer.product,
        plan=offer.plans[0].name,
        hostname="web.example",
        operating_system=next(iter(offer.operating_systems), ""),
        location=next(iter(offer.locations), ""),
    )
    quote = at.services.new_orders.quote(at.actor, draft)
    return lambda: at.services.new_orders.confirm(at.actor, quote, "key", pay_by)


def paying(at: Desk) -> Command:
    upgrade(at, PayBy.INVOICE)()
    with at.database.read() as session:
        document = session.scalars(select(Document.id)).one()
    return lambda: at.services.payments.pay(at.actor, document, "pay")


def receiving(at: Desk) -> Command:
    staff = at.services.actor(at.actor.login, address="", way="test")
    payment = IncomingPayment(
        login=at.actor.login,
        amount=Money(5000, "EUR"),
        received_on=TODAY,
        external_id="bank 1",
        reference="thanks",
    )
    admin = type(staff)(account_id=staff.account_id, login=staff.login, role=Role.ADMIN, address="", way="test")
    return lambda: at.services.payments.record(admin, payment)


COMMANDS: dict[str, Callable[[Desk], Command]] = {
    "renew": lambda at: renewal(at, PayBy.BALANCE),
    "renew by invoice": lambda at: renewal(at, PayBy.INVOICE),
    "change plan": lambda at: upgrade(at, PayBy.BALANCE),
    "change plan by invoice": lambda at: upgrade(at, PayBy.INVOICE),
    "cancel": cancel,
    "place an order": lambda at: placing(at, PayBy.BALANCE),
    "place an order by invoice": lambda at: placing(at, PayBy.INVOICE),
    "pay an invoice": paying,
    "record a payment": receiving,
}


Contents = dict[str, Counter[tuple[object, ...]]]


def contents(database: Database) -> Contents:
    """Return every row of every table, without ids that a sequence gave: a rollback does not take those back."""
    left_out = {"id", *COUNTED} if not database.is_sqlite else set[str]()
    return {
        name: Counter(tuple(value for column, value in row if column not in left_out) for row in rows)
        for name, rows in named(database).items()
    }


def named(database: Database) -> dict[str, list[tuple[tuple[str, object], ...]]]:
    """Return every row of every table as pairs of column and value."""
    columns = {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}
    return {
        name: [tuple(zip(columns[name], row, strict=True)) for row in rows]
        for name, rows in everything(database).items()
    }


COUNTED = (
    "transaction_id",
    "document_id",
    "line_id",
    "charge_id",
    "credits_id",
    "corrects_id",
    "open_invoice_id",
)
"""Columns that refer to such an id."""


def steps(last: int) -> Iterator[int]:
    """Every statement, or every few of them in the suite."""
    return iter(range(1, last + 1, rounds(19, 1)))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_booking_is_whole_or_not_at_all(copies: Copies, name: str) -> None:
    finished, statements = _reference(copies, name)
    for step in steps(statements):
        with copies() as database:
            command, before = _prepared(database, name)
            with failing_at(database, step), pytest.raises(Fault):
                command()
            assert contents(database) == before
            command()
            assert contents(database) == finished


@pytest.mark.parametrize("after", [False, True], ids=["before it took effect", "after it took effect"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_commit_whose_answer_is_lost_is_asked_again(copies: Copies, name: str, after: bool) -> None:
    finished, _statements = _reference(copies, name)
    with copies() as database:
        command, before = _prepared(database, name)
        with failing_commit(after=after), pytest.raises(Fault):
            command()
        assert contents(database) == (finished if after else before)
        command()
        assert contents(database) == finished


def _prepared(database: Database, name: str) -> tuple[Command, Contents]:
    command = COMMANDS[name](desk(database, paid_until=END, order_id=20_000, balance="300.00"))
    return command, contents(database)


def _reference(copies: Copies, name: str) -> tuple[Contents, int]:
    with copies() as database:
        command, _before = _prepared(database, name)
        with failing_at(database, 0) as run:
            command()
        return contents(database), run[0]
