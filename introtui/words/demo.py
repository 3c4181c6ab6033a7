"""`introtui demo` and `introtui replay`: invented data, recorded sessions."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from introtui.domain.errors import IntrotuiError, InvalidValue
from introtui.words.program import forget_textual_variables, need_terminal, run_full_screen


def open_demo(options: argparse.Namespace) -> int:
    """Open the demo as one of its customers; nothing of it leaves this machine."""
    forget_textual_variables(os.environ)
    from introtui.demo import DEFAULT_ACCOUNTS, DEFAULT_LOGIN, DEFAULT_TODAY
    from introtui.logs import log_to_file

    if options.list:
        return list_members()
    if options.sign_in and not options.record:
        raise InvalidValue("--sign-in goes with --record FILE; elsewhere the demo asks for no sign-in.")
    need_terminal()
    log_to_file()
    from introtui.demo.staff import DEFAULT_OPERATOR

    opened = DEFAULT_OPERATOR if options.operator else DEFAULT_LOGIN
    login, today = options.login or opened, options.today or DEFAULT_TODAY
    accounts = options.accounts or DEFAULT_ACCOUNTS
    if options.record:
        from introtui.recording.recorder import record

        path = Path(options.record)
        return record(path, login=login, today=today, accounts=accounts, at_door=options.sign_in)
    from introtui.demo.open import demo_app
    from introtui.settings import load_settings

    folder = Path(load_settings().export_folder)
    return run_full_screen(
        lambda: demo_app(login=login, today=today, accounts=accounts, fresh=options.fresh, export_folder=folder)
    )


def list_members() -> int:
    """Print the demo's accounts that are worth a look, and what it takes to sign in to them."""
    from pyotp import TOTP

    from introtui.clock import FixedClock
    from introtui.demo import DEFAULT_TODAY
    from introtui.demo.members import DEMO_PASSWORD, MEMBERS, TWO_FACTOR_KEY, TWO_FACTOR_LOGIN
    from introtui.demo.staff import STAFF
    from introtui.domain.two_factor import spaced_key

    for member in MEMBERS:
        print(f"{member.login:<14} {member.about}")
    for login, (first_name, last_name, role) in STAFF.items():
        print(f"{login:<14} {first_name} {last_name}, staff, {role}; --operator opens the desk")
    print(f"\nThe password of ivanov and bigcorp, to try changing it: {DEMO_PASSWORD}")
    print(f"The key of {TWO_FACTOR_LOGIN}, for an authenticator app: {spaced_key(TWO_FACTOR_KEY)}")
    code = TOTP(TWO_FACTOR_KEY).at(FixedClock(DEFAULT_TODAY).now())
    print(f"Its code in a recording that begins at the sign-in, on {DEFAULT_TODAY}: {code}")
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
