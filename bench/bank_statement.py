"""A bank statement of 1,000 entries and one of 10,000 imported, side by side, on real SQLite files.

Run as `python -m bench.bank_statement [ENTRIES ...]`. Nine of ten payments carry a reference, to the
balance; the rest has a name alone. Told are seconds for 1,000 entries, in clock and in CPU, and by how
much the memory of the process grew.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

from introtui.clock import SystemClock
from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused
from introtui.domain.statement_files import ImportRequest, StatementReport
from introtui.services.context import Context
from introtui.services.payments import top_up_reference
from introtui.services.setup import initialise
from introtui.services.statements import StatementService
from introtui.store.engine import Database
from introtui.store.migrate import upgrade
from tests.building import ACCOUNT, add_account
from tests.services.bank_files import Entry, camt, one

ACCOUNTS = 500
MIB = 1024 * 1024


def main() -> None:
    for entries in [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "bench.db", entries)


def measure(path: Path, entries: int) -> None:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    initialise(database, SystemClock())
    staff = add_account(database, replace(ACCOUNT, login="staff", role=Role.ADMIN), balance="0")
    ids = [
        add_account(database, replace(ACCOUNT, login=f"customer{number}"), balance="0").account_id
        for number in range(ACCOUNTS)
    ]
    content = camt(payment(number, ids[number % ACCOUNTS]) for number in range(entries))
    before, clock, cpu = used(), perf_counter(), process_time()
    report = imported(database, staff, content)
    clock, cpu, most = perf_counter() - clock, process_time() - cpu, used() - before
    try:
        imported(database, staff, content)
    except ActionRefused as error:
        again = str(error)
    database.close()
    thousands = entries / 1_000
    print(
        f"{entries:>7,} entries, {len(content) / MIB:.1f} MiB: {clock / thousands:.2f} s per 1,000 "
        f"(CPU {cpu / thousands:.2f}), {most / MIB:.1f} MiB of memory; {'; '.join(report.lines[1:])}",
        flush=True,
    )
    print(f"         again: {again}")


def used() -> int:
    """Return the most memory this process had, in bytes."""
    return getrusage(RUSAGE_SELF).ru_maxrss * 1024


def payment(number: int, account_id: int) -> Entry:
    """Return a payment; every tenth has a name alone."""
    if number % 10 == 0:
        return one("24.14", f"B-{number}", name=f"Aunt {number}", text="thank you")
    return one("24.14", f"B-{number}", reference=top_up_reference(account_id))


def imported(database: Database, staff: Actor, content: bytes) -> StatementReport:
    service = StatementService(Context(database, SystemClock()))
    return service.import_file(staff, BytesIO(content), ImportRequest(name="bench.xml"))


if __name__ == "__main__":
    main()
