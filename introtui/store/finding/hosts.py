"""Host names that have a text anywhere: FTS5 finds them on SQLite, pg_trgm on PostgreSQL.

What is asked for has small letters, digits, dots and hyphens alone (`domain/find_terms.py`): nothing in it means
anything to LIKE, nor between quotes to FTS5.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, bindparam, column, literal_column, select, table, text
from sqlalchemy.orm import Session

from introtui.domain.orders import ENDED
from introtui.store.tables import Order

ENDED_LATER = 1_000.0
"""How much farther an order is that ended: what it has is first of all of whoever has it now."""
WITHIN_LATER = 1.0
"""How much farther a host name is that has a text in the middle of a word, not at its beginning."""
_PARTS = table("hostname_parts", column("rowid"))
_AS_LETTERS = str.maketrans(".-", "QZ")
_NAME_AS_LETTERS = literal_column("translate(lower(orders.hostname), '.-', 'QZ')", String())
"""What the index holds: dots and hyphens as letters, which no name in small letters has."""


def with_part(session: Session, orders: Select[*tuple[Any, ...]], part: str) -> Select[*tuple[Any, ...]]:
    """Return a query of those orders alone whose host name has a text, in capitals or not."""
    return _matching(orders, part) if session.get_bind().dialect.name == "sqlite" else _like(orders, part)


def _matching(orders: Select[*tuple[Any, ...]], part: str) -> Select[*tuple[Any, ...]]:
    wanted = text("hostname_parts MATCH :host_part").bindparams(bindparam("host_part", f'"{part}"'))
    return orders.join(_PARTS, _PARTS.c.rowid == Order.id).where(wanted)


def _like(orders: Select[*tuple[Any, ...]], part: str) -> Select[*tuple[Any, ...]]:
    """Return the query, planned as if all of the rows were wanted: for the first few, PostgreSQL reads the table.

    The text is written into it: what nearly all names have is not to be looked up, and a plan for any text would.
    """
    wanted = bindparam(None, f"%{part.translate(_AS_LETTERS)}%", String(), literal_execute=True)
    found = orders.where(_NAME_AS_LETTERS.like(wanted)).cte("hosts").prefix_with("MATERIALIZED")
    return select(found)


def farness_of_host(hostname: str, typed: str, status: str) -> float:
    """Return how far an order is whose host name has what was typed somewhere."""
    name = f".{hostname.lower()}"
    begins = any(f"{before}{typed}" in name for before in ".-")
    return ENDED_LATER * (status in ENDED) + WITHIN_LATER * (not begins)
