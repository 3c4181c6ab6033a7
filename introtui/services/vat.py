"""VAT use cases: the published table, its history, and what an admin changes of it (spec sections 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.permissions import Permission
from introtui.domain.vat import VatDifference, VatRate
from introtui.domain.vat_desk import ProposedRate, RateStanding, Rehearsal
from introtui.services.context import Context
from introtui.services.rehearsing import rehearse
from introtui.services.staff import require
from introtui.services.vat_setting import NewRate, check_new_rate, put_rate, take_rate_back
from introtui.services.vat_statutory import SOURCE, differences, statutory_rate
from introtui.store.rows import table_of
from introtui.store.tables import VatRateRow

_RATES = table_of(VatRateRow)
_RATES_FOR = (
    select(_RATES)
    .where(_RATES.c.country.in_((bindparam("seller"), bindparam("customer"))) | _RATES.c.country.is_(None))
    .where(_RATES.c.valid_from <= bindparam("day"))
    .where(_RATES.c.valid_to.is_(None) | (_RATES.c.valid_to > bindparam("day")))
)


class VatService:
    """What the VAT section and `introtui vat` do."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def published(self) -> tuple[VatRate, ...]:
        """Return the rates in force today, in the published order, each with the one that is scheduled next."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            coming = session.scalars(
                select(VatRateRow).where(VatRateRow.valid_from > today).order_by(VatRateRow.valid_from.desc())
            )
            first = {row.country: _rate(row) for row in coming}
            return tuple(replace(rate, then=first.get(rate.country)) for rate in rates_in_force(session, today))

    def history(self, country: str | None) -> tuple[VatRate, ...]:
        """Return every rate a country had, has and is to have, oldest first; None is the row Other."""
        with self._context.database.read() as session:
            rows = session.scalars(
                select(VatRateRow)
                .where(VatRateRow.country.is_not_distinct_from(country))
                .order_by(VatRateRow.valid_from)
            )
            return tuple(_rate(row) for row in rows)

    def standings(self, actor: Actor) -> tuple[RateStanding, ...]:
        """Return what `published` does, each beside the statutory rate of its country; staff only."""
        require(actor, Permission.READ)
        today = self._context.clock.today()
        return tuple(_standing(rate, today) for rate in self.published())

    def rehearse(self, actor: Actor, day: date, proposed: ProposedRate | None = None) -> Rehearsal:
        """Return what changes on a day for whom, by the rates that are scheduled, or by a proposed one alone.

        Nothing is written. Raises what `set_rate` would raise for the proposed rate; staff only.
        """
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            if proposed is not None:
                new = NewRate(country=proposed.country, rate_bp=proposed.rate_bp, valid_from=day, source="")
                check_new_rate(self._context, session, new)
            rates = tuple(_rate(row) for row in session.scalars(select(VatRateRow).order_by(VatRateRow.id)))
            return rehearse(session, self._context.company.taxed, rates, day, proposed)

    def set_rate(
        self, actor: Actor, country: str | None, rate_bp: int, valid_from: date, source: str
    ) -> tuple[VatRate, ...]:
        """Let a country's rate count from a day on, and return its history; admins only.

        The row before is closed the day before; what a day that is over was charged at is never rewritten: the day
        is tomorrow or later, or today where no rate began today. Where the rate was not set, nothing was charged,
        and it is any later day than the row's first. A rate scheduled for that day is replaced. Raises `NotFound`,
        `ActionRefused` or `InvalidValue`.
        """
        require(actor, Permission.VAT)
        new = NewRate(country=country, rate_bp=rate_bp, valid_from=valid_from, source=source)
        self._context.database.transact(lambda session: put_rate(self._context, session, actor, new))
        return self.history(country)

    def withdraw_rate(self, actor: Actor, country: str | None, valid_from: date) -> tuple[VatRate, ...]:
        """Take back a rate that is to come, and return the country's history; admins only.

        Raises `NotFound`, or `ActionRefused` for a rate that counts already.
        """
        require(actor, Permission.VAT)
        self._context.database.transact(
            lambda session: take_rate_back(self._context, session, actor, country, valid_from)
        )
        return self.history(country)

    def differences(self, actor: Actor, on: date | None = None) -> tuple[VatDifference, ...]:
        """Return where the published rates are not the statutory ones on a day, today unless given; staff only."""
        require(actor, Permission.READ)
        day = on or self._context.clock.today()
        with self._context.database.read() as session:
            return differences(rates_in_force(session, day), day)

    def adopt(self, actor: Actor, countries: Iterable[str] | None, valid_from: date) -> tuple[VatDifference, ...]:
        """Let the statutory rates count from a day on, all that differ or those of some countries; admins only.

        Returns what was changed. Raises `NotFound`, `ActionRefused` where a country does not differ, and for all
        of them what `set_rate` raises for one.
        """
        require(actor, Permission.VAT)
        wanted = None if countries is None else tuple(countries)

        def work(session: Session) -> tuple[VatDifference, ...]:
            found = {d.country: d for d in differences(rates_in_force(session, valid_from), valid_from)}
            adopted = tuple(found[code] for code in _known(found, wanted))
            for each in adopted:
                new = NewRate(
                    country=each.country, rate_bp=each.statutory_bp, valid_from=valid_from, source=SOURCE
                )
                put_rate(self._context, session, actor, new)
            return adopted

        return self._context.database.transact(work)


def _standing(rate: VatRate, today: date) -> RateStanding:
    # What was charged at a rate today stays explained by it.
    standing = RateStanding(rate=rate, may_begin=today if rate.rate_bp is None else today + timedelta(days=1))
    statutory = None if rate.country is None else statutory_rate(rate.country, today)
    if statutory is None:
        return standing
    return replace(
        standing,
        statutory_bp=statutory.rate_bp,
        statutory_from=statutory.valid_from,
        statutory_source=SOURCE,
    )


def _known(found: dict[str, VatDifference], wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    if wanted is None:
        return tuple(found)
    for code in wanted:
        if code not in found:
            raise ActionRefused(f"The rate of {code} does not differ from a statutory one.")
    return wanted


def rates_in_force(session: Session, today: date) -> tuple[VatRate, ...]:
    """Return every country's rate in force on a day, in the published order, which is that of its oldest rows."""
    place = (
        select(VatRateRow.country, func.min(VatRateRow.id).label("place")).group_by(VatRateRow.country).subquery()
    )
    rows = session.scalars(
        select(VatRateRow)
        .join(place, place.c.country.is_not_distinct_from(VatRateRow.country))
        .where(VatRateRow.valid_from <= today)
        .where((VatRateRow.valid_to.is_(None)) | (VatRateRow.valid_to > today))
        .order_by(place.c.place)
    )
    return tuple(_rate(row) for row in rows)


def rates_for(session: Session, today: date, *, seller: str, customer: str) -> tuple[VatRate, ...]:
    """Return the rates in force on a day that a sale may need: those of both countries, and that of Other."""
    rows = session.execute(_RATES_FOR, {"seller": seller, "customer": customer, "day": today})
    return tuple(_rate(row) for row in rows)


def _rate(row: VatRateRow | Row[Any]) -> VatRate:
    return VatRate(
        country=row.country,
        name=row.name,
        rate_bp=row.rate_bp,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
    )
