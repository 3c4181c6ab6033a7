"""How words are declared: a family describes its words; what a word does is imported when it is said."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Run = Callable[[argparse.Namespace], int]
    Subparsers = argparse._SubParsersAction[Any]

MOST_DIGITS = 6


def later(module: str, function: str) -> Run:
    """Return a word's function, imported when it is run."""

    def run(options: argparse.Namespace) -> int:
        word: Run = getattr(import_module(f"introtui.words.{module}"), function)
        return word(options)

    return run


class Words:
    """The words of the program, or those of one family; said over ssh, they act for whoever signed in."""

    def __init__(self, subparsers: Subparsers, *, is_remote: bool = False) -> None:
        self._subparsers = subparsers
        self._is_remote = is_remote

    def word(self, name: str, module: str, function: str, sentence: str) -> argparse.ArgumentParser:
        """Declare a word: the function of a module of this package that it runs."""
        added: argparse.ArgumentParser = self._subparsers.add_parser(name, help=sentence, description=sentence)
        added.set_defaults(run=later(module, function))
        return added

    def acting(self, name: str, module: str, function: str, sentence: str) -> argparse.ArgumentParser:
        """Declare a word that acts under a login and answers people or scripts."""
        added = self.word(name, module, function, sentence)
        if not self._is_remote:
            added.add_argument(
                "--as", dest="login", metavar="LOGIN", default=argparse.SUPPRESS, help="who acts: a login"
            )
        added.add_argument("--json", action="store_true", help="answer as JSON")
        return added

    def family(self, name: str, sentence: str) -> Words:
        """Declare words that begin with the same one."""
        parser = self._subparsers.add_parser(name, help=sentence, description=sentence)
        subparsers = parser.add_subparsers(title="words", metavar="WORD", required=True)
        return Words(subparsers, is_remote=self._is_remote)


def add_confirming(word: argparse.ArgumentParser, *, pays: bool = False) -> None:
    """Add what every word has that moves money."""
    word.add_argument("--dry-run", action="store_true", help="show what would be booked, book nothing")
    word.add_argument("--key", metavar="KEY", help="a word of yours: said again with it, nothing is done again")
    if pays:
        word.add_argument(
            "--pay-by",
            choices=["balance", "invoice"],
            default="balance",
            help="from the balance now, or by an invoice (default: balance)",
        )


def day(text: str) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day as YYYY-MM-DD") from None


def number(text: str) -> int:
    """Return a number that counts or names something."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) < 2**63:
        raise argparse.ArgumentTypeError("write a number from 1 on")
    return int(text)


def days(text: str) -> int:
    """Return a number of days."""
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise argparse.ArgumentTypeError("write a number of days, such as 7")
    return int(text)


def country(text: str) -> str | None:
    """Return a country's code in capitals, or None for the row Other."""
    code = text.upper()
    if code == "OTHER":
        return None
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise argparse.ArgumentTypeError("write a country as its two-letter code, such as NL, or other")
    return code
