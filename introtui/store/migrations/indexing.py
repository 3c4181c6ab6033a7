"""Indexes over a part of a table's rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def index_rows(name: str, table: str, columns: Sequence[str], condition: str, *, unique: bool = False) -> None:
    """Create an index over those rows alone that a condition holds for."""
    where = sa.text(condition)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=where, postgresql_where=where)
