"""The one bulk writer: many accounts and orders in one transaction, a thousand rows at a time.

Used by the import and by the demo. It writes what `bulk_values` holds and nothing else: the audit row and the
change row are the caller's, once for the whole.

    with BulkWriter(session, at=clock.now(), actor="demo") as writer:
        account_id = writer.account(NewAccount(...))
        writer.order(NewOrder(account_id=account_id, ...))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType, TracebackType
from typing import Self

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from introtui.domain.company import SAMPLE
from introtui.domain.taxation import Tax, TaxedSeller
from introtui.domain.vat import VatRate
from introtui.services.bulk_rows import (
    PAID,
    Row,
    TableRow,
    account_rows,
    charge_row,
    opening_rows,
    order_rows,
    running_period,
    tax_or_none,
)
from introtui.services.bulk_values import NewAccount, NewOrder
from introtui.store import tables
from introtui.store.tables import Base

CHUNK = 1_000
"""Accounts and orders held in memory before they are written."""

_IN_ORDER: tuple[type[Base], ...] = (
    tables.Account,
    tables.Profile,
    tables.Security,
    tables.NotificationSettings,
    tables.LoginEvent,
    tables.LedgerTransaction,
    tables.Posting,
    tables.Order,
    tables.OrderAddress,
    tables.OrderCharge,
    tables.OrderEvent,
    tables.ImportedLine,
)
"""The tables in the order their rows are written: what is pointed at comes first."""

_NUMBERED_HERE: Mapping[str, InstrumentedAttribute[int]] = MappingProxyType(
    {
        "account": tables.Account.id,
        "ledger_transaction": tables.LedgerTransaction.id,
        "orders": tables.Order.id,
    }
)
"""Tables whose ids are given here, so that PostgreSQL's sequences have to be told."""


class BulkWriter:
    """Writes accounts and orders through a session; a context manager that writes what waits on leaving.

    `at` is when this is booked, `actor` who does it, `source` what each opening
    charge names as its origin, the day it was charged unless given.
    The caller commits. ValueError for an order whose `paid_until` is not after its `started_on`.
    """

    def __init__(
        self,
        session: Session,
        *,
        at: datetime,
        actor: str,
        source: str | None = None,
        seller: TaxedSeller = SAMPLE.taxed,
    ) -> None:
        self._session = session
        self._at = at
        self._actor = actor
        self._source = source
        self._rows: dict[type[Base], list[Row]] = {table: [] for table in _IN_ORDER}
        self._waiting = 0
        self._rates = _every_rate(session)
        self._seller = seller
        self._taxes: dict[tuple[str, date], Tax | None] = {}
        self._last_account = _highest(session, tables.Account.id)
        self._last_transaction = _highest(session, tables.LedgerTransaction.id)

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Write what still waits, unless the block failed."""
        if kind is None:
            self.finish()

    def account(self, new: NewAccount) -> int:
        """Take an account to be written and return its id, which orders may use at once."""
        self._make_room()
        self._last_account += 1
        account_id = self._last_account
        self._take(account_rows(new, account_id, self._at, self._actor))
        if new.opening_balance.minor:
            self._last_transaction += 1
            self._take(opening_rows(new, account_id, self._last_transaction, self._at, self._actor))
        return account_id

    def order(self, new: NewOrder) -> None:
        """Take an order to be written; a paid one is given the charge of its running period."""
        self._make_room()
        self._take(order_rows(new))
        period = running_period(new)
        if period is not None and new.status in PAID and not new.documented:
            self._take(
                [
                    charge_row(
                        new,
                        period,
                        self._tax(new.country, period.start),
                        self._source or f"charged {period.start}",
                    )
                ]
            )

    def imported_line(self, kind: str, key: str, digests: bytes) -> None:
        """Remember a line of an import, so that a repetition can be told from a contradiction."""
        self._take([(tables.ImportedLine, {"kind": kind, "key": key, "digests": digests})])

    def finish(self) -> None:
        """Write everything that waits, and move PostgreSQL's sequences past the ids given here."""
        self._write()
        if self._session.get_bind().dialect.name != "postgresql":
            return
        for name, column in _NUMBERED_HERE.items():
            if last := _highest(self._session, column):
                moved = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
                self._session.execute(moved, {"name": name, "last": last})

    def _tax(self, country: str, on: date) -> Tax | None:
        if (country, on) not in self._taxes:
            self._taxes[country, on] = tax_or_none(self._seller, self._rates, country, on)
        return self._taxes[country, on]

    def _make_room(self) -> None:
        if self._waiting >= CHUNK:
            self._write()
        self._waiting += 1

    def _take(self, rows: Iterable[TableRow]) -> None:
        for table, row in rows:
            self._rows[table].append(row)

    def _write(self) -> None:
        for entity, rows in self._rows.items():
            if rows:
                # The table, not the class: the ORM's bulk insert costs twice the time.
                self._session.execute(insert(_table(entity)), rows)
                rows.clear()
        self._waiting = 0


def _table(entity: type[Base]) -> Table:
    table = entity.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{entity.__name__} is no table")
    return table


def _highest(session: Session, column: InstrumentedAttribute[int]) -> int:
    return session.scalar(select(func.max(column))) or 0


def _every_rate(session: Session) -> tuple[VatRate, ...]:
    """Return all published rows, also those no longer in force: periods began in the past."""
    return tuple(
        VatRate(
            country=row.country,
            name=row.name,
            rate_bp=row.rate_bp,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in session.scalars(select(tables.VatRateRow).order_by(tables.VatRateRow.id))
    )
