"""Customers for measurements: rich, with a complete address."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from introtui.domain.account import ProfileFields
from introtui.domain.money import Money
from introtui.services.bulk import BulkWriter
from introtui.services.bulk_values import NewAccount

PROFILE = ProfileFields(
    last_name="Ivanov",
    first_name="Ivan",
    city="Rotterdam",
    address="Coolsingel 1",
    postal_street="Coolsingel 1",
    postal_code="3011 AD",
    postal_city="Rotterdam",
    postal_country="NL",
)


def add_customer(session: Session, login: str) -> int:
    """Write an account with a million euros and return its id."""
    with BulkWriter(session, at=datetime(2026, 11, 1, 9, tzinfo=UTC), actor="bench") as writer:
        return writer.account(
            NewAccount(
                login=login,
                created_on=date(2026, 1, 1),
                email=f"{login}@example.com",
                country="NL",
                opening_balance=Money(100_000_000, "EUR"),
                profile=PROFILE,
            )
        )
