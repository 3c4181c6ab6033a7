"""The dialogs of the section Money about payments: to record one, to import many, to book what waits."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.incoming import PaymentQuote, TypedPayment
from introtui.domain.statement_files import (
    EXAMPLE,
    ColumnMap,
    EntryRow,
    ImportRequest,
    StatementReport,
    read_columns,
    untold,
)
from introtui.domain.statements import EntryState
from introtui.screens.desk.previewing import PreviewDialog
from introtui.session import Call, Session
from introtui.widgets.field import TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services

CSV = ".csv"
TOLD_EVERY = 0.25
"""Seconds between two looks at how far an import is."""
WHAT = "camt.053 (XML), or CSV: say which column holds what, unless the settings do (statement_columns)."
NO_COLUMNS = f"Say which column holds what, such as {EXAMPLE} currency=Currency"


class RecordPaymentDialog(PreviewDialog[PaymentQuote]):
    """Records one payment, once for the bank's own number; `login` is whose it is, where that is known."""

    def __init__(self, session: Session, login: str = "") -> None:
        super().__init__("Record a payment", session)
        self._login = login

    def on_mount(self) -> None:
        """Begin after what is known."""
        if self._login:
            self.begin_after(self._login)

    def compose_fields(self) -> ComposeResult:
        """Lay out the fields."""
        yield TextField("login", "Login", required=True)
        yield TextField("amount", "Amount", required=True, hint="such as 442.30")
        yield TextField("received_on", "Arrived on", required=True, hint="YYYY-MM-DD")
        yield TextField("reference", "Reference", hint="what the sender wrote")
        yield TextField("external_id", "Bank's number", required=True, hint="books once")

    async def quote(self) -> PaymentQuote:
        """Return what it would do."""
        typed = TypedPayment(**{name: self.typed(name) for name in TypedPayment.__dataclass_fields__})
        return await self.session.read(lambda services, actor: services.payments.quote(actor, typed))

    async def make(self, quote: PaymentQuote) -> None:
        """Record it."""
        booked = await self.session.perform(lambda services, actor: services.payments.record(actor, quote.payment))
        if not booked:
            raise InvalidFields({"external_id": "This number was booked before; nothing was booked now."})
        self.done = f"{quote.payment.amount} for {quote.payment.login} is booked."

    def lines_of(self, quote: PaymentQuote) -> Sequence[str]:
        """Return what is booked."""
        return quote.lines

    def button_of(self, quote: PaymentQuote) -> str:
        """Name the amount."""
        return f"Book {quote.payment.amount}"


class BookEntryDialog(PreviewDialog[PaymentQuote]):
    """Books an entry of a bank statement: to the proposed account, or to one that is typed."""

    def __init__(self, session: Session, entry: EntryRow, *, login: str) -> None:
        super().__init__(f"Book {entry.amount}", session)
        self._entry = entry
        self._login = login

    def compose_fields(self) -> ComposeResult:
        """Lay out the entry, and whose it is."""
        entry = self._entry
        yield Plain(f"{entry.booked_on}  {entry.name or 'nobody named'}  {entry.iban}", classes="dialog-text")
        yield Plain(entry.said or "The sender wrote nothing.", classes="dialog-text")
        yield Plain(entry.why, classes="dialog-text dim")
        yield TextField("login", "To the account", required=True, hint="a login")

    async def on_mount(self) -> None:
        """Show at once what the proposal would do, with the button at hand that does it."""
        self.query_one(TextField).fill(self._login)
        if self._login:
            self.query_one("#save").focus()
            self.action_save()

    async def quote(self) -> PaymentQuote:
        """Return what it would do."""
        entry_id, login = self._entry.entry_id, self.typed("login")
        return await self.session.read(lambda services, actor: services.statements.quote(actor, entry_id, login))

    async def make(self, quote: PaymentQuote) -> None:
        """Book it."""
        entry_id, login = self._entry.entry_id, self.typed("login")
        await self.session.perform(lambda services, actor: services.statements.accept(actor, entry_id, login))
        self.done = f"{quote.payment.amount} for {quote.payment.login} is booked."

    def lines_of(self, quote: PaymentQuote) -> Sequence[str]:
        """Return what is booked."""
        return quote.lines

    def button_of(self, quote: PaymentQuote) -> str:
        """Name the amount."""
        return f"Book {quote.payment.amount}"


class ImportDialog(PreviewDialog[StatementReport]):
    """Imports a file of this machine; a CSV file as is typed, or as the settings say."""

    def __init__(self, session: Session) -> None:
        super().__init__("Import a bank statement", session)

    def compose_fields(self) -> ComposeResult:
        """Lay out the path, and how a CSV file is written."""
        yield Plain(WHAT, classes="dialog-text dim")
        yield TextField("path", "File", required=True, hint="on this machine")
        yield TextField("columns", "CSV columns", hint="blank: as set up")

    async def quote(self) -> StatementReport:
        """Return what the import would do."""
        return await self.session.read(self._import(dry_run=True))

    async def make(self, quote: StatementReport) -> None:
        """Import it, and tell how far it is."""
        entries, preview, button = (
            quote.entries,
            self.query_one("#preview", Plain),
            self.query_one("#save", PushButton),
        )
        stored = 0

        def progress(done: int) -> None:
            nonlocal stored
            stored = done

        def tell() -> None:
            preview.show(
                f"{stored:,} of {entries:,} entries are stored. What is stored stays, should this end now."
            )

        button.say("Importing…")
        telling = self.set_interval(TOLD_EVERY, tell)
        try:
            await self.session.perform(self._import(dry_run=False, progress=progress))
        finally:
            telling.stop()
        self.done = f"The statement is imported: {entries:,} entries."

    def lines_of(self, quote: StatementReport) -> Sequence[str]:
        """Return what is booked and what is not."""
        return quote.lines

    def button_of(self, quote: StatementReport) -> str:
        """Name how many are booked; the sums stand above."""
        return f"Import, book {quote.of(EntryState.BOOKED).entries}"

    def _import(self, *, dry_run: bool, progress: Callable[[int], None] = untold) -> Call[StatementReport]:
        return _importing(self.typed("path"), self.typed("columns"), dry_run=dry_run, progress=progress)


def _importing(
    typed: str, columns: str, *, dry_run: bool, progress: Callable[[int], None]
) -> Call[StatementReport]:
    """Return the call that imports a file, which it reads in its own thread."""
    path = Path(typed.strip()).expanduser()

    def call(services: Services, actor: Actor) -> StatementReport:
        is_csv = path.suffix.lower() == CSV
        written = _columns(columns, services.statements.configured(actor)) if is_csv else None
        request = ImportRequest(name=path.name, columns=written, dry_run=dry_run, progress=progress)
        try:
            with path.open("rb") as source:
                return services.statements.import_file(actor, source, request)
        except OSError as error:
            raise InvalidFields({"path": f"This file cannot be read: {error.strerror}."}) from error

    return call


def _columns(typed: str, configured: Sequence[str]) -> ColumnMap:
    """Return how a CSV file is written, as typed or else as set up; raises `InvalidFields`."""
    try:
        parts = shlex.split(typed) or configured
    except ValueError as error:
        raise InvalidFields({"columns": "Close the quotation mark."}) from error
    if not parts:
        raise InvalidFields({"columns": NO_COLUMNS})
    try:
        return read_columns(parts)
    except InvalidValue as error:
        raise InvalidFields({"columns": str(error)}) from error
