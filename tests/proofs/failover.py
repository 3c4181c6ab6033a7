"""Kills a PostgreSQL primary under sessions that work, and promotes its synchronous standby.

Run as `python -m tests.proofs.failover [SESSIONS]`. Two `introtui serve` share the database; over both, people
save changes at a human pace, each in an account of their own. It ends with 1 unless no session ended, no error was
shown, everybody's next change was saved within 10 s of the promotion, every change that was told to be saved is in
the database that was the standby, and the books are right.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import asyncssh
from sqlalchemy import text

from bench.customers import add_customer
from bench.ssh_servers import Running, installed, introtui_serve
from introtui.clock import SystemClock
from introtui.demo.build import _fill, quietly
from introtui.services.registry import Services
from introtui.services.setup import initialise
from introtui.store.engine import Database
from tests.proofs.editor import Editor, seated
from tests.proofs.failover_report import Report, Times
from tests.standby import Server, pair

SESSIONS = 50
DEMO_ACCOUNTS = 40
APART = 0.15
"""Seconds between two that sign in."""
BEFORE = 15.0
"""Seconds of work before anything fails."""
HELD = 1.0
"""Seconds in which the standby confirms nothing, so that the kill cuts off commits."""
DOWN = 3.0
"""Seconds without a primary before anybody acts."""
AFTER = 20.0
"""Seconds of work after the promotion."""
URL = (
    "postgresql+psycopg://postgres@/introtui?host=127.0.0.1:{0}&host=127.0.0.1:{1}"
    "&target_session_attrs=read-write&connect_timeout=5"
)
WITNESS = """
CREATE TABLE witness (id bigserial PRIMARY KEY, account_id bigint, value bigint);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO witness (account_id, value) VALUES (new.account_id, new.low_balance_minor / 100);
    RETURN new;
END $$;
CREATE TRIGGER note AFTER UPDATE ON notification_settings FOR EACH ROW EXECUTE FUNCTION note();
"""
"""Keeps every change in the transaction that makes it: a later one would hide that it was lost."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who signs in."""

    name: str
    account_id: int
    key: asyncssh.SSHKey


def main() -> int:
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    with tempfile.TemporaryDirectory(prefix="introtui-failover-") as name, pair() as (primary, standby):
        url = URL.format(primary.port, standby.port)
        primary.ask("CREATE DATABASE introtui")
        environment = installed(Path(name), url)
        logins = filled(url, sessions)
        with _two_servers(Path(name), environment) as servers:
            editors, times = asyncio.run(worked(servers, logins, primary, standby))
        report = Report(editors, times, _held(url), _are_right(environment))
    sys.stdout.write(report.text())
    return 1 if report.wrong() else 0


def _held(url: str) -> list[tuple[int, int]]:
    """Return every change that is in the database: account and value."""
    with closing(Database(url)) as database, database.read() as session:
        return [(row.account_id, row.value) for row in session.execute(text("SELECT * FROM witness"))]


def _are_right(environment: dict[str, str]) -> bool:
    command = [sys.executable, "-m", "introtui", "check"]
    return subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0


def filled(url: str, count: int) -> list[Login]:
    """Fill a database with the demo, a witness, and accounts with a key each."""
    with closing(Database(url)) as database, closing(Services.over(database, SystemClock())) as services:
        initialise(database, SystemClock())
        today = datetime.now(UTC).date()
        database.transact(lambda session: _fill(database, session, today, DEMO_ACCOUNTS, quietly))
        database.transact(lambda session: session.execute(text(WITNESS)))
        return [_login(services, f"worker{number}") for number in range(count)]


def _login(services: Services, name: str) -> Login:
    account_id = services.database.transact(lambda session: add_customer(session, name))
    key = asyncssh.generate_private_key("ssh-ed25519")
    actor = services.actor(name, address="127.0.0.1", way="proof")
    services.ssh_keys.add(actor, key.export_public_key().decode(), "proof")
    return Login(name, account_id, key)


@contextmanager
def _two_servers(folder: Path, environment: dict[str, str]) -> Iterator[tuple[Running, Running]]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(introtui_serve(folder, environment)) for _ in range(2))
        yield first, second


async def worked(
    servers: tuple[Running, Running], logins: Sequence[Login], primary: Server, standby: Server
) -> tuple[list[Editor], Times]:
    """Have everybody work through a failover."""
    editors = []
    for number, login in enumerate(logins):
        editors.append(await seated(servers[number % 2].port, login.name, login.key, login.account_id))
        await asyncio.sleep(APART)
    over = asyncio.Event()
    working = [asyncio.create_task(editor.work(over)) for editor in editors]
    await asyncio.sleep(BEFORE)
    times = await _fail_over(primary, standby)
    await asyncio.sleep(AFTER)
    over.set()
    ended = await asyncio.gather(*working, return_exceptions=True)
    for editor, error in zip(editors, ended, strict=True):
        editor.troubles += [repr(error)] if error is not None else []
        await editor.leave()
    return editors, times


async def _fail_over(primary: Server, standby: Server) -> Times:
    receiver = await asyncio.to_thread(standby.receiver)
    os.kill(receiver, signal.SIGSTOP)
    await asyncio.sleep(HELD)
    killed = monotonic()
    await asyncio.to_thread(primary.kill)
    os.kill(receiver, signal.SIGCONT)
    await asyncio.sleep(DOWN)
    asked = monotonic()
    await asyncio.to_thread(standby.promote)
    return Times(killed=killed, asked=asked, promoted=monotonic())


if __name__ == "__main__":
    raise SystemExit(main())
