"""Running the steps one after the other; a kill at any moment loses nothing, a second run does nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from introtui.domain.company import BillingRules
from introtui.domain.errors import ActionRefused
from introtui.logs import log_with_reference
from introtui.services.billing_run import due, ending, invoicing, reminding, renewing
from introtui.services.billing_run.due import Due
from introtui.services.billing_run.report import Done, Problem, RunReport
from introtui.services.billing_run.unit import Unit
from introtui.services.context import Context
from introtui.services.document_reading import newest_day
from introtui.services.importing.report import Progress

LOW_BALANCE = "low balance"


@dataclass(frozen=True, slots=True)
class Step:
    """What is looked for and what is done with each order found."""

    name: str
    due: Callable[[date, BillingRules], Due]
    work: Callable[[Unit], list[Done]]


STEPS = (
    Step("lapsed invoices", due.lapsed, ending.let_lapse),
    Step("cancels", due.to_cancel, ending.cancel),
    Step("plan changes", due.to_change, invoicing.change_plan),
    Step("invoices", due.to_invoice, invoicing.invoice),
    Step("renewals", due.to_renew, renewing.renew),
    Step("renewals of suspended orders", due.to_revive, renewing.renew),
    Step("suspensions", due.to_suspend, ending.suspend),
    Step("terminations", due.to_terminate, ending.terminate),
    Step("reminders", due.to_remind, reminding.remind),
    Step("overdue invoices", due.to_dun, reminding.dun),
)


def run_billing(context: Context, *, dry_run: bool, progress: Progress) -> RunReport:
    """Do everything that is due on the clock's day, and return what was done.

    A unit that fails is logged and counted, and the run goes on. A dry run does the same work account by account,
    each in one transaction that is taken back, so that what follows from a unit is in it as well; what one account
    does to another (an address that becomes free) is not.

    Raises `ActionRefused` on a day before the newest document.
    """
    require_forward(context)
    return (_DryRun if dry_run else _Run)(context, progress, dry_run).run()


def require_forward(context: Context) -> None:
    """Raise `ActionRefused` on a day on which numbers of documents would run ahead of their dates."""
    with context.database.read() as session:
        newest = newest_day(session)
    today = context.clock.today()
    if newest is not None and today < newest:
        raise ActionRefused(
            f"The newest document is of {newest}, and dates of documents never run backwards: "
            f"{newest} is the earliest day possible, {today} is not."
        )


class _Run:
    def __init__(self, context: Context, progress: Progress, dry_run: bool) -> None:
        self._context = context
        self._database = context.database
        self._progress = progress
        self._report = RunReport(context.clock.today(), dry_run)

    def run(self) -> RunReport:
        for step in STEPS:
            self._step(step)
        self._watch_balances()
        return self._report

    def _due(self, step: Step) -> Due:
        return step.due(self._context.clock.today(), self._context.company.rules)

    def _step(self, step: Step) -> None:
        wanted = self._due(step)
        with self._database.read() as session:
            total = wanted.count(session)
        done = 0
        for page in wanted.pages(self._database):
            for _, order_id, _ in page:
                self._unit(step.name, f"order {order_id}", partial(self._work, step, order_id))
                done += 1
                self._progress(done, max(done, total), step.name)

    def _work(self, step: Step, order_id: int, session: Session) -> list[Done]:
        order = self._due(step).look_again(session, order_id)
        return [] if order is None else step.work(Unit(self._context, session, order))

    def _unit(self, step: str, where: str, work: Callable[[Session], list[Done]]) -> None:
        try:
            done = self._database.transact_in_turn(work)
        except Exception as error:  # noqa: BLE001 - one broken row must not stop the billing of all others
            self._failed(step, where, error)
        else:
            self._report.add(done)

    def _failed(self, step: str, where: str, error: Exception) -> None:
        self._report.failed(Problem(step=step, where=where, reference=log_with_reference(error)))

    def _moved(self) -> Iterator[tuple[list[int], int]]:
        """Yield the accounts whose balance moved since the last run, with the transaction up to which."""
        with self._database.read() as session:
            after = reminding.looked_at(session)
        while True:
            with self._database.read() as session:
                accounts, last = reminding.moved(session, after)
            if last == after:
                return
            yield accounts, last
            after = last

    def _watch_balances(self) -> None:
        for accounts, last in self._moved():
            for account_id in accounts:
                self._unit(
                    LOW_BALANCE,
                    f"account {account_id}",
                    partial(reminding.watch_balance, self._context, account_id),
                )
            self._database.transact_in_turn(partial(reminding.look_on, last))


class _TakenBackError(Exception):
    """Ends the transaction of a dry run."""


class _DryRun(_Run):
    def run(self) -> RunReport:
        accounts = self._accounts()
        for done, account_id in enumerate(sorted(accounts), 1):
            self._account(account_id)
            self._progress(done, len(accounts), "accounts")
        return self._report

    def _accounts(self) -> set[int]:
        found: set[int] = set()
        for step in STEPS:
            for page in self._due(step).pages(self._database):
                found.update(account_id for _, _, account_id in page)
        for accounts, _ in self._moved():
            found.update(accounts)
        return found

    def _account(self, account_id: int) -> None:
        tried = RunReport(self._report.as_of, dry_run=True)

        def work(session: Session) -> None:
            nonlocal tried
            tried = RunReport(self._report.as_of, dry_run=True)
            for step in STEPS:
                for order_id in self._due(step).of_account(account_id).ids(session):
                    self._try(session, tried, step, order_id)
            tried.add(reminding.watch_balance(self._context, account_id, session))
            raise _TakenBackError

        try:
            self._database.transact_in_turn(work)
        except _TakenBackError:
            self._report.merge(tried)

    def _try(self, session: Session, tried: RunReport, step: Step, order_id: int) -> None:
        try:
            with session.begin_nested():
                done = self._work(step, order_id, session)
        except OperationalError:
            # The database asks to repeat the whole transaction, or is gone.
            raise
        except Exception as error:  # noqa: BLE001 - as in the run itself
            tried.failed(Problem(step=step.name, where=f"order {order_id}", reference=log_with_reference(error)))
        else:
            tried.add(done)
