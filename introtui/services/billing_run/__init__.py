"""The billing run: everything that becomes due with the days, each unit in a transaction of its own (spec 4)."""

from __future__ import annotations

from introtui.services.billing_run.report import Problem, RunReport
from introtui.services.billing_run.run import require_forward, run_billing

__all__ = ["Problem", "RunReport", "require_forward", "run_billing"]
