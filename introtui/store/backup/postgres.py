"""A dump of a PostgreSQL database by `pg_dump`, which knows how; no password is ever on its command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from introtui.store.backup.held import Held, Progress
from introtui.store.backup.new_file import BackupError
from introtui.store.engine import Database

DUMP, RESTORE = "pg_dump", "pg_restore"
PASSWORD, PASSWORD_VARIABLE = "password", "PGPASSWORD"
HIDDEN = b"*"
"""How libpq marks a parameter that is not to be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """The programs and a database they fit."""

    database: Database
    pg_dump: str
    pg_restore: str

    @classmethod
    def of(cls, database: Database) -> Dump:
        """Find the programs; raises `BackupError` when they are missing or older than the server."""
        with database.read() as session:
            major = int(session.scalar(text("SHOW server_version_num")) or 0) // 10_000
        return cls(database=database, pg_dump=_program(DUMP, major), pg_restore=_program(RESTORE, major))

    def write(self, draft: Path, progress: Progress) -> Held:
        """Dump what is committed by now, then read all of the dump; raises `BackupError`."""
        progress(0, 2, "Dumping")
        with self.database.read() as session:
            # One snapshot for both, so that what is counted is what is dumped.
            snapshot = session.scalar(select(func.pg_export_snapshot()))
            held = Held.counted(lambda query: int(session.scalar(text(query)) or 0))
            address, secrets = _address(self.database.engine, _driver_of(session))
            options = ("--format=custom", f"--snapshot={snapshot}", "--no-password", f"--file={draft}")
            _run([self.pg_dump, *options, f"--dbname={address}"], secrets)
        progress(1, 2, "Dumping")
        _run([self.pg_restore, f"--file={os.devnull}", str(draft)], {})
        progress(2, 2, "Dumping")
        return held


def _program(name: str, major: int) -> str:
    """Return the path of a program of at least the server's major version."""
    remedy = f"Install the client programs of PostgreSQL {major} or newer and put their folder on the PATH."
    path = shutil.which(name)
    if path is None:
        raise BackupError(f"{name} is not on the PATH, and it makes the backup of a PostgreSQL database. {remedy}")
    said = _run([path, "--version"], {})
    version = re.search(r"\d+", said)
    if version is None or int(version.group()) < major:
        raise BackupError(f"{said.strip()} ({path}) is older than the server, which is {major}. {remedy}")
    return path


def _driver_of(session: Session) -> Connection[Any]:
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, Connection):
        raise TypeError("the PostgreSQL engine needs psycopg")
    return driver


def _address(engine: Engine, driver: Connection[Any]) -> tuple[str, Mapping[str, str]]:
    """Return how to reach the very server of a connection, and apart from it the variables that hold a secret.

    Only what the URL says is passed on: this process may have a newer libpq, with parameters of its own.
    """
    known = {each.keyword.decode(): each.dispchar == HIDDEN for each in driver.pgconn.info}
    _, given = engine.dialect.create_connect_args(engine.url)
    address = {name: value for name, value in given.items() if name in known}
    address |= {"host": driver.info.host, "port": driver.info.port}
    if "hostaddr" in address:
        address["hostaddr"] = driver.info.hostaddr
    password = address.pop(PASSWORD, None)
    for name in (name for name in address if known[name]):
        raise BackupError(
            f"{name} cannot be handed to {DUMP} unseen by others on this machine. Take it out of database_url."
        )
    return make_conninfo(**address), {} if password is None else {PASSWORD_VARIABLE: password}


def _run(command: Sequence[str], secrets: Mapping[str, str]) -> str:
    """Run a program to its end and return what it printed; raises `BackupError` with what it complained of."""
    done = subprocess.run(  # noqa: S603 - no shell, and a program found on the PATH
        command,
        env={**os.environ, **secrets},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        why = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise BackupError(f"There is no backup now, as {command[0]} failed: {why}")
    return done.stdout
