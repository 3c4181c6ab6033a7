"""How long a refusal takes, by its reason: whoever waits for it should learn nothing.

Run as `python -m bench.sign_in [TRIES]`. Wrong passwords, unknown logins and a blocked account take turns, each at
a door of its own; printed are the medians beside that of a wrong password. The spec wants the first two within 5 %
of each other (section 5).
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bench.customers import add_customer
from introtui.domain.errors import SignInRefused
from introtui.services.hashing import Hasher
from introtui.services.registry import Services
from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.tables import Account, Security

WRONG, UNKNOWN, BLOCKED = REASONS = ("wrong password", "unknown login", "blocked account")
LOGINS = {WRONG: "ivanov", UNKNOWN: "nobody", BLOCKED: "blocked"}
HERE = "192.0.2.10"


class Hourly:
    """A clock on which each try is in an hour of its own, so that none is one too many."""

    def __init__(self) -> None:
        self.hour = datetime(2026, 11, 23, tzinfo=UTC)

    def now(self) -> datetime:
        return self.hour

    def today(self) -> date:
        return self.hour.date()


def main() -> None:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Database(f"sqlite:///{Path(folder) / 'in.db'}")) as database,
    ):
        clock = Hourly()
        initialise(database, clock)
        database.transact(lambda session: _fill(session, clock.now()))
        services = Services.over(database, clock)
        took: dict[str, list[float]] = {reason: [] for reason in REASONS}
        for _ in range(tries):
            clock.hour += timedelta(hours=1)
            for reason in REASONS:
                took[reason].append(_refused(services, LOGINS[reason]))
    whole = median(took[WRONG])
    for reason, times in took.items():
        print(f"{reason:<15} {median(times) * 1000:7.2f} ms  {median(times) / whole:.3f}")


def _fill(session: Session, now: datetime) -> None:
    encoded = Hasher().hash("seven grey herons wade")
    for login in ("ivanov", "blocked"):
        account_id = add_customer(session, login)
        session.flush()
        session.execute(update(Security).where(Security.account_id == account_id).values(password_hash=encoded))
    blocked = select(Account.id).where(Account.login == "blocked").scalar_subquery()
    session.execute(update(Account).where(Account.id == blocked).values(blocked_at=now))


def _refused(services: Services, login: str) -> float:
    door = services.authenticator.door(address=HERE, way="bench")
    began = perf_counter()
    try:
        door.password(login, "a wrong password")
    except SignInRefused:
        return perf_counter() - began
    raise AssertionError("somebody was let in")


if __name__ == "__main__":
    main()
