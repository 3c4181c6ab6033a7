"""Balances moved by hand: booked at once up to a sum, above it by two pairs of eyes (spec section 6)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import called
from introtui.domain.corrections import (
    CorrectionDraft,
    CorrectionKind,
    CorrectionQuote,
    CorrectionRow,
    CorrectionState,
    check_refund,
    needs_second,
    read_correction,
)
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.domain.text import clean_line
from introtui.domain.topics import Topic
from introtui.services.books import BANK, CUSTOMER, REVENUE, already_done, balance_of, book
from introtui.services.context import Context
from introtui.services.identity.live import require_fresh
from introtui.services.staff import account_named, account_typed, require, require_staff
from introtui.store.correction_queries import correction_row, count_corrections, page_of_corrections
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account, Correction, Profile

BEARS = {CorrectionKind.CORRECTION: REVENUE, CorrectionKind.REFUND: BANK}
"""The book that bears what a balance gains or loses."""


class CorrectionService:
    """Corrects balances and gives refunds; staff only."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def quote(self, actor: Actor, login: str, kind: CorrectionKind, amount: str, why: str) -> CorrectionQuote:
        """Return what a correction would do; raises `InvalidFields` by the names of the parameters.

        A correction's amount may have a sign; a refund's is what goes back to the customer.
        """
        require(actor, Permission.CORRECT)
        with self._context.database.read() as session:
            account = account_typed(session, login)
            draft = read_correction(account.login, kind, amount, why, account.currency)
            return self._quoted(session, account, draft)

    def ask(self, actor: Actor, shown: CorrectionQuote, key: str) -> CorrectionRow:
        """Book what was shown, or have it wait for somebody else; the same key does it once.

        Raises `ActionRefused` where the balance is another one by now, or does not hold a refund.
        """
        require(actor, Permission.CORRECT)

        def work(session: Session) -> CorrectionRow:
            require_fresh(session, actor, self._context.clock.now())
            account = account_named(session, shown.draft.login)
            request = f"correct {shown.draft.kind} {shown.draft.amount} {shown.draft.why}"
            at = self._context.clock.now()
            if already_done(session, key=key, account_id=account.id, request=request, at=at):
                return correction_row(session, key=key)
            current = self._quoted(session, account, shown.draft)
            if (current.before, current.needs_second) != (shown.before, shown.needs_second):
                raise ActionRefused(f"The balance is {current.before} by now. Look at it again, then book.")
            self._write(session, actor, account, current, key)
            return correction_row(session, key=key)

        return self._context.database.transact_in_turn(work)

    def approve(self, actor: Actor, correction_id: int) -> CorrectionRow:
        """Book a correction that waits, once; nobody approves their own."""
        require(actor, Permission.APPROVE)

        def work(session: Session) -> CorrectionRow:
            require_fresh(session, actor, self._context.clock.now())
            correction = _waiting(session, correction_id)
            if correction.asked_by == actor.person.login:
                raise ActionRefused("Somebody else has to approve what you asked for.")
            self._decide(session, actor, correction, CorrectionState.BOOKED, "")
            self._book(session, actor, correction)
            return correction_row(session, correction_id=correction.id)

        return self._context.database.transact_in_turn(work)

    def decline(self, actor: Actor, correction_id: int, why: str) -> CorrectionRow:
        """Have a correction that waits not booked, for a reason; who asked for it may take it back so."""
        reason = clean_line(why, max_length=200)

        def work(session: Session) -> CorrectionRow:
            correction = _waiting(session, correction_id)
            own = correction.asked_by == actor.person.login
            require(actor, Permission.CORRECT if own else Permission.APPROVE)
            if not reason:
                raise ActionRefused("Say why it is not booked.")
            self._decide(session, actor, correction, CorrectionState.DECLINED, reason)
            self._record(session, actor, correction, "correction.decline", f"not booked: {reason}")
            return correction_row(session, correction_id=correction.id)

        require_staff(actor)
        return self._context.database.transact_in_turn(work)

    def page(self, actor: Actor, state: CorrectionState | None, request: PageRequest) -> Page[CorrectionRow]:
        """Return one page of the corrections in a state, or of all, as they were asked for."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return page_of_corrections(session, state, request)

    def count(self, actor: Actor, state: CorrectionState | None) -> int:
        """Return how many corrections are in a state, or in all."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return count_corrections(session, state)

    def _quoted(self, session: Session, account: Account, draft: CorrectionDraft) -> CorrectionQuote:
        profile = session.get_one(Profile, account.id)
        balance = balance_of(session, account.id, account.currency)
        check_refund(draft, balance)
        return CorrectionQuote(
            draft=draft,
            holder=called(profile.company_name, profile.first_name, profile.last_name),
            before=balance,
            needs_second=needs_second(draft.amount, self._context.company.approval_above),
        )

    def _write(self, session: Session, actor: Actor, account: Account, quote: CorrectionQuote, key: str) -> None:
        correction = Correction(
            key=key,
            account_id=account.id,
            kind=quote.draft.kind,
            currency=quote.draft.amount.currency,
            minor=quote.draft.amount.minor,
            why=quote.draft.why,
            asked_at=self._context.clock.now(),
            asked_by=actor.person.login,
            state=CorrectionState.WAITING,
            decided_by="",
            decided_why="",
        )
        session.add(correction)
        session.flush()
        if quote.needs_second:
            self._record(session, actor, correction, "correction.ask", f"waits for approval: {correction.why}")
            return
        self._decide(session, actor, correction, CorrectionState.BOOKED, "")
        self._book(session, actor, correction)

    def _book(self, session: Session, actor: Actor, correction: Correction) -> None:
        amount = Money(correction.minor, correction.currency)
        draft = CorrectionDraft(login="", kind=correction.kind, amount=amount, why=correction.why)
        check_refund(draft, balance_of(session, correction.account_id, correction.currency))
        correction.transaction_id = book(
            session,
            actor=actor,
            account_id=correction.account_id,
            kind=correction.kind,
            memo=f"{correction.kind.capitalize()}: {correction.why}",
            at=self._context.clock.now(),
            amounts={CUSTOMER: amount, BEARS[correction.kind]: -amount},
            idempotency_key=correction.key,
        )
        asked = "" if correction.asked_by == actor.person.login else f" Asked for by {correction.asked_by}."
        self._record(session, actor, correction, f"correction.{correction.kind}", f"{correction.why}{asked}")

    def _decide(
        self, session: Session, actor: Actor, correction: Correction, state: CorrectionState, why: str
    ) -> None:
        correction.state, correction.decided_at = state, self._context.clock.now()
        correction.decided_by, correction.decided_why = actor.person.login, why

    def _record(self, session: Session, actor: Actor, correction: Correction, action: str, detail: str) -> None:
        amount = Money(correction.minor, correction.currency)
        self._context.record(
            session,
            actor,
            action=action,
            topics=(Topic.BILLING,),
            subject=f"{correction.kind} {correction.id}",
            detail=f"{amount}: {detail}",
            account_id=correction.account_id,
        )
        session.flush()


def _waiting(session: Session, correction_id: int) -> Correction:
    correction = row_by_number(session, Correction, correction_id)
    if correction is None:
        raise NotFound(f"There is no correction {correction_id}.")
    if correction.state is not CorrectionState.WAITING:
        raise ActionRefused(f"It was {correction.state} by {correction.decided_by} already.")
    return correction
