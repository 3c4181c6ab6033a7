"""An account's own documents: as values, and on paper."""

from __future__ import annotations

from introtui.domain.access import Actor
from introtui.domain.documents import Document
from introtui.services.context import Context
from introtui.services.document_reading import document_of
from introtui.services.payments import own_document


class DocumentService:
    """What shows, prints and saves an invoice or credit note."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def load(self, actor: Actor, document_id: int) -> Document:
        """Return one of the actor's documents as issued, and how it stands now; raises `NotFound`."""
        with self._context.database.read() as session:
            return document_of(session, own_document(session, actor, document_id))

    def pdf(self, actor: Actor, document_id: int) -> bytes:
        """Return one of the actor's documents as PDF; raises `NotFound`."""
        from introtui.paper.pdf import document_pdf  # its libraries take a second to load

        return document_pdf(self.load(actor, document_id))
