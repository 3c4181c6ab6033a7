"""Whatever orders there are: what a dry run shows is what is booked, in whatever pieces the job is worked on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from introtui.domain.bulk import BulkKind, BulkTask, ItemState, JobState
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus
from introtui.domain.payments import PayBy
from introtui.services.checking import check_all
from tests.building import TODAY, services
from tests.copies import Copies, copies
from tests.proofs import quietly, rounds
from tests.services.bulk_desk import BulkDesk, bulk_desk

__all__ = ["copies"]
RUNS, MANY = rounds(12, 300), 100
LOGINS = count(1)
Accounts = list[tuple[int, list[tuple[OrderStatus, int, int]]]]
KINDS = st.sampled_from(
    [
        *((BulkKind.RENEW, term, pay_by) for term in (None, 3) for pay_by in PayBy),
        *((kind, None, PayBy.BALANCE) for kind in (BulkKind.COMMENT, BulkKind.SUSPEND, BulkKind.LIFT)),
    ]
)
ORDER = st.tuples(
    st.sampled_from([OrderStatus.ACTIVE, OrderStatus.ACTIVE, OrderStatus.SUSPENDED, OrderStatus.CANCELLED]),
    st.integers(0, 9_999),
    st.integers(-40, 40),
)
ACCOUNTS = st.lists(st.tuples(st.integers(0, 30_000), st.lists(ORDER, max_size=4)), min_size=1, max_size=3)


def written(desk: BulkDesk, accounts: Accounts) -> list[int]:
    """Write accounts with their balances and orders, and return the orders' numbers."""
    numbers = list[int]()
    for balance, orders in accounts:
        owner = desk.customer(f"customer{next(LOGINS)}", Money(balance, "EUR").amount)
        for status, price, days in orders:
            numbers += desk.orders(
                owner,
                1,
                status=status,
                price=Money(price, "EUR"),
                started_on=date(2026, 1, 1),
                paid_until=TODAY + timedelta(days=days),
            )
    return numbers


def test_what_is_shown_is_what_is_done(copies: Copies) -> None:
    @settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=RUNS < MANY)
    @given(accounts=ACCOUNTS, what=KINDS, pieces=st.lists(st.integers(0, 3), max_size=3))
    def holds(accounts: Accounts, what: tuple[BulkKind, int | None, PayBy], pieces: list[int]) -> None:
        with copies() as database:
            desk = bulk_desk(database)
            assert_shown_is_done(desk, written(desk, accounts), what, pieces)

    holds()


def assert_shown_is_done(
    desk: BulkDesk, orders: list[int], what: tuple[BulkKind, int | None, PayBy], pieces: list[int]
) -> None:
    kind, term, pay_by = what
    shown = desk.check(BulkTask.checked(kind, text="why", term_months=term, pay_by=pay_by), orders)
    assert [item.target_id for item in shown.items] == orders
    if not shown.allowed:
        return
    job = desk.at.bulk.start(desk.admin, shown, "key").job_id
    for piece in [*pieces, len(orders)]:
        # Each time by another worker, which leaves after so many.
        left = [True] * (piece + 1)
        services(desk.database).bulk_runner.run_due(lambda left=left: bool(left and left.pop()))  # type: ignore[misc]
    desk.at.bulk_runner.run_due()
    view = desk.view(job)
    assert (view.state, view.done, view.refused) == (JobState.DONE, shown.allowed, shown.refused)
    assert view.booked == tuple(total.total for total in shown.totals)
    for item, result in zip(shown.items, desk.results(job), strict=True):
        assert (result.state is ItemState.REFUSED) == bool(item.refusal)
        assert result.booked == item.total
        assert result.sentence == item.refusal or not item.refusal
    assert list(check_all(desk.database, progress=quietly)) == []
