"""Replacing a table on SQLite, which cannot change a constraint in place.

Alembic's own batch mode writes the constraints in another order each time, so that a database built twice would
differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

_COPY = "replacement"


def rebuild(table: str, items: Sequence[SchemaItem], *, kept: Sequence[str], filled: Mapping[str, str]) -> None:
    """Make a table anew from its columns and constraints.

    `kept` columns are copied, `filled` maps a new column to the SQL its value comes from.
    """
    op.create_table(_COPY, *items)
    columns, values = ", ".join([*kept, *filled]), ", ".join([*kept, *filled.values()])
    op.execute(sa.text("INSERT INTO " + _COPY + f" ({columns}) SELECT {values} FROM {table}"))
    op.drop_table(table)
    op.rename_table(_COPY, table)
