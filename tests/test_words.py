"""What the command line says and finds out by itself."""

from __future__ import annotations

import pytest

from introtui import cli
from introtui.services.importing.report import ImportProblem, ImportReport
from introtui.words.admin import _tell_problems
from introtui.words.program import own_way


def test_a_problem_is_told_with_the_place_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    whole = ImportProblem("accounts.csv", 0, "", "There is no accounts.csv in this folder.")
    cell = ImportProblem("accounts.csv", 2, "country", "There is no such country.")
    for problem, words in (
        (whole, "accounts.csv: There is no accounts.csv in this folder."),
        (cell, "accounts.csv:2: country: There is no such country."),
    ):
        report = ImportReport(problems=(problem,), plans=0, accounts=0, orders=0, unchanged=0)
        assert _tell_problems(report) == 1
        told = capsys.readouterr().err.splitlines()
        assert told == [words, "introtui: 1 problem; nothing was imported."]


def test_a_login_by_ssh_is_noted_as_one() -> None:
    assert own_way({"SSH_CONNECTION": "192.0.2.10 50000 192.0.2.1 22"}) == "ssh"
    assert own_way({}) == "local"


@pytest.mark.parametrize("words", [["--as", "drifter", "demo"], ["demo", "--as", "drifter"]])
def test_the_demo_is_of_whoever_is_named_before_it_or_after(words: list[str]) -> None:
    assert cli.parser().parse_args(words).login == "drifter"
