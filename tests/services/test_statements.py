"""How often a booking asks the database: each statement is a way to the server and back, and holds up the next."""

from __future__ import annotations

from datetime import date

import pytest

from introtui.domain.quotes import When
from introtui.store.engine import Database
from tests.building import plan_ids
from tests.proofs.faults import failing_at
from tests.services.ordering import desk

END = date(2026, 12, 21)
QUOTE, CONFIRM = 9, 27
"""The most statements a plan change may take, with BEGIN and with each row that SQLite inserts by itself."""


@pytest.mark.parametrize("plan", ["VPS S", "VPS L"], ids=["cheaper", "dearer"])
def test_a_plan_change_takes_few_statements(installed: Database, plan: str) -> None:
    at, plan_id = desk(installed, paid_until=END), plan_ids(installed)[plan]
    with failing_at(installed, 0) as quoting:
        quote = at.changes.quote_change(at.actor, at.order_id, plan_id, 1, When.NOW)
    with failing_at(installed, 0) as confirming:
        at.changes.confirm(at.actor, quote, "key")
    assert quoting[0] <= QUOTE
    assert confirming[0] <= CONFIRM
