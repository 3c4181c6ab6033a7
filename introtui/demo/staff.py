"""The demo's staff: one for each role, written after all customers, whose numbers they leave alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from introtui.demo.members import DEMO_PASSWORD_HASH
from introtui.domain.access import Role
from introtui.domain.account import ProfileFields
from introtui.domain.money import Money
from introtui.domain.permissions import ADMIN
from introtui.services.bulk_values import NewAccount

STAFF: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "anna": ("Anna", "de Vries", ADMIN),
        "bo": ("Bo", "Lindqvist", "billing"),
        "kim": ("Kim", "Bakker", "support"),
        "rita": ("Rita", "Moreau", "read-only"),
    }
)
"""First name, last name and role of each."""

DEFAULT_OPERATOR = "anna"
"""Who opens the desk unless somebody else is named."""
AGE = timedelta(days=700)


def staff_account(login: str, today: date) -> NewAccount:
    """Return the account of a member of staff."""
    first_name, last_name, role = STAFF[login]
    return NewAccount(
        login=login,
        created_on=today - AGE,
        email=f"{login}@example.com",
        country="NL",
        opening_balance=Money(0, "EUR"),
        profile=ProfileFields(last_name=last_name, first_name=first_name),
        role=Role.ADMIN if role == ADMIN else Role.OPERATOR,
        staff_role="" if role == ADMIN else role,
        password_hash=DEMO_PASSWORD_HASH,
    )
