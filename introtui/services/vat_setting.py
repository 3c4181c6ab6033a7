"""Writing the VAT table: a rate that begins on a day, and one that is taken back before its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.countries import check_country, country_name
from introtui.domain.errors import ActionRefused, InvalidValue
from introtui.domain.text import clean_line
from introtui.domain.topics import Topic
from introtui.domain.vat import EU_MEMBERS, check_rate, show_rate
from introtui.services.context import Context
from introtui.services.tasks import close_rate_task
from introtui.store.tables import Change, VatRateRow

OTHER = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRate:
    """A rate in basis points and the day it begins; no country is the row Other."""

    country: str | None
    rate_bp: int
    valid_from: date
    source: str


def check_new_rate(context: Context, session: Session, new: NewRate) -> None:
    """Raise `ActionRefused` or `InvalidValue` where a rate could not be written."""
    if new.country is not None and check_country(new.country) != new.country:
        raise InvalidValue("Enter the country as its two-letter code in capitals, such as NL.")
    check_rate(new.rate_bp)
    rows = _rows(session, new.country)
    _require_free(new, _last_before(rows, new.valid_from), _of_day(rows, new.valid_from), context.clock.today())


def put_rate(context: Context, session: Session, actor: Actor, new: NewRate) -> None:
    """Write a rate into its country's history; raises `ActionRefused` or `InvalidValue`."""
    check_new_rate(context, session, new)
    source = clean_line(new.source)
    today = context.clock.today()
    rows = _rows(session, new.country)
    before, same_day = _last_before(rows, new.valid_from), _of_day(rows, new.valid_from)
    if same_day is not None:
        same_day.rate_bp, same_day.source = new.rate_bp, source
    else:
        _insert(session, new, source, rows, before)
    session.flush()
    if new.valid_from <= today and new.country is not None:
        close_rate_task(context, session, actor, new.country)
    what = f"{_name(new.country)}: {show_rate(new.rate_bp)} from {new.valid_from}"
    _record(context, session, actor, "vat.set", new.country, f"{what}{f', {source}' if source else ''}.")


def take_rate_back(
    context: Context, session: Session, actor: Actor, country: str | None, valid_from: date
) -> None:
    """Delete a rate that is to come; the one before goes on in its place."""
    rows = _rows(session, country)
    row = _of_day(rows, valid_from)
    if row is None:
        raise ActionRefused(f"No rate of {_name(country)} begins on {valid_from}.")
    if valid_from <= context.clock.today():
        raise ActionRefused(
            f"The rate of {_name(country)} counts since {valid_from} already; set another from tomorrow on."
        )
    before = _last_before(rows, valid_from)
    if before is not None and before.valid_to == valid_from:
        before.valid_to = row.valid_to
    session.delete(row)
    session.flush()
    what = f"{_name(country)}: {show_rate(row.rate_bp)} from {valid_from} withdrawn."
    _record(context, session, actor, "vat.withdraw", country, what)


def _require_free(new: NewRate, before: VatRateRow | None, same_day: VatRateRow | None, today: date) -> None:
    """Raise `ActionRefused` where something may have been charged by what would be rewritten."""
    name = _name(new.country)
    if same_day is not None and same_day.valid_from <= today:
        raise ActionRefused(
            f"The rate of {name} that began on {new.valid_from} is not rewritten; choose a later day."
        )
    if new.valid_from < today and not _was_not_set(new, before):
        raise ActionRefused(
            f"A rate of {name} was charged on {new.valid_from} already; choose today, {today}, or a later day."
        )
    if before is not None and same_day is None and before.rate_bp == new.rate_bp:
        raise ActionRefused(f"The rate of {name} is {show_rate(new.rate_bp)} since {before.valid_from} already.")


def _was_not_set(new: NewRate, before: VatRateRow | None) -> bool:
    if before is None or (before.valid_to is not None and before.valid_to <= new.valid_from):
        # Without a row of its own, a member state is not set, and any other country has the rate of Other.
        return new.country in EU_MEMBERS
    return before.rate_bp is None


def _insert(
    session: Session, new: NewRate, source: str, rows: Sequence[VatRateRow], before: VatRateRow | None
) -> None:
    after = next((row for row in rows if row.valid_from > new.valid_from), None)
    if before is not None and (before.valid_to is None or before.valid_to > new.valid_from):
        before.valid_to = new.valid_from
    session.add(
        VatRateRow(
            country=new.country,
            name=rows[0].name if rows else _name(new.country),
            rate_bp=new.rate_bp,
            valid_from=new.valid_from,
            valid_to=None if after is None else after.valid_from,
            source=source,
        )
    )


def _rows(session: Session, country: str | None) -> Sequence[VatRateRow]:
    return session.scalars(
        select(VatRateRow).where(VatRateRow.country.is_not_distinct_from(country)).order_by(VatRateRow.valid_from)
    ).all()


def _last_before(rows: Sequence[VatRateRow], day: date) -> VatRateRow | None:
    return next((row for row in reversed(rows) if row.valid_from < day), None)


def _of_day(rows: Sequence[VatRateRow], day: date) -> VatRateRow | None:
    return next((row for row in rows if row.valid_from == day), None)


def _name(country: str | None) -> str:
    return OTHER if country is None else country_name(country)


def _record(
    context: Context, session: Session, actor: Actor, action: str, country: str | None, detail: str
) -> None:
    context.record(session, actor, action=action, topics=(), subject=country or OTHER, detail=detail)
    session.add(Change(account_id=None, topic=Topic.VAT))
