"""A PostgreSQL primary with a synchronous standby: the one can be killed, the other promoted."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

import psycopg

from bench.processes import family
from bench.ssh_servers import free_port
from tests.postgres import run

SYNCHRONOUS = "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
PAUSE = 0.05
TRIES = 600


class Server:
    """One of the two."""

    def __init__(self, folder: Path, name: str) -> None:
        self.port = free_port()
        self._folder = folder
        self._name = name
        self._data = folder / name
        self._runs = False

    @property
    def conninfo(self) -> str:
        """How libpq reaches it."""
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"

    def make(self) -> None:
        """Make an empty cluster."""
        run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", cwd=self._folder)

    def copy(self, primary: Server) -> None:
        """Make a standby of another one."""
        source = f"host=127.0.0.1 port={primary.port} user=postgres application_name={self._name}"
        run("pg_basebackup", "-D", str(self._data), "-d", source, "-R", "-c", "fast", cwd=self._folder)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        self._control("-w", "-l", str(self._folder / f"{self._name}.log"), "-o", options, "start")
        self._runs = True

    def promote(self) -> None:
        """Make it the primary and wait until it is."""
        self._control("-w", "promote")

    def receiver(self) -> int:
        """Return the process that receives, as a standby: commits wait while it is stopped."""
        return int(str(self.ask("SELECT pid FROM pg_stat_wal_receiver")))

    def kill(self) -> None:
        """Kill all its processes at once."""
        for pid in family(int((self._data / "postmaster.pid").read_text().split()[0])):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._runs = False

    def stop(self) -> None:
        """Stop it, where it still runs."""
        if self._runs:
            self._control("-m", "immediate", "-w", "stop")
            self._runs = False

    def ask(self, command: str) -> object:
        """Run SQL outside of a transaction and return the first value of what it finds."""
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            found = connection.execute(command.encode())
            row = found.fetchone() if found.description else None
            return row[0] if row else None

    def _control(self, *words: str) -> None:
        run("pg_ctl", "-D", str(self._data), *words, cwd=self._folder)


@contextmanager
def pair() -> Iterator[tuple[Server, Server]]:
    """Run a primary and its synchronous standby; a commit waits for the disks of both."""
    with tempfile.TemporaryDirectory(prefix="introtui-pair-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        primary, standby = Server(folder, "primary"), Server(folder, "standby")
        primary.make()
        try:
            primary.start()
            standby.copy(primary)
            standby.start()
            _tie(primary)
            yield primary, standby
        finally:
            for server in (primary, standby):
                server.stop()


def _tie(primary: Server) -> None:
    # On the primary alone: a standby that is promoted has nobody to wait for.
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.ask("SELECT pg_reload_conf()")
    for _ in range(TRIES):
        if primary.ask(SYNCHRONOUS):
            return
        sleep(PAUSE)
    raise RuntimeError("the standby did not become synchronous")
