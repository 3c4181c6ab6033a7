"""The billing run over 5,000 due orders of 100,000 and of 1,000,000, side by side, on real SQLite files.

Run as `python -m bench.billing_run [ORDERS ...]`. Both files have the same orders due on the day; the others are
paid for months. The time of a run is told in clock and in CPU seconds: the clock has in it what others did.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from bench.customers import add_customer
from introtui.clock import FixedClock
from introtui.services.billing_run import RunReport, run_billing
from introtui.services.context import Context
from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.migrate import upgrade
from introtui.store.tables import Account, Order, OrderCharge, Plan

TODAY = date(2026, 11, 23)
DUE = 5_000
PER_ACCOUNT = 10
CHUNK = 20_000


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000]
    seconds: dict[int, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            database = build(Path(folder) / f"{size}.db", size)
            seconds[size] = measure(database, size)
            database.close()
    small = seconds[sizes[0]]
    for size in sizes[1:]:
        clock, cpu = (here / base for here, base in zip(seconds[size], small, strict=True))
        print(f"{size:,} / {sizes[0]:,}: clock {clock:.2f}, CPU {cpu:.2f}")


def build(path: Path, size: int) -> Database:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    initialise(database, FixedClock(TODAY))
    database.transact(lambda session: fill(session, size))
    return database


def fill(session: Session, size: int) -> None:
    """Write accounts of ten orders each; every so many orders one is due, half of those renew by themselves."""
    accounts = [add_customer(session, f"customer{number}") for number in range(DUE // PER_ACCOUNT)]
    plan = session.scalars(select(Plan.id).where(Plan.name == "VPS M")).one()
    start, late = TODAY - timedelta(days=26), TODAY + timedelta(days=200)
    for first in range(0, size, CHUNK):
        orders, charges = [], []
        for number in range(first, min(first + CHUNK, size)):
            due = number < DUE
            end = TODAY + timedelta(days=1 + number % 7) if due else late + timedelta(days=number % 90)
            order = order_row(10_001 + number, accounts[number % len(accounts)], plan, start, end)
            orders.append(order | {"auto_renew": number % 2 == 0})
            charges.append(charge_row(10_001 + number, start, end))
        session.execute(insert(Order), orders)
        session.execute(insert(OrderCharge), charges)
    session.execute(text("ANALYZE"))


def order_row(order_id: int, account_id: int, plan_id: int, start: date, end: date) -> dict[str, object]:
    return {
        "id": order_id,
        "version": 1,
        "account_id": account_id,
        "plan_id": plan_id,
        "status": "active",
        "term_months": 1,
        "price_minor": 1995,
        "currency": "EUR",
        "hostname": f"web{order_id}.example.net",
        "first_address": "",
        "started_on": start,
        "period_start": start,
        "paid_until": end,
        "anchor_day": end.day,
        "comment": "",
    }


def charge_row(order_id: int, start: date, end: date) -> dict[str, object]:
    return {
        "order_id": order_id,
        "term_months": 1,
        "setup": False,
        "label": "",
        "period_start": start,
        "period_end": end,
        "basis_minor": 1995,
        "net_minor": 1995,
        "treatment": "eu_consumer",
        "vat_rate_bp": 2100,
        "vat_minor": 419,
        "vat_why": "Netherlands, consumer",
        "source": "bench",
    }


def measure(database: Database, size: int) -> tuple[float, float]:
    clock, cpu = perf_counter(), process_time()
    report: RunReport = run_billing(
        Context(database, FixedClock(TODAY)), dry_run=False, progress=lambda _done, _total, _what: None
    )
    spent = perf_counter() - clock, process_time() - cpu
    with database.read() as session:
        accounts = session.scalar(select(func.count()).select_from(Account))
    done = ", ".join(f"{count} {did}" for did, count in sorted(report.counts.items()))
    print(
        f"{size:>9,} orders, {accounts} accounts: clock {spent[0]:6.1f} s, CPU {spent[1]:6.1f} s: {done}",
        flush=True,
    )
    if report.problem_count:
        raise SystemExit(f"{report.problem_count} problems")
    return spent


if __name__ == "__main__":
    main()
