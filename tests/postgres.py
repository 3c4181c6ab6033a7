"""A throw-away PostgreSQL cluster on a socket of its own, for the tests of one worker process."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("initdb", "pg_ctl", "postgres")


def binaries_are_there() -> bool:
    """Return whether a cluster can be started on this machine."""
    return all(binary(name) for name in NEEDED) and (os.geteuid() != 0 or _has_postgres_user())


def _has_postgres_user() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True


def binary(name: str) -> str | None:
    """Return where a program of the server is."""
    # Debian keeps the server's programs off the path.
    folders = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))


def client_folder() -> str:
    """Return the folder with `pg_dump` and `pg_restore` of the server's own version."""
    return str(Path(str(binary("pg_dump"))).parent)


def run(name: str, *arguments: str, cwd: Path) -> None:
    """Run a program of the server as the user it accepts; raises `RuntimeError` with what it said."""
    command = [str(binary(name)), *arguments]
    if os.geteuid() == 0:  # the server refuses to run as root
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
    log = cwd / "log"
    with log.open("ab") as output:
        done = subprocess.run(command, cwd=cwd, stdout=output, stderr=output, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{log.read_text()}")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Run a cluster; yields the URL of its `postgres` database, without the database's name.

    Unless it is `durable`, a commit does not wait for the disk, as nobody needs what a test wrote.
    """
    with tempfile.TemporaryDirectory(prefix="introtui-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N", cwd=folder)
        options = f"-k {folder} -c listen_addresses='' -c autovacuum=off -c max_connections=200"
        options += "" if durable else " -c fsync=off"
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "server.log"), "-o", options, "start", cwd=folder)
        try:
            yield f"postgresql+psycopg://postgres@/{{name}}?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop", cwd=folder)
