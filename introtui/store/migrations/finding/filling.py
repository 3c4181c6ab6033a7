"""Filling what things are found by from what is stored, some thousand rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

from introtui.domain.address_keys import address_key
from introtui.domain.find_text import find_text, turned_digits

AT_ONCE = 5_000

_PROFILE = sa.table(
    "profile",
    *(sa.column(name) for name in ("account_id", "first_name", "last_name", "company_name", "mobile_phone")),
    *(sa.column(name) for name in ("find_text", "find_phone")),
)
_ADDRESS = sa.table(
    "order_address",
    *(sa.column(name) for name in ("order_id", "position", "address")),
    sa.column("address_key", sa.LargeBinary()),
)


def fill_profiles() -> None:
    """Write what accounts are found by."""
    columns = _PROFILE.c
    _fill(_PROFILE, [columns.account_id], [columns.find_text, columns.find_phone], _of_profile)


def fill_addresses() -> None:
    """Write the form of each order's address that sorts as addresses do."""
    columns = _ADDRESS.c
    _fill(_ADDRESS, [columns.order_id, columns.position], [columns.address_key], _of_address)


def _of_profile(row: sa.RowMapping) -> Sequence[object]:
    return find_text((row["first_name"], row["last_name"], row["company_name"])), turned_digits(
        row["mobile_phone"]
    )


def _of_address(row: sa.RowMapping) -> Sequence[object]:
    return (address_key(row["address"]),)


def _fill(
    table: sa.TableClause,
    keys: Sequence[sa.ColumnClause[object]],
    filled: Sequence[sa.ColumnClause[object]],
    values: Callable[[sa.RowMapping], Sequence[object]],
) -> None:
    connection = op.get_bind()
    change = sa.update(table).values({column: sa.bindparam(f"new_{column.name}") for column in filled})
    change = change.where(*(key == sa.bindparam(f"of_{key.name}") for key in keys))
    last: Sequence[object] | None = None
    while True:
        query = sa.select(table).order_by(*keys).limit(AT_ONCE)
        if last is not None:
            query = query.where(sa.tuple_(*keys) > sa.tuple_(*(sa.literal(each) for each in last)))
        rows = connection.execute(query).mappings().all()
        if not rows:
            return
        last = [rows[-1][key.name] for key in keys]
        connection.execute(
            change,
            [
                {f"of_{key.name}": row[key.name] for key in keys}
                | {f"new_{column.name}": value for column, value in zip(filled, values(row), strict=True)}
                for row in rows
            ],
        )
