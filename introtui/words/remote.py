"""Words said over ssh: what customers and staff do, under the login that signed in; no shell reads them."""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import TYPE_CHECKING

from introtui.words.acting import Acting
from introtui.words.families import describe_customer_words, describe_staff_words
from introtui.words.parsing import Words
from introtui.words.saying import NOT_UNDERSTOOD, say

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.registry import Services

HELP = "help"
WHAT = "Without a word the full-screen program opens."


def say_remote(command: str, services: Services, actor: Actor) -> int:
    """Say the words of a command for whoever signed in; returns the exit code."""
    try:
        arguments = shlex.split(command)
    except ValueError as error:
        print(f"introtui: the words cannot be read: {error}.", file=sys.stderr)
        return NOT_UNDERSTOOD
    parser = remote_parser()
    if arguments in ([], [HELP]):
        parser.print_help()
        return 0
    try:
        options = parser.parse_args(arguments, argparse.Namespace(caller=Acting(services, actor)))
    except SystemExit as ended:
        return int(ended.code or 0)
    return say(options)


def remote_parser() -> argparse.ArgumentParser:
    """Return the parser of the words that can be said over ssh."""
    top = argparse.ArgumentParser(prog="ssh LOGIN@HOST", description=WHAT)
    words = Words(top.add_subparsers(title="words", metavar="WORD", required=True), is_remote=True)
    words.word(HELP, "remote", "tell_nothing", "print this")
    describe_customer_words(words)
    describe_staff_words(words)
    return top


def tell_nothing(_options: argparse.Namespace) -> int:
    """Do nothing: `help` with more words."""
    return NOT_UNDERSTOOD
