"""`introtui accounts`: adding and blocking accounts, letting people back in, verifying companies."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from introtui.domain.errors import IntrotuiError
from introtui.words.acting import acting, answer

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.identity.administering import AccountAdminService
    from introtui.services.vat_ids import VatIdCheck


def verify_company(options: argparse.Namespace) -> int:
    """Note that staff verified a company."""
    with acting(options) as by:
        by.services.vat_ids.confirm_company(by.actor, options.customer, options.vat_id, options.note)
    record = {"login": options.customer, "verified": True, "vat_id_confirmed": options.vat_id}
    what = "The company and its VAT ID are" if options.vat_id else "The company is"
    return answer(options, record, lambda: [f"{what} verified: {options.customer}"])


def add_account(options: argparse.Namespace) -> int:
    """Add an account."""
    with acting(options) as by:
        by.services.account_admin.add(
            by.actor,
            login=options.customer,
            email=options.email,
            country=options.country,
            role=options.role,
            currency=options.currency,
        )
        word = f"introtui --as {by.actor.login} accounts password {options.customer}"
    return _done(options, f"Added. Give it a password: {word}")


def give_password(options: argparse.Namespace) -> int:
    """Give an account a password."""
    password = read_password()
    with acting(options) as by:
        by.services.account_admin.give_password(by.actor, options.customer, password)
    return _done(options, "The password is set; the account's sessions are ended.")


def block_account(options: argparse.Namespace) -> int:
    """Block an account."""
    return _administer(options, lambda service: service.block, "Blocked; its sessions are ended.")


def unblock_account(options: argparse.Namespace) -> int:
    """Let an account be used again."""
    return _administer(options, lambda service: service.unblock, "It can be used again.")


def end_sessions(options: argparse.Namespace) -> int:
    """End the sessions of an account."""
    return _administer(options, lambda service: service.end_sessions, "Its sessions are ended.")


def reset_two_factor(options: argparse.Namespace) -> int:
    """Forget a second factor."""
    done = "Two-factor authentication is off; the account's sessions are ended."
    return _administer(options, lambda service: service.reset_two_factor, done)


def unlock_addresses(options: argparse.Namespace) -> int:
    """Take an address list away."""
    return _administer(options, lambda service: service.unlock_addresses, "There is no address list any more.")


def _administer(
    options: argparse.Namespace,
    what: Callable[[AccountAdminService], Callable[[Actor, str], None]],
    done: str,
) -> int:
    """Do to an account what needs nothing but its login."""
    with acting(options) as by:
        what(by.services.account_admin)(by.actor, options.customer)
    return _done(options, done)


def check_code(options: argparse.Namespace) -> int:
    """Tell whether a caller said the right security code; the exit code is 0 only for a match."""
    said = read_secret("What the caller says: ")
    with acting(options) as by:
        right = by.services.code_checks.matches(by.actor, options.customer, said)
    answer(options, {"login": options.customer, "match": right}, lambda: ["match" if right else "no match"])
    return 0 if right else 1


def read_secret(question: str) -> str:
    """Return what is typed without being shown, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(question)


def read_password() -> str:
    """Return a password, which people type twice."""
    password = read_secret("New password: ")
    if sys.stdin.isatty() and read_secret("The same again: ") != password:
        raise IntrotuiError("The two passwords differ; nothing was changed.")
    return password


def _done(options: argparse.Namespace, sentence: str) -> int:
    return answer(options, {"login": options.customer, "done": True}, lambda: [sentence])


def check_vat_id(options: argparse.Namespace) -> int:
    """Ask VIES; the exit code is 0 only for a number that is confirmed."""
    with acting(options) as by:
        check = by.services.vat_ids.verify_vat_id(by.actor, options.customer)
    answer(options, _record(check), lambda: [check.sentence])
    return 0 if check.answer is not None and check.answer.valid else 1


def _record(check: VatIdCheck) -> dict[str, str]:
    found = check.answer
    return {
        "login": check.login,
        "vat_id": check.vat_id,
        "outcome": check.outcome,
        "checked_at": check.checked_at.isoformat(),
        "name": "" if found is None else found.name,
        "address": "" if found is None else found.address,
        "request_id": "" if found is None else found.request_id,
        "sentence": check.sentence,
    }
