"""Storing some entries of a file and booking those that match surely, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, IntrotuiError
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import Money
from introtui.domain.statements import BankEntry, Certainty, EntryState, Match
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.receiving import receive
from introtui.services.statements.matching import OpenInvoices, matches
from introtui.store import tables
from introtui.store.tables import Account, BankStatement, Payment

CHUNK = 25
"""Entries of one transaction: others wait for it a fifth of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """An import under way: whose, of which statement, beside which open invoices."""

    context: Context
    actor: Actor
    statement_id: int
    total: int
    invoices: OpenInvoices

    def store(self, entries: Sequence[tuple[int, str, BankEntry]]) -> int:
        """Store entries by their place and key, and return the place of the last one that is stored.

        What another import of the same file stored meanwhile is left alone.
        """

        def work(session: Session) -> int:
            last = last_place(session, self.statement_id)
            mine = [each for each in entries if each[0] > last]
            found = matches(session, [entry for _place, _key, entry in mine], self.invoices)
            for place, key, entry in mine:
                self._store(session, place, key, entry, next(found))
            done = max(last, *(place for place, _key, _entry in entries))
            if done == self.total:
                self.end(session)
            return done

        return self.context.database.transact_in_turn(work)

    def end(self, session: Session) -> None:
        """Mark the file as done, once."""
        ending = (
            update(BankStatement)
            .where(BankStatement.id == self.statement_id, BankStatement.done_at.is_(None))
            .values(done_at=self.context.clock.now())
        )
        if session.connection().execute(ending).rowcount:
            self.context.record(
                session,
                self.actor,
                action="statement.import",
                topics=(Topic.DESK,),
                subject=session.get_one(BankStatement, self.statement_id).name,
                detail=f"{self.total} entries.",
            )

    def _store(self, session: Session, place: int, key: str, entry: BankEntry, found: Match) -> None:
        row = new_row(self.statement_id, place, entry)
        # Where a bank used a number again for another entry, that one is known by its facts besides.
        keys = (key, f"{key} {row.facts}")
        came = session.scalars(select(tables.BankEntry).where(tables.BankEntry.key.in_(keys))).all()
        same = next((each for each in came if each.facts == row.facts), None)
        if same is not None:
            row.state, row.repeats_id = EntryState.REPEATED, same.id
            row.why = "It came before and is not booked again."
        else:
            row.key = keys[1] if came else keys[0]
            self._decide(session, row, entry, found, number_taken=bool(came))
        session.add(row)
        session.flush()

    def _decide(
        self, session: Session, row: tables.BankEntry, entry: BankEntry, found: Match, *, number_taken: bool
    ) -> None:
        row.account_id, row.paying, row.why = found.account_id, " ".join(found.references), found.why
        if entry.why_listed:
            row.account_id, row.paying = None, ""
            row.state, row.why = EntryState.LISTED, entry.why_listed
        elif number_taken:
            row.why = f"The bank used the number {entry.number} before, for another entry. {found.why}"
        elif found.certainty is Certainty.SURE:
            self._book(session, row)

    def _book(self, session: Session, row: tables.BankEntry) -> None:
        """Book an entry; what the rules refuse waits for somebody to look at it."""
        try:
            with session.begin_nested():
                book_entry(self.context, session, self.actor, row)
        except IntrotuiError as error:
            row.state, row.payment_id, row.why = EntryState.WAITING, None, f"{error} {row.why}"


def last_place(session: Session, statement_id: int) -> int:
    """Return the place of the last entry of a statement that is stored."""
    return session.scalar(_last(statement_id)) or 0


def _last(statement_id: int) -> Select[int]:
    return select(func.max(tables.BankEntry.place)).where(tables.BankEntry.statement_id == statement_id)


def new_row(statement_id: int, place: int, entry: BankEntry) -> tables.BankEntry:
    """Return the row of an entry that waits."""
    return tables.BankEntry(
        statement_id=statement_id,
        place=place,
        line=entry.line,
        account=entry.account,
        number=entry.number,
        booked_on=entry.booked_on,
        currency=entry.amount.currency,
        minor=entry.amount.minor,
        side=entry.side,
        reference=entry.reference,
        text=entry.text,
        end_to_end=entry.end_to_end,
        name=entry.name,
        iban=entry.iban,
        facts=entry.facts,
        state=EntryState.WAITING,
        why="",
        paying="",
        decided_by="",
    )


def payment_of(session: Session, row: tables.BankEntry, account: Account) -> IncomingPayment:
    """Return an entry as the payment it is booked as."""
    return IncomingPayment(
        login=account.login,
        amount=Money(row.minor, row.currency),
        received_on=row.booked_on,
        external_id=external_id(session, row),
        reference=row.reference or row.text,
        paying=tuple(row.paying.split()),
    )


def external_id(session: Session, row: tables.BankEntry) -> str:
    """Return the number an entry is booked under: the bank's own, unless another entry has it."""
    if not row.number:
        return row.key or row.facts
    taken = (
        select(tables.BankEntry.id)
        .join(Payment, Payment.id == tables.BankEntry.payment_id)
        .where(Payment.external_id == row.number)
    )
    return row.number if session.scalar(taken) is None else row.key or row.facts


def book_entry(context: Context, session: Session, actor: Actor, row: tables.BankEntry) -> None:
    """Book an entry to its account; one that somebody recorded by hand before is only told to be that.

    Raises `ActionRefused` where the bank's number was recorded with other facts.
    """
    account = session.get_one(Account, row.account_id)
    payment = payment_of(session, row, account)
    before = session.scalars(select(Payment).where(Payment.external_id == payment.external_id)).first()
    if before is not None:
        _require_same(before, payment, account)
        row.why = f"It was recorded by hand before. {row.why}"
        row.payment_id = before.id
    else:
        booked = receive(context, session, actor, account, payment)
        if booked is None:
            raise ActionRefused("A payment with this number was begun before.")
        row.payment_id = booked.id
    row.state = EntryState.BOOKED


def _require_same(before: Payment, payment: IncomingPayment, account: Account) -> None:
    if (before.account_id, before.minor, before.currency) != (
        account.id,
        payment.amount.minor,
        payment.amount.currency,
    ):
        amount = Money(before.minor, before.currency)
        raise ActionRefused(f"The bank's number {before.external_id} was recorded by hand as {amount} before.")
