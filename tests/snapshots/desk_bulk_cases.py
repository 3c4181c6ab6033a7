"""What is pictured of all orders at the desk, and of acting on many at once."""

from __future__ import annotations

from tests.snapshots.cases import Case, typed

JOBS = "bulk jobs were run"
REASON = ("tab", "tab", "tab", *typed("ticket 4711"))

DESK_BULK = (
    Case("desk-all-orders", ("3",), "anna"),
    Case("desk-all-orders-marked", ("3", "asterisk", "down", "space"), "anna"),
    Case("desk-all-orders-filter", ("3", "f"), "anna"),
    Case("desk-all-orders-read-only", ("3",), "rita"),
    Case("desk-bulk", ("3", "asterisk", "b"), "anna"),
    Case("desk-bulk-errors", ("3", "b", *REASON[:3], "enter"), "anna"),
    Case("desk-bulk-dry-run", ("3", "asterisk", "b", *REASON, "enter"), "anna"),
    Case("desk-bulk-message", ("2", "asterisk", "b"), "anna"),
    Case("desk-bulk-jobs", ("3", "j"), "anna", hook=JOBS),
    Case("desk-bulk-results", ("3", "j", "down", "enter"), "anna", hook=JOBS),
)
