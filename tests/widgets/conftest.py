"""A running table for the tests of the widgets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.steady_pilot import SteadyPilot
from tests.widgets.record_bed import Bed, TableApp


@pytest.fixture
async def bed() -> AsyncIterator[Bed]:
    """Return a table without a list."""
    app = TableApp()
    async with app.run_test(size=(60, 12)):
        yield Bed(SteadyPilot(app), app)
