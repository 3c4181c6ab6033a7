"""The action history says what was done, and not only what it was done to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from introtui.domain.billing import HistoryRow


@pytest.mark.parametrize(
    ("action", "subject", "detail", "what", "words"),
    [
        ("session.start", "", "", "Signed in", "Signed in"),
        (
            "message.resend",
            "7",
            "Invoice 12: EUR 5.00",
            "Message sent again: Invoice 12: EUR 5.00",
            "Message sent again",
        ),
        ("security.ip_restriction_back", "", "", "IP restriction put back", "IP restriction put back"),
        ("order.change_plan", "10231", "to VPS L", "10231: to VPS L", "order change plan"),
    ],
)
def test_a_line_and_its_explanation_have_the_same_words(
    action: str, subject: str, detail: str, what: str, words: str
) -> None:
    row = HistoryRow(
        audit_id=1,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        actor="ivanov",
        address="",
        action=action,
        subject=subject,
        detail=detail,
    )
    assert (row.what, row.action_words) == (what, words)
