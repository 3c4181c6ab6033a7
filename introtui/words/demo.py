"""`introtui demo` and `introtui replay`: invented data, recorded sessions."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from introtui.domain.errors import IntrotuiError
from introtui.words.program import forget_textual_variables, need_terminal, run_full_screen


def open_demo(options: argparse.Namespace) -> int:
    """Open the demo as one of its customers; nothing of it leaves this machine."""
    forget_textual_variables(os.environ)
    from introtui.demo import DEFAULT_ACCOUNTS, DEFAULT_TODAY
    from introtui.logs import log_to_file

    if options.list:
        return list_members()
    need_terminal()
    log_to_file()
    today = options.today or DEFAULT_TODAY
    accounts = options.accounts or DEFAULT_ACCOUNTS
    if options.record:
        from introtui.recording.recorder import record

        return record(Path(options.record), login=options.login, today=today, accounts=accounts)
    from introtui.demo.open import demo_app
    from introtui.settings import load_settings

    folder = Path(load_settings().export_folder)
    return run_full_screen(
        lambda: demo_app(
            login=options.login, today=today, accounts=accounts, fresh=options.fresh, export_folder=folder
        )
    )


def list_members() -> int:
    """Print the demo's accounts that are worth a look."""
    from introtui.demo.members import DEMO_PASSWORD, MEMBERS

    for member in MEMBERS:
        print(f"{member.login:<14} {member.about}")
    print(f"\nThe password of ivanov and bigcorp, to try changing it: {DEMO_PASSWORD}")
    return 0


def replay_file(options: argparse.Namespace) -> int:
    """Play a recorded session and write a picture at each mark, or compare with the pictures there."""
    from introtui.recording.replaying import replay

    if options.check and not options.snapshots:
        raise IntrotuiError("Say where the pictures to compare with are: --snapshots DIR")
    folder = Path(options.snapshots) if options.snapshots else None
    played = replay(Path(options.file), snapshots=folder, check=options.check)
    for different in played.differences:
        print(f"{different.mark}: {different.how}", file=sys.stderr)
    print(f"{len(played.marks)} marks, {len(played.differences)} different.")
    return 1 if played.differences else 0
