"""A customer's documents by their numbers, for the words of the command line."""

from __future__ import annotations

import re

from sqlalchemy import select

from introtui.domain.access import Actor
from introtui.domain.documents import SERIES, Document, Standing
from introtui.domain.errors import InvalidValue, NotFound
from introtui.services.context import Context, own_account
from introtui.services.document_reading import document_of
from introtui.store import tables

_NUMBER = re.compile(r"([A-Z]+)-([0-9]{4})-([0-9]{1,9})")


class InvoiceService:
    """Finds documents."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def every(self, actor: Actor, *, only_open: bool) -> tuple[Document, ...]:
        """Return the actor's documents, the newest first: all, or the invoices that wait to be paid."""
        own = select(tables.Document).where(tables.Document.account_id == actor.account_id)
        with self._context.database.read() as session:
            own_account(session, actor)
            found = (document_of(session, row) for row in session.scalars(own.order_by(tables.Document.id.desc())))
            return tuple(document for document in found if not only_open or document.standing is Standing.OPEN)

    def numbered(self, actor: Actor, number: str) -> Document:
        """Return one of the actor's documents; a foreign number answers exactly like a missing one."""
        found = _NUMBER.fullmatch(number.strip().upper())
        if found is None or found[1] not in SERIES.values():
            raise InvalidValue("Write the number as it is printed, such as INV-2026-000123.")
        series, year, count = found[1], int(found[2]), int(found[3])
        query = select(tables.Document).where(
            tables.Document.account_id == actor.account_id,
            tables.Document.series == series,
            tables.Document.year == year,
            tables.Document.number == count,
        )
        with self._context.database.read() as session:
            own_account(session, actor)
            row = session.scalars(query).first()
            if row is None:
                raise NotFound(f"There is no document {number}.")
            return document_of(session, row)
