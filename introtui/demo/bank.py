"""What came to the demo's bank account, and a balance that waits for a second pair of eyes to be corrected."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from introtui.demo.acting import acting
from introtui.domain.corrections import CorrectionKind
from introtui.domain.paging import PageRequest
from introtui.domain.statement_files import ColumnMap, ImportRequest
from introtui.domain.statements import EntryState

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services
    from introtui.store.engine import Database

BILLING = "bo"
"""Who imported the statement and asked for the correction, so that `anna` may approve it."""

TOPS_UP, PAYS_LESS = "papadopoulos", "lowe"
"""Who says the balance's reference, and who the number of an invoice, but another amount."""
NO_CUSTOMER = "BANK-0005"
WHY_IGNORED = "A supplier's refund; the accountants have it."

CORRECTED = "mansouri"
CORRECTION = "120.00"
"""More than is booked without another's approval."""
CORRECTED_FOR = "Charged twice for the set-up in October"


@dataclass(frozen=True, slots=True)
class Came:
    """An entry of the statement; its fields are called as its columns."""

    amount: str
    id: str
    reference: str
    name: str
    iban: str


COLUMNS = ColumnMap(
    {name: name for name in ("date", *(field.name for field in fields(Came)))}, fixed_currency="EUR"
)
"""How the demo's bank writes CSV."""


def write_money(database: Database, today: date) -> None:
    """Import yesterday's statement, ignore an entry of it, and ask for the correction; the staff have to be there.

    The import books what matches surely: one entry, which tops a balance up.
    """
    services, bo = acting(database, BILLING, today - timedelta(days=1))
    request = ImportRequest(name=f"statement-{today - timedelta(days=2)}.csv", columns=COLUMNS)
    services.statements.import_file(bo, BytesIO(_file(_entries(database), today)), request)
    _ignore(services, bo)
    quote = services.corrections.quote(bo, CORRECTED, CorrectionKind.CORRECTION, CORRECTION, CORRECTED_FOR)
    services.corrections.ask(bo, quote, "demo correction")


def _entries(database: Database) -> Iterator[Came]:
    """Yield what is booked by itself, two that lead to somebody, and two that are nobody's."""
    from sqlalchemy import select

    from introtui.services.payments import top_up_reference
    from introtui.store.bank_queries import open_invoices
    from introtui.store.tables import Account

    with database.read() as session:
        reference = top_up_reference(session.scalars(select(Account.id).where(Account.login == TOPS_UP)).one())
        number = next((each.number for each in open_invoices(session) if each.login == PAYS_LESS), "")
    yield Came("50.00", "BANK-0001", reference, "Eleni Papadopoulou", "GR1601101250000000012300695")
    yield Came("12.00", "BANK-0002", f"{number} Grace Lowe", "G LOWE", "IE29AIBK93115212345678")
    # The amount of an invoice that is open, and of no other.
    yield Came("24.14", "BANK-0003", "server of November", "Administratie Mulder", "NL91ABNA0417164300")
    yield Came("118.00", "BANK-0004", "invoice", "Zygmunt Example", "DE89370400440532013000")
    yield Came("310.40", NO_CUSTOMER, "credit note 7731", "Example Hardware Ltd", "GB29NWBK60161331926819")


def _file(entries: Iterator[Came], today: date) -> bytes:
    """Return the statement as the bank writes it, for the day before yesterday."""
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS.names)
    lines.writerows((today - timedelta(days=2), *astuple(entry)) for entry in entries)
    return text.getvalue().encode()


def _ignore(services: Services, bo: Actor) -> None:
    waiting = services.statements.page(bo, EntryState.WAITING, PageRequest(sort="")).items
    (entry_id,) = (entry.entry_id for entry in waiting if entry.number == NO_CUSTOMER)
    services.statements.ignore(bo, entry_id, WHY_IGNORED)
