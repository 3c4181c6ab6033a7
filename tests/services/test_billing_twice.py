"""Two billing runs at once, one that is killed, and a renewal in the moment of a suspension."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from introtui.domain.orders import OrderStatus
from introtui.services.checking import check_all
from introtui.store.engine import Database
from tests.services.billing import Company, quiet
from tests.waiting import PATIENCE, finish

AS_OF = "2026-12-23"


@pytest.fixture
def company(installed: Database) -> Company:
    """A company with a dozen units to do on one day."""
    company = Company(installed)
    rich, poor = company.customer("rich", balance="1000.00"), company.customer("poor")
    for until in ("2026-12-21", "2026-12-22", "2026-12-25"):
        company.order(rich, until, auto_renew=True)
        company.order(poor, until)
    company.order(poor, "2026-12-23", cancel_at=None, auto_renew=True)
    return company


def url_of(company: Company) -> str:
    return company.database.engine.url.render_as_string(hide_password=False)


def start(company: Company, statements: int = 0) -> subprocess.Popen[str]:
    """Start a run that waits for its word, killed before so many statements are done."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.services.biller", url_of(company), AS_OF, str(statements)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Let a run go to its end."""
    output, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, output


def test_two_at_once_do_everything_once(company: Company) -> None:
    both = [start(company) for _ in range(2)]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    counts: Counter[str] = Counter()
    for process in both:
        code, output = finished(process)
        assert code == 0
        report = json.loads(output)
        assert report["problem_count"] == 0
        counts.update(report["counts"])
    assert counts["invoiced"] == 7
    assert counts["renewed"] == 2
    assert counts["suspended"] == 1
    assert company.counts(AS_OF) == {}
    assert list(check_all(company.database, progress=quiet)) == []


def test_a_killed_run_is_finished_by_the_next_one(company: Company) -> None:
    """Killed again and again, each time before another statement: between and within transactions."""
    for statements in (25, 47, 70):
        code, _ = finished(start(company, statements))
        assert code == -signal.SIGKILL
        assert list(check_all(company.database, progress=quiet)) == []
    company.counts(AS_OF)
    assert company.counts(AS_OF) == {}
    assert len(company.documents()) == 7
    assert company.messages() == {"invoice": 7, "not_renewed": 1, "suspended": 1}
    assert list(check_all(company.database, progress=quiet)) == []


def test_a_renewal_in_the_moment_of_the_suspension_wins(installed: Database) -> None:
    company = Company(installed)
    ivanov = company.customer(balance="1000.00")
    orders = [company.order(ivanov, "2026-12-21") for _ in range(4)]
    for order in orders:
        with installed.engine.begin() as connection:
            connection.execute(text(f"UPDATE orders SET auto_renew = (id % 2 = 0) WHERE id = {order}"))
    company.run("2026-12-15")
    with installed.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET auto_renew = (1 = 0)"))
    invoices = [invoice.id for invoice in company.open_invoices()]
    payments = company.services(AS_OF).payments
    barrier = Barrier(2)

    def pay() -> None:
        barrier.wait(PATIENCE)
        for invoice in invoices:
            payments.pay(ivanov, invoice, f"pay {invoice}")

    def run() -> None:
        barrier.wait(PATIENCE)
        assert company.run(AS_OF).problem_count == 0

    threads = [Thread(target=pay), Thread(target=run)]
    for thread in threads:
        thread.start()
    finish(*threads)
    assert {company.state(order) for order in orders} == {(OrderStatus.ACTIVE, "2027-01-21")}
