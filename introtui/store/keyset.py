"""Pages by key: the rows beside a neighbour are found by an index, however far down the list they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_
from sqlalchemy.orm import Session

from introtui.domain.paging import Cursor, PageRequest


def keyset_rows(
    session: Session,
    query: Select[*tuple[Any, ...]],
    request: PageRequest,
    keys: Sequence[ColumnElement[Any]],
    neighbour: Sequence[object] | None,
) -> Sequence[Row[Any]]:
    """Return the rows of a page in display order.

    `keys` are what the list is sorted by, together unique; `neighbour` has a value for each, where the request
    names one.
    """
    found: Sequence[Row[Any]] = session.execute(keyset_query(query, request, keys, neighbour)).all()
    return found[::-1] if _is_backwards(request) else found


def keyset_query(
    query: Select[*tuple[Any, ...]],
    request: PageRequest,
    keys: Sequence[ColumnElement[Any]],
    neighbour: Sequence[object] | None,
) -> Select[*tuple[Any, ...]]:
    """Return the query of a page, whose rows come from its neighbour on."""
    descending = request.descending != _is_backwards(request)
    if neighbour is not None:
        values = (literal(value, key.type) for key, value in zip(keys, neighbour, strict=True))
        here, there = tuple_(*keys), tuple_(*values)
        query = query.where(here < there if descending else here > there)
    ordered = [key.desc() if descending else key.asc() for key in keys]
    return query.order_by(*ordered).limit(request.limit).offset(request.offset)


def _is_backwards(request: PageRequest) -> bool:
    return request.before is not None or request.from_end


def neighbour_of(request: PageRequest, column: ColumnElement[Any]) -> tuple[object, int] | None:
    """Return where the neighbour of a page stands in a list that is sorted by a column, then by number."""
    beside = request.before or request.after
    return None if beside is None else (as_read(column, beside[0]), beside[1])


def sorted_rows(
    session: Session,
    query: Select[*tuple[Any, ...]],
    request: PageRequest,
    column: ColumnElement[Any],
    number: ColumnElement[int],
) -> Sequence[Row[Any]]:
    """Return the rows of a page of a list that is sorted by a column, and by the number where that is equal.

    Each row has the column's value as `sorted_by`, from which `cursor_of` makes its cursor.
    """
    neighbour = neighbour_of(request, column)
    return keyset_rows(session, query.add_columns(column.label("sorted_by")), request, (column, number), neighbour)


def cursor_of(row: Row[Any], number: int) -> Cursor:
    """Return where one of the `sorted_rows` stands; dates and times are kept as ISO text."""
    return (cursor_value(row.sorted_by), number)


def cursor_value(value: Any) -> str | int | None:
    """Return a column's value as cursors keep it."""
    kept: str | int | None = value.isoformat() if isinstance(value, date) else value
    return kept


def as_read(column: ColumnElement[Any], value: str | int | None) -> object:
    """Return a cursor's value as the column is read."""
    kind = column.type.python_type
    return kind.fromisoformat(value) if isinstance(value, str) and issubclass(kind, date) else value


def newest_rows(
    session: Session, query: Select[*tuple[Any, ...]], request: PageRequest, number: ColumnElement[int]
) -> Sequence[Row[Any]]:
    """Return the rows of a page of a list that is sorted by the number alone, which cursors hold as their id."""
    neighbour = request.before or request.after
    return keyset_rows(session, query, request, (number,), None if neighbour is None else (neighbour[1],))
