"""Whatever fails in the middle of a booking, it is done whole or not at all, and the same key finishes it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date, timedelta

import pytest

from introtui.clock import FixedClock
from introtui.domain.errors import ActionRefused
from introtui.services.billing_run import run_billing
from introtui.services.context import Context
from introtui.store.engine import Database
from introtui.store.tables import Base
from tests.copies import Copies
from tests.proofs import quietly, rounds
from tests.proofs.commands import COMMANDS, WITHOUT_KEY, Command
from tests.proofs.faults import Fault, failing_at, failing_commit
from tests.services.ordering import desk, everything

END = date(2026, 12, 21)

Contents = dict[str, Counter[tuple[object, ...]]]


def contents(database: Database) -> Contents:
    """Return every row of every table, without ids that a sequence gave: a rollback does not take those back."""
    left_out = {"id", *COUNTED} if not database.is_sqlite else set[str]()
    return {
        name: Counter(
            tuple(value for column, value in row if not left_out & {column, f"{name}.{column}"}) for row in rows
        )
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
    "outbox_message.key",
    "mark.last_id",
)
"""Columns that refer to such an id."""


def steps(last: int) -> Iterator[int]:
    """Every statement, or every few of them in the suite."""
    return iter(range(1, last + 1, rounds(40, 1)))


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


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commit_whose_answer_is_lost_is_asked_again(copies: Copies, name: str) -> None:
    """It was lost before it took effect, or after."""
    finished, _statements = _reference(copies, name)
    for after in (False, True):
        _asked_again(copies, name, finished, after=after)


def _asked_again(copies: Copies, name: str, finished: Contents, *, after: bool) -> None:
    with copies() as database:
        command, before = _prepared(database, name)
        with failing_commit(after=after), pytest.raises(Fault):
            command()
        assert contents(database) == (finished if after else before)
        with refused_maybe(after and name in WITHOUT_KEY):
            command()
        assert contents(database) == finished


@pytest.mark.parametrize("auto_renew", [True, False], ids=["renewed", "suspended"])
def test_a_billing_run_that_was_disturbed_is_finished_by_the_next(copies: Copies, auto_renew: bool) -> None:
    with copies() as database:
        run = _billing(database, auto_renew)
        with failing_at(database, 0) as counted:
            run()
        finished = contents(database)
    for step in steps(counted[0]):
        with copies() as database:
            run = _billing(database, auto_renew)
            with failing_at(database, step), suppress(Fault):
                run()
            run()
            assert contents(database) == finished


def _billing(database: Database, auto_renew: bool) -> Command:
    """Return a run on a day on which the order is invoiced and renewed, or invoiced and suspended."""
    desk(database, paid_until=END, order_id=20_000, balance="300.00", auto_renew=auto_renew)
    day = FixedClock(END + timedelta(days=-1 if auto_renew else 2))
    return lambda: run_billing(Context(database, day), dry_run=False, progress=quietly)


def refused_maybe(may_be: bool) -> AbstractContextManager[None]:
    """Let what was done already be refused."""
    return suppress(ActionRefused) if may_be else nullcontext()


def _prepared(database: Database, name: str) -> tuple[Command, Contents]:
    command = COMMANDS[name](desk(database, paid_until=END, order_id=20_000, balance="300.00"))
    return command, contents(database)


def _reference(copies: Copies, name: str) -> tuple[Contents, int]:
    with copies() as database:
        command, _before = _prepared(database, name)
        with failing_at(database, 0) as run:
            command()
        return contents(database), run[0]
