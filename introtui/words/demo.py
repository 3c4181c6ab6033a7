"""`introtui demo` and `introtui replay`: invented data, recorded sessions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from introtui.domain.errors import IntrotuiError
from introtui.words.program import need_terminal, run_full_screen


def open_demo(options: argparse.Namespace) -> int:
    """Open the demo as one of its customers; nothing of it leaves this machine."""
    from introtui.demo import DEFAULT_ACCOUNTS, DEFAULT_TODAY
    from introtui.logs import log_to_file

    if options.list:
        return list_members()
    need_terminal()
    log_to_file()
    today = options.today or DEFAULT_TODAY
    accounts = options.accounts or DEFAULT_ACCOUNTS
    if options.record:
        from introtui.recorder import record

        return record(Path(options.record), login=options.login, today=today, accounts=accounts)
    from introtui.demo.open import demo_app

    return run_full_screen(
        lambda: demo_app(login=options.login, today=today, accounts=accounts, fresh=options.fresh)
    )


def list_members() -> int:
    """Print the demo's accounts that are worth a look."""
    from introtui.demo.members import MEMBERS

    for member in MEMBERS:
        print(member)
    return 0
