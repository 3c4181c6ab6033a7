"""A process of its own that runs the billing of a day; the tests kill it, and start two at once.

Arguments: the database's URL, the day, and before which statement it kills itself (0: never). It says "ready",
waits for a line, then says what it did.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from sqlalchemy import event

from introtui.clock import FixedClock
from introtui.services.billing_run import run_billing
from introtui.services.context import Context
from introtui.store.engine import Database
from tests.services.billing import day, quiet


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, as_of: str, statements: str) -> None:
    left = int(statements)

    def count(*_statement: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database(url)
    event.listen(database.engine, "before_cursor_execute", count)
    say("ready")
    sys.stdin.readline()
    report = run_billing(Context(database, FixedClock(day(as_of))), dry_run=False, progress=quiet)
    database.close()
    say(json.dumps(report.as_json()))


if __name__ == "__main__":
    main(*sys.argv[1:])
