"""Numbers of rows as somebody gave them: a row with a number that no column can hold is not there."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from introtui.store.tables import Base

R = TypeVar("R", bound=Base)


def can_be(number: int) -> bool:
    """Return whether a row can have a number; the driver refuses others instead of not finding them."""
    return 0 <= number < 2**63


def row_by_number(session: Session, kind: type[R], number: int) -> R | None:
    """Return the row with a number, or None."""
    return session.get(kind, number) if can_be(number) else None
