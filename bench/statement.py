"""Pages of a statement of 1,000 and of 100,000 movements, whole and found in, side by side, on a SQLite file.

Run as `python -m bench.statement [RUNS]`. The sizes take turns; what is told are medians, and how many times
longer the large statement takes. A page after another one must not depend on the size; the first one sums up.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench.customers import add_customer
from introtui.clock import FixedClock
from introtui.demo import DEFAULT_TODAY
from introtui.domain.access import Actor, Role
from introtui.domain.paging import PageRequest
from introtui.services.billing import BillingService
from introtui.services.context import Context
from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.migrate import upgrade
from introtui.store.tables import LedgerTransaction, Posting

SIZES = {"small": 1_000, "large": 100_000}
WORDS = ("", "renewal", "77")
FIRST = PageRequest(sort="", descending=True)
CLOCK = FixedClock(DEFAULT_TODAY)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'statement.db'}")
        upgrade(database)
        initialise(database, CLOCK)
        actors = [database.transact(lambda session, login=login: add_mover(session, login)) for login in SIZES]  # type: ignore[misc]
        billing = BillingService(Context(database, CLOCK))
        for words in WORDS:
            measure(billing, actors, words, runs)
        database.close()


def add_mover(session: Session, login: str) -> Actor:
    account_id = add_customer(session, login)
    first = (session.scalar(select(func.max(LedgerTransaction.id))) or 0) + 1
    numbers = range(first, first + SIZES[login])
    kinds = ("payment", "renew")
    memos = ("Payment", "Renewal of order")
    events = [
        {
            "id": number,
            "account_id": account_id,
            "kind": kinds[number % 2],
            "memo": f"{memos[number % 2]} {number}",
            "currency": "EUR",
            "at": CLOCK.now() + timedelta(seconds=number),
            "actor": "bench",
        }
        for number in numbers
    ]
    postings = [
        {
            "transaction_id": number,
            "book": book,
            "account_id": whose,
            "currency": "EUR",
            "minor": sign * (number % 97),
        }
        for number in numbers
        for book, whose, sign in (("customer", account_id, 1), ("bank", None, -1))
    ]
    session.execute(insert(LedgerTransaction), events)
    session.execute(insert(Posting), postings)
    return Actor(account_id=account_id, login=login, role=Role.CUSTOMER, address="", way="bench")


def measure(billing: BillingService, actors: list[Actor], words: str, runs: int) -> None:
    times: dict[str, list[list[float]]] = {"first page": [[], []], "next page": [[], []]}
    for _ in range(runs + 1):
        for place, actor in enumerate(actors):
            page = billing.statement(actor, words, FIRST)
            after = replace(FIRST, after=page.cursors[-1])
            times["first page"][place].append(seconds(lambda: billing.statement(actor, words, FIRST)))  # noqa: B023
            times["next page"][place].append(seconds(lambda: billing.statement(actor, words, after)))  # noqa: B023
    for name, (small, large) in times.items():
        ratio = median(here / base for here, base in zip(large[1:], small[1:], strict=True))
        shown = f"{median(small) * 1000:6.1f} and {median(large) * 1000:6.1f} ms"
        print(
            f"{name}, found {words or 'everything'!r:>12}: 1,000 and 100,000 movements {shown}, ratio {ratio:.1f}"
        )


def seconds(read: Callable[[], object]) -> float:
    start = perf_counter()
    read()
    return perf_counter() - start


if __name__ == "__main__":
    main()
