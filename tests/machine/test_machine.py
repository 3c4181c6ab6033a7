"""The services against the model, on real SQLite and real PostgreSQL.

INTROTUI_MACHINE_RUNS says how many runs of 40 steps each database gets; `make prove` asks for 300.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.copies import Copies
from tests.machine.machine import Account

RUNS = int(os.environ.get("INTROTUI_MACHINE_RUNS", "2"))
STEPS = 40


def test_the_services_agree_with_the_model_day_after_day(copies: Copies) -> None:
    class OnThisDatabase(Account):
        def __init__(self) -> None:
            super().__init__(copies)

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            database=None,
            derandomize=RUNS < 100,
            suppress_health_check=list(HealthCheck),
        ),
    )
