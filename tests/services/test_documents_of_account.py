"""An account reads and prints its own documents, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from introtui.domain.documents import DocumentKind
from introtui.domain.errors import NotFound
from introtui.store.engine import Database
from introtui.store.tables import Document
from tests.building import ACCOUNT, add_account
from tests.services.ordering import desk


def test_a_booked_change_is_read_back_as_its_document(installed: Database) -> None:
    at = desk(installed)
    quote = at.change("VPS L", "key")
    document = at.services.documents.load(at.actor, only_document(installed))
    assert document.total == quote.total
    assert document.kind is DocumentKind.INVOICE
    assert document.lines == quote.lines
    assert at.services.documents.pdf(at.actor, document.document_id).startswith(b"%PDF-")


def test_a_foreign_document_is_as_missing_as_one_that_never_was(installed: Database) -> None:
    at = desk(installed)
    at.change("VPS L", "key")
    stranger = add_account(installed, replace(ACCOUNT, login="stranger"))
    for document_id in (only_document(installed), 999, -1, 2**70):
        with pytest.raises(NotFound, match="There is no such document"):
            at.services.documents.load(stranger, document_id)
        with pytest.raises(NotFound):
            at.services.documents.pdf(stranger, document_id)


def only_document(database: Database) -> int:
    """Return the id of the one document there is."""
    with database.read() as session:
        return session.scalars(select(Document.id)).one()
