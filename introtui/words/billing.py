"""`introtui run-billing` and `introtui check`: what a company's timer runs, and the proof of the books."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from introtui.clock import FixedClock, SystemClock
from introtui.domain.money import Money
from introtui.domain.text import safe
from introtui.settings import load_settings
from introtui.words.admin import progress_bar

if TYPE_CHECKING:
    from introtui.services.billing_run import RunReport
    from introtui.services.context import Context
    from introtui.services.importing.report import Progress


def run_the_billing(options: argparse.Namespace) -> int:
    """Do what is due on a day; 1 when something failed and was left for another run."""
    from introtui.logs import log_to_file

    log_to_file()
    # One day from the first step to the last, also over midnight.
    clock = FixedClock(options.as_of or SystemClock().today())
    with _opened(clock) as context, progress_bar() as progress:
        report = _run_and_note(context, options, progress)
    if options.json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        _tell(report)
    return 1 if report.problem_count else 0


def _run_and_note(context: Context, options: argparse.Namespace, progress: Progress) -> RunReport:
    """Run, and note when that began and ended, by the machine's clock whatever day it runs for."""
    from introtui.services.billing_run import require_forward, run_billing
    from introtui.services.billing_run.noting import note_begun, note_finished

    if options.dry_run:
        return run_billing(context, dry_run=True, progress=progress)
    require_forward(context)
    wall = SystemClock()
    number = note_begun(context.database, context.clock.today(), wall.now())
    report = run_billing(context, dry_run=False, progress=progress)
    note_finished(context.database, number, wall.now(), report.problem_count)
    return report


def _tell(report: RunReport) -> None:
    for problem in report.problems:
        why = f"Reference {problem.reference} in the log tells why."
        print(safe(f"{problem.step}, {problem.where}: left as it was. {why}"), file=sys.stderr)
    print(f"{'Would be done' if report.dry_run else 'Done'} as of {report.as_of}:")
    for did, count in sorted(report.counts.items()):
        totals = ", ".join(str(Money(minor, code)) for code, minor in sorted(report.totals.get(did, {}).items()))
        print(f"  {did.replace('_', ' '):<14} {count:>8}  {totals}".rstrip())
    if report.problem_count:
        print(f"introtui: {report.problem_count} failed; run it again once they are mended.", file=sys.stderr)


def check_books(options: argparse.Namespace) -> int:
    """Prove the books; 1 when something in them is wrong."""
    from introtui.services.checking import check_all

    findings = []
    with _opened(SystemClock()) as context, progress_bar() as progress:
        for finding in check_all(context.database, progress=progress):
            if options.json:
                findings.append(finding.as_json())
            else:
                findings.append({})
                print(safe(f"{finding.where}: {finding.what} {finding.advice}"))
    if options.json:
        print(json.dumps({"findings": findings}, indent=2))
    else:
        print(f"{len(findings)} findings." if findings else "The books are right.", file=sys.stderr)
    return 1 if findings else 0


@contextmanager
def _opened(clock: SystemClock | FixedClock) -> Iterator[Context]:
    from introtui.compose import open_database
    from introtui.services.context import Context

    settings = load_settings()
    database = open_database(settings.database_url)
    try:
        yield Context(database, clock, settings.company())
    finally:
        database.close()
