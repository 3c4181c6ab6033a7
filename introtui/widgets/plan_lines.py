"""Plans to choose from, one a line: name, specs and monthly price in columns that fit the narrow dialog."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from introtui.domain.plans import Plan
from introtui.widgets.record_cells import fit

ROOM = 45
"""Cells for a plan's name, specs and amount, so that a label and the choice's mark fit beside them."""
LONGEST_NAME = 20


def plan_lines(plans: Sequence[Plan]) -> list[tuple[Plan, str]]:
    """Return each plan with its line."""
    name, specs, amount = _widths(plans)
    return [
        (plan, f"{fit(plan.name, name)}  {fit(plan.specs, specs)}  {plan.monthly.amount:>{amount}}")
        for plan in plans
    ]


def _widths(plans: Sequence[Plan]) -> tuple[int, int, int]:
    """Return the widths of names, specs and amounts; the specs give way first, the amounts never."""
    name = min(max((cell_len(plan.name) for plan in plans), default=0), LONGEST_NAME)
    amount = max((len(plan.monthly.amount) for plan in plans), default=0)
    specs = max((cell_len(plan.specs) for plan in plans), default=0)
    return name, min(specs, ROOM - name - amount), amount
