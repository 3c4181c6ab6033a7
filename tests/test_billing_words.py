"""`introtui run-billing` and `introtui check` as a timer and an administrator use them: output and exit codes."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from introtui.cli import main
from introtui.store.engine import Database
from tests.services.billing import Company
from tests.services.ordering import everything, written_since


@pytest.fixture
def company(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company with one order to invoice, in the configured database."""
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("INTROTUI_DATABASE_URL", url)
    # The log is the process's own, and goes to the user's folder.
    monkeypatch.setattr("introtui.logs.log_to_file", lambda: None)
    company = Company(sqlite_database)
    company.order(company.customer(), "2026-12-21")
    return company


def test_a_run_tells_what_it_did_and_what_it_came_to(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["run-billing", "--as-of", "2026-12-14", "--json"]
    assert main([*asked, "--dry-run"]) == 0
    would = json.loads(capsys.readouterr().out)
    assert company.documents() == []
    assert main(asked) == 0
    done = json.loads(capsys.readouterr().out)
    assert would | {"dry_run": False} == done
    assert done["totals"] == {"invoiced": {"EUR": "24.14"}}
    assert done["counts"]["invoiced"] == done["counts"]["messages"] == 1


@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--dry-run", "--json"]])
def test_a_day_before_the_newest_document_is_refused(
    company: Company, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    company.run("2026-12-14")
    before = everything(company.database)
    assert main(["run-billing", "--as-of", "2026-12-13", *more]) == 1
    printed, told = capsys.readouterr()
    assert not printed
    assert "2026-12-14 is the earliest day possible" in told
    assert written_since(before, company.database) == {}
    assert main(["run-billing", "--as-of", "2026-12-14", *more]) == 0


def test_a_run_with_a_problem_fails_with_its_reference(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    with company.database.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET anchor_day = 99"))
    assert main(["run-billing", "--as-of", "2026-12-14"]) == 1
    told = capsys.readouterr().err
    assert "left as it was. Reference" in told
    assert "Traceback" not in told


def test_the_check_says_what_where_and_what_to_do(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    with company.database.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET paid_until = '2029-01-01'"))
    assert main(["check", "--json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["where"].startswith("order ")
    assert "no charge explains that" in finding["what"]
    assert finding["advice"]
