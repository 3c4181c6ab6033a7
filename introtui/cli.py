"""The command line: parses, then runs a word; what a word needs is imported when it is used."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module

from introtui import __version__
from introtui.domain.errors import IntrotuiError
from introtui.domain.text import safe


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code: 0 done, 1 refused or failed, 2 not understood."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except IntrotuiError as error:
        print(safe(f"introtui: {error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of the output went away; the interpreter must not complain about it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        return _failed(error)


def _failed(error: Exception) -> int:
    from introtui.logs import log_file, log_to_file
    from introtui.session import log_with_reference

    log_to_file()
    reference = log_with_reference(error)
    sentence = f"introtui: that did not work. Reference {reference} in the log tells why: {log_file()}"
    print(safe(sentence), file=sys.stderr)
    return 1


Run = Callable[[argparse.Namespace], int]


def _later(module: str, function: str) -> Run:
    """Return a word's function, imported when it is run."""

    def run(options: argparse.Namespace) -> int:
        word: Run = getattr(import_module(f"introtui.words.{module}"), function)
        return word(options)

    return run


def parser() -> argparse.ArgumentParser:
    """Return the parser of every word."""
    top = argparse.ArgumentParser(prog="introtui", description="A hosting account in the terminal.")
    top.add_argument("--version", action="version", version=f"introtui {__version__}")
    top.add_argument("--as", dest="login", metavar="LOGIN", help="open this account")
    top.set_defaults(run=_later("program", "open_program"))
    words = top.add_subparsers(title="words", metavar="WORD")

    def word(name: str, module: str, function: str, sentence: str) -> argparse.ArgumentParser:
        added = words.add_parser(name, help=sentence, description=sentence)
        added.set_defaults(run=_later(module, function))
        return added

    _describe_demo(word("demo", "demo", "open_demo", "look around on invented data; what you do is kept"))
    _describe_replay(word("replay", "demo", "replay_file", "play a recorded session and take or compare pictures"))
    word("init", "admin", "initialise_installation", "make an empty installation, or upgrade one")
    importing = word("import", "admin", "import_folder", "load plans, accounts and orders from CSV files")
    importing.add_argument("folder", metavar="DIR", help="holds plans.csv, accounts.csv and orders.csv")
    importing.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    config = word("config", "admin", "show_config", "print the settings in force and where they came from")
    config.add_argument("--json", action="store_true", help="as JSON")
    vat = word("vat", "vat", "list_rates", "the published VAT table")
    vat.add_argument("what", choices=["list"], help="list: print the table")
    vat.add_argument("--json", action="store_true", help="as JSON")
    return top


def _describe_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument(
        "--as", dest="login", metavar="LOGIN", default="ivanov", help="whose account (default: ivanov)"
    )
    demo.add_argument("--list", action="store_true", help="list the accounts worth a look and leave")
    demo.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help="the day it is (default: 2026-11-23)")
    demo.add_argument("--accounts", type=_count, metavar="N", help="how many accounts to invent")
    demo.add_argument("--fresh", action="store_true", help="forget what was done and start over")
    demo.add_argument("--record", metavar="FILE", help="keep the session's keys as a text file; ^g adds a mark")


def _describe_replay(replay: argparse.ArgumentParser) -> None:
    replay.add_argument("file", metavar="FILE", help="a session kept by demo --record")
    replay.add_argument("--snapshots", metavar="DIR", help="where the pictures of the marks go, or are")
    replay.add_argument("--check", action="store_true", help="compare with the pictures there; write nothing")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day as YYYY-MM-DD") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("write a number from 1 to 1000000")
    return int(text)
