"""Running an import: check everything, then write everything or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import IntegrityError

from introtui.clock import Clock
from introtui.domain.company import SAMPLE
from introtui.domain.errors import ActionRefused
from introtui.domain.taxation import TaxedSeller
from introtui.services.importing.checking import (
    AccountCheck,
    OrderCheck,
    check_accounts,
    check_orders,
    check_plans,
)
from introtui.services.importing.plan_lines import Catalogue
from introtui.services.importing.report import ImportReport, Problems, Progress, TooManyProblems
from introtui.services.importing.spool import Spool, open_spool
from introtui.services.importing.writing import write_all
from introtui.store.engine import Database


def run_import(
    database: Database,
    clock: Clock,
    folder: Path,
    *,
    dry_run: bool,
    progress: Progress,
    seller: TaxedSeller = SAMPLE.taxed,
) -> ImportReport:
    """Import plans.csv, accounts.csv and orders.csv of a folder, whole or not at all.

    A line imported before changes nothing; one that contradicts it is a problem. Nothing is written on a dry
    run, nor when the report names problems. `seller` is who the running periods count as taxed by. Raises
    `ActionRefused` when somebody else wrote the same logins or orders meanwhile, OSError when a file cannot be
    opened.
    """
    with open_spool() as accounts, open_spool() as orders:
        catalogue, report = _check(database, folder, accounts, orders, progress)
        if report.problems or dry_run or not (report.plans or report.accounts or report.orders):
            return report
        at = clock.now()
        try:
            database.transact(
                lambda session: write_all(session, at, catalogue, accounts, orders, progress, seller)
            )
        except IntegrityError as error:
            raise ActionRefused(
                "Somebody else changed the same accounts, orders or plans meanwhile; run the import again."
            ) from error
        return report


def _check(
    database: Database, folder: Path, accounts: Spool, orders: Spool, progress: Progress
) -> tuple[Catalogue, ImportReport]:
    """Run the first pass on one snapshot of the database."""
    problems = Problems()
    with database.read() as session:
        catalogue = Catalogue(session)
        account_check = AccountCheck(session, problems, accounts)
        order_check = OrderCheck(session, problems, orders, account_check, catalogue)
        try:
            check_plans(folder, catalogue, problems, progress)
            check_accounts(folder, account_check, problems, progress)
            check_orders(folder, order_check, problems, progress)
        except TooManyProblems:
            return catalogue, ImportReport(problems=problems.sorted(), cut_short=True)
    if len(problems):
        return catalogue, ImportReport(problems=problems.sorted())
    unchanged = catalogue.unchanged + account_check.repeats.unchanged + order_check.repeats.unchanged
    return catalogue, ImportReport(
        problems=(),
        plans=len(catalogue.added),
        accounts=accounts.count,
        orders=orders.count,
        unchanged=unchanged,
    )
