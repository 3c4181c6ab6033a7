"""What every word of a family does: open the services, act under a login, answer people or scripts."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from introtui.domain.errors import IntrotuiError
from introtui.domain.text import safe
from introtui.words.program import own_address

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.domain.exporting import ExportFormat
    from introtui.domain.money import Money
    from introtui.services.registry import Services

Export = Callable[["ExportFormat"], str]
"""Writes a list in a file format."""
WAY = "command line"
DONE_BEFORE = "This was done before with the same key; nothing was booked now."


@dataclass(frozen=True, slots=True)
class Acting:
    """The services, and who says the word."""

    services: Services
    actor: Actor


@contextmanager
def acting(options: argparse.Namespace) -> Iterator[Acting]:
    """Act for whoever says the word over ssh; else open the database, and act under the login that was named."""
    caller = caller_of(options)
    if caller is not None:
        yield caller
        return
    if options.login is None:
        raise IntrotuiError("Say who acts: --as LOGIN")
    with opened(options) as services:
        yield Acting(services, services.actor(options.login, address=own_address(os.environ), way=WAY))


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Services]:
    """Return the services for a word that nobody has to be named for."""
    caller = caller_of(options)
    if caller is not None:
        yield caller.services
        return
    from introtui.compose import open_services
    from introtui.settings import load_settings

    with open_services(load_settings()) as services:
        yield services


def caller_of(options: argparse.Namespace) -> Acting | None:
    """Return who says the word over ssh, None on the command line of this machine."""
    caller: Acting | None = getattr(options, "caller", None)
    return caller


def answer(options: argparse.Namespace, record: object, lines: Callable[[], Iterable[str]]) -> int:
    """Print an answer, as JSON for scripts or in lines for people; returns the exit code of what is done."""
    if options.json:
        print(json.dumps(record, indent=2))
    else:
        for line in lines():
            print(safe(line))
    return 0


def answer_rows(options: argparse.Namespace, export: Export, lines: Callable[[], Iterable[str]]) -> int:
    """Print a list: as CSV or JSON like the export of the screen, or in lines for people."""
    from introtui.domain.exporting import ExportFormat

    if options.csv or options.json:
        sys.stdout.write(export(ExportFormat.CSV if options.csv else ExportFormat.JSON))
        return 0
    return answer(options, None, lines)


def remark(sentence: str) -> None:
    """Tell people something; scripts that read the answer do not get it."""
    print(safe(f"introtui: {sentence}"), file=sys.stderr)


def money_record(money: Money) -> Mapping[str, str]:
    """Return an amount for JSON: exact, as a text."""
    return {"amount": money.amount, "currency": money.currency}
