"""One import from the first line to the report: two passes over the file, the second one resumable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.statement_files import ImportRequest, Outcome, StatementReport
from introtui.domain.statements import BankEntry, Certainty, EntryState, Match, Side
from introtui.domain.text import safe
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.statements.matching import OpenInvoices, matches
from introtui.services.statements.reading import Placed, chunked, placed_entries
from introtui.services.statements.taking import Taken
from introtui.services.statements.writing import CHUNK, Writing, last_place
from introtui.store import tables
from introtui.store.rows import add_row
from introtui.store.tables import BankStatement

LONGEST_NAME = 120


class StatementImport:
    """Imports one file for somebody."""

    def __init__(self, context: Context, actor: Actor, taken: Taken, request: ImportRequest) -> None:
        self._context = context
        self._actor = actor
        self._taken = taken
        self._request = request
        self._name = safe(request.name)[:LONGEST_NAME] or "statement"
        self._total = 0

    def run(self) -> StatementReport:
        """Import it, or tell what that would do; raises `StatementRefused` and `ActionRefused`."""
        with self._context.database.read() as session:
            self._refuse_repeated(session)
        amounts = self._check()
        with self._context.database.read() as session:
            invoices = OpenInvoices.of(session, amounts)
            if self._request.dry_run:
                return self._told(self._would_be(session, invoices))
        statement_id, resumed = self._context.database.transact_in_turn(self._begin)
        writing = Writing(
            context=self._context,
            actor=self._actor,
            statement_id=statement_id,
            total=self._total,
            invoices=invoices,
        )
        self._write(writing)
        with self._context.database.read() as session:
            return self._told(outcomes_of(session, statement_id), resumed=resumed)

    def _refuse_repeated(self, session: Session) -> BankStatement | None:
        """Return the same file where its import was cut off; raises `ActionRefused` where it came to its end."""
        query = select(BankStatement).where(BankStatement.digest == self._taken.digest)
        before = session.scalars(query).first()
        if before is None or before.done_at is None:
            return before
        raise ActionRefused(
            f"This file was imported on {before.done_at:%Y-%m-%d} by {before.begun_by}, as {before.name}, with "
            f"{before.entries} entries. Nothing was booked now."
        )

    def _check(self) -> set[Money]:
        """Read everything once, and return the amounts of payments without a reference."""
        amounts = set[Money]()
        for place, _key, entry in placed_entries(self._taken, self._request.columns):
            self._total = place
            if not entry.why_listed and not entry.references:
                amounts.add(entry.amount)
        return amounts

    def _begin(self, session: Session) -> tuple[int, bool]:
        """Return the statement's id, and whether it was begun before."""
        before = self._refuse_repeated(session)
        if before is not None:
            return before.id, True
        self._context.record(
            session, self._actor, action="statement.begin", topics=(Topic.DESK,), subject=self._name
        )
        row = {
            "digest": self._taken.digest,
            "name": self._name,
            "entries": self._total,
            "begun_at": self._context.clock.now(),
            "begun_by": self._actor.person.login,
        }
        return add_row(session, BankStatement, row), False

    def _write(self, writing: Writing) -> None:
        with self._context.database.read() as session:
            done = last_place(session, writing.statement_id)
        if not self._total:
            self._context.database.transact_in_turn(writing.end)
        for chunk in self._chunks():
            if chunk[-1][0] > done or chunk[-1][0] == self._total:
                done = writing.store(chunk)
                self._request.progress(done)

    def _chunks(self) -> Iterator[Sequence[Placed]]:
        return chunked(placed_entries(self._taken, self._request.columns), CHUNK)

    # A dry run

    def _would_be(self, session: Session, invoices: OpenInvoices) -> dict[EntryState, Outcome]:
        found: dict[EntryState, Outcome] = {}
        came = set[str]()
        for chunk in self._chunks():
            keys = [key for _place, key, _entry in chunk]
            came |= set(session.scalars(select(tables.BankEntry.key).where(tables.BankEntry.key.in_(keys))))
            for (_place, key, entry), match in zip(
                chunk, matches(session, [each[2] for each in chunk], invoices), strict=True
            ):
                state = EntryState.REPEATED if key in came else _state(entry, match)
                came.add(key)
                found[state] = found.get(state, Outcome()).plus(1, _signed(entry.side, entry.amount))
        return found

    def _told(self, outcomes: dict[EntryState, Outcome], *, resumed: bool = False) -> StatementReport:
        return StatementReport(
            name=self._name,
            entries=self._total,
            outcomes=outcomes,
            resumed=resumed,
            dry_run=self._request.dry_run,
        )


def _state(entry: BankEntry, match: Match) -> EntryState:
    if entry.why_listed:
        return EntryState.LISTED
    return EntryState.BOOKED if match.certainty is Certainty.SURE else EntryState.WAITING


def _signed(side: Side, amount: Money) -> Money:
    return amount if side is Side.CREDIT else -amount


def outcomes_of(session: Session, statement_id: int) -> dict[EntryState, Outcome]:
    """Return what became of the entries of a file."""
    total = func.sum(tables.BankEntry.minor)
    query = (
        select(tables.BankEntry.state, tables.BankEntry.side, tables.BankEntry.currency, func.count(), total)
        .where(tables.BankEntry.statement_id == statement_id)
        .group_by(tables.BankEntry.state, tables.BankEntry.side, tables.BankEntry.currency)
    )
    found: dict[EntryState, Outcome] = {}
    for state, side, currency, count, minor in session.execute(query):
        amount = _signed(side, Money(int(minor), currency))
        found[state] = found.get(state, Outcome()).plus(count, amount)
    return found
