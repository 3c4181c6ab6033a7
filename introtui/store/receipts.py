"""By which row a transaction is known again, where its connection was lost while it committed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.store.rows import Row, dialect_insert, table_of
from introtui.store.tables import Audit

_RECEIPT = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A row of the audit that a transaction added, and its number."""

    number: int
    row: Row


def leave_receipt(session: Session, number: int, row: Row) -> None:
    """Note a row of the audit that this transaction added."""
    session.info[_RECEIPT] = Receipt(number=number, row=row)


def receipt_of(session: Session) -> Receipt | None:
    """Return what a transaction is known by, None where it left nothing."""
    found: Receipt | None = session.info.get(_RECEIPT)
    return found


def is_committed(session: Session, receipt: Receipt) -> bool:
    """Tell whether a row is committed, in a `READ COMMITTED` transaction that the caller rolls back.

    It tries to add the row once more, since the server then waits for whoever is still committing it.
    """
    table = table_of(Audit)
    again = dialect_insert(table, session.get_bind().dialect.name).values(id=receipt.number, **receipt.row)
    if session.execute(again.on_conflict_do_nothing().returning(table.c.id)).first() is not None:
        return False
    # A standby that took over may have given the number to another.
    held = session.execute(select(table).where(table.c.id == receipt.number)).mappings().one()
    return all(held[name] == value for name, value in receipt.row.items())
