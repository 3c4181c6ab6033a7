"""The command line: parses, then runs a word; what a word needs is imported when it is used."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from introtui import __version__
from introtui.serving_settings import MOST_WORKERS
from introtui.words.families import describe_customer_words, describe_staff_words
from introtui.words.parsing import Words, day, later
from introtui.words.saying import say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code: 0 done, 1 refused or failed, 2 not understood."""
    options = parser().parse_args(arguments)
    try:
        return say(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of the output went away; the interpreter must not complain about it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the parser of every word."""
    what = "A hosting account in the terminal. Without a word the full-screen program opens, sign-in first."
    top = argparse.ArgumentParser(prog="introtui", description=what)
    top.add_argument("--version", action="version", version=f"introtui {__version__}")
    top.add_argument(
        "--as", dest="login", metavar="LOGIN", help="act under this login; without a word, fill it in"
    )
    top.set_defaults(run=later("program", "open_program"))
    words = Words(top.add_subparsers(title="words", metavar="WORD"))
    _describe_demo(words.word("demo", "demo", "open_demo", "look around on invented data; what you do is kept"))
    _describe_replay(
        words.word("replay", "demo", "replay_file", "play a recorded session and take or compare pictures")
    )
    _describe_init(words.word("init", "admin", "initialise_installation", "make an installation, or upgrade one"))
    importing = words.word("import", "admin", "import_folder", "load plans, accounts and orders from CSV files")
    importing.add_argument("folder", metavar="DIR", help="holds plans.csv, accounts.csv and orders.csv")
    importing.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    billing = words.word(
        "run-billing", "billing", "run_the_billing", "invoice, renew, remind, suspend and end what is due"
    )
    as_of = "the day it is, not before the newest document (default: today, UTC)"
    billing.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=as_of)
    billing.add_argument("--dry-run", action="store_true", help="tell what would be done, write nothing")
    billing.add_argument("--json", action="store_true", help="as JSON")
    deliver = words.word("deliver", "outbox", "deliver", "send the messages that are due, on and on")
    deliver.add_argument("--once", action="store_true", help="only those that are due now, then end")
    _describe_serve(words.word("serve", "serving", "serve", "let customers and staff in over ssh, until stopped"))
    check = words.word(
        "check", "billing", "check_books", "prove the books; tell what is wrong and what to do about it"
    )
    check.add_argument("--json", action="store_true", help="as JSON")
    backup = words.word("backup", "backup", "back_up", "write a whole copy of the database while it is in use")
    backup.add_argument("file", metavar="FILE", help="a new file; never one that is there")
    config = words.word("config", "admin", "show_config", "print the settings in force and where they came from")
    config.add_argument("--json", action="store_true", help="as JSON")
    describe_customer_words(words)
    describe_staff_words(words)
    return top


def _describe_serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--make-host-key", action="store_true", help="make the key it is known by, and end")
    serve.add_argument("--workers", type=_workers, metavar="N", help="processes that serve (default: ssh_workers)")


def _describe_init(init: argparse.ArgumentParser) -> None:
    init.add_argument("--admin", metavar="LOGIN", help="make this staff account too, unless it is there")
    init.add_argument("--email", metavar="ADDRESS", help="the email of that account")


def _describe_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument(
        "--as", dest="login", metavar="LOGIN", default=argparse.SUPPRESS, help="whose account (default: ivanov)"
    )
    demo.add_argument("--operator", action="store_true", help="open the desk of the company's staff")
    demo.add_argument("--list", action="store_true", help="list the accounts worth a look and leave")
    demo.add_argument("--today", type=day, metavar="YYYY-MM-DD", help="the day it is (default: 2026-11-23)")
    demo.add_argument("--accounts", type=_count, metavar="N", help="how many accounts to invent")
    demo.add_argument("--fresh", action="store_true", help="forget what was done and start over")
    demo.add_argument("--record", metavar="FILE", help="keep the session's keys as a text file; ^g adds a mark")
    demo.add_argument("--sign-in", action="store_true", help="with --record: begin at the sign-in")


def _describe_replay(replay: argparse.ArgumentParser) -> None:
    replay.add_argument("file", metavar="FILE", help="a session kept by demo --record")
    replay.add_argument("--snapshots", metavar="DIR", help="where the pictures of the marks go, or are")
    replay.add_argument("--check", action="store_true", help="compare with the pictures there; write nothing")


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST_WORKERS}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("write a number from 1 to 1000000")
    return int(text)
