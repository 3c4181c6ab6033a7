"""Pages by key: the rows beside a neighbour are found by an index, however far down the list they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, tuple_
from sqlalchemy.orm import Session

from introtui.domain.paging import PageRequest


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
    backwards = request.before is not None or request.from_end
    descending = request.descending != backwards
    if neighbour is not None:
        here, there = tuple_(*keys), tuple_(*neighbour)
        query = query.where(here < there if descending else here > there)
    ordered = [key.desc() if descending else key.asc() for key in keys]
    page = query.order_by(*ordered).limit(request.limit).offset(request.offset)
    found: Sequence[Row[Any]] = session.execute(page).all()
    return found[::-1] if backwards else found


def newest_rows(
    session: Session, query: Select[*tuple[Any, ...]], request: PageRequest, number: ColumnElement[int]
) -> Sequence[Row[Any]]:
    """Return the rows of a page of a list that is sorted by the number alone, which cursors hold as their id."""
    neighbour = request.before or request.after
    return keyset_rows(session, query, request, (number,), None if neighbour is None else (neighbour[1],))
