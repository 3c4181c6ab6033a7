"""Saying words: the command line on a database file of the test's own, on the tests' day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from introtui.cli import main
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import CLOCK


@dataclass(frozen=True, slots=True)
class Terminal:
    """Says words and reads what comes back."""

    database: Database
    capsys: pytest.CaptureFixture[str]

    @property
    def services(self) -> Services:
        """The services on the same database, to see what a word did."""
        return Services.over(self.database, CLOCK)

    def say(self, words: str, *more: str) -> str:
        """Say words, which must be done; returns what was printed."""
        code, printed, _ = self.hear(words, *more)
        assert code == 0
        return printed

    def json(self, words: str, *more: str) -> Any:
        """Say words that answer scripts; returns the answer."""
        return json.loads(self.say(f"{words} --json", *more))

    def refused(self, words: str, *more: str) -> str:
        """Say words that are refused; returns why. Nothing is answered."""
        code, printed, told = self.hear(words, *more)
        assert (code, printed) == (1, "")
        return told.removeprefix("introtui: ").strip()

    def not_understood(self, words: str, *more: str) -> str:
        """Say words that cannot be read; returns what was said about them."""
        try:
            code = main([*words.split(), *more])
        except SystemExit as error:
            code = int(error.code or 0)
        captured = self.capsys.readouterr()
        assert (code, captured.out) == (2, "")
        return captured.err

    def hear(self, words: str, *more: str) -> tuple[int, str, str]:
        """Say words; returns the exit code, what was printed and what was told beside it."""
        code = main([*words.split(), *more])
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err
