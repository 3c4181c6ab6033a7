"""VAT use cases: the published table, and the rate an account is charged today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.vat import VatRate
from introtui.services.context import Context
from introtui.store.tables import VatRateRow


class VatService:
    """What the VAT section and `introtui vat` do."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def published(self) -> tuple[VatRate, ...]:
        """Return the rates in force today, in the published order."""
        with self._context.database.read() as session:
            return rates_in_force(session, self._context.clock.today())


def rates_in_force(session: Session, today: date) -> tuple[VatRate, ...]:
    """Return every country's rate in force on a day, in the published order."""
    rows = session.scalars(
        select(VatRateRow)
        .where(VatRateRow.valid_from <= today)
        .where((VatRateRow.valid_to.is_(None)) | (VatRateRow.valid_to > today))
        .order_by(VatRateRow.id)
    )
    return tuple(
        VatRate(
            country=row.country,
            name=row.name,
            rate_bp=row.rate_bp,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    )
