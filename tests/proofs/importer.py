"""A process of its own that imports a bank statement, and says what was booked before each transaction of it."""

from __future__ import annotations

from io import BytesIO
from multiprocessing.connection import Connection

from introtui.domain.access import Actor
from introtui.domain.statement_files import ImportRequest
from introtui.domain.statements import EntryState
from introtui.services.statements.writing import Writing
from introtui.store.engine import Database
from tests.building import services


def bring_in(said: Connection, url: str, actor: Actor, content: bytes) -> None:
    """Import a file; say "stored" after each transaction, and in the end what is booked."""
    store = Writing.store

    def heard_store(writing: Writing, entries: object) -> int:
        done = store(writing, entries)  # type: ignore[arg-type]
        said.send("stored")
        return done

    Writing.store = heard_store  # type: ignore[method-assign, assignment]
    request = ImportRequest(name="november.xml")
    report = services(Database(url)).statements.import_file(actor, BytesIO(content), request)
    said.send(report.of(EntryState.BOOKED).entries)
