"""The two servers that are measured: `introtui serve`, and the same program under sshd with ForceCommand."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncssh

from introtui.clock import SystemClock
from introtui.demo.build import build_demo
from introtui.key_file import make_key_file
from introtui.services.registry import Services
from introtui.ssh.host_key import make_host_key
from introtui.store.engine import Database

LOGIN = "ivanov"
SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
AuthorizedKeysFile {folder}/authorized_keys
DisableForwarding yes
MaxStartups 1000
MaxSessions 1
ForceCommand {command}
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server: its process, where it listens, who signs in, which keys show something, and what follows those."""

    name: str
    pid: int
    port: int
    login: str
    keys: tuple[bytes, bytes]
    sections: tuple[tuple[bytes, bytes], ...]


def prepare(folder: Path, key: asyncssh.SSHKey) -> dict[str, str]:
    """Make an installation on demo data that a key signs in to; returns its environment."""
    folder.chmod(0o755)
    path = folder / "introtui.db"
    build_demo(path, today=datetime.now(UTC).date(), accounts=40)
    environment = installed(folder, f"sqlite:///{path}")
    with closing(Services.over(Database(f"sqlite:///{path}"), SystemClock())) as services:
        actor = services.actor(LOGIN, address="127.0.0.1", way="bench")
        services.ssh_keys.add(actor, key.export_public_key().decode(), "bench")
    (folder / "authorized_keys").write_bytes(key.export_public_key())
    return environment


def installed(folder: Path, url: str) -> dict[str, str]:
    """Make the files of an installation on a database; returns its environment."""
    make_key_file(folder / "introtui.key")
    make_host_key(folder / "host_key")
    (folder / "introtui.toml").touch()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "INTROTUI_CONFIG": str(folder / "introtui.toml"),
        "INTROTUI_DATABASE_URL": url,
        "INTROTUI_KEY_FILE": str(folder / "introtui.key"),
        "INTROTUI_SSH_HOST_KEY": str(folder / "host_key"),
        "INTROTUI_SSH_EXEMPT": "127.0.0.0/8",
        "INTROTUI_SSH_SESSIONS": "10000",
        "INTROTUI_SSH_SESSIONS_PER_ACCOUNT": "10000",
        "XDG_STATE_HOME": str(folder / "state"),
    }


@contextmanager
def introtui_serve(folder: Path, environment: dict[str, str], *more: str) -> Iterator[Running]:
    """Run `introtui serve`; its log is `PORT.log` in the folder."""
    port = free_port()
    given = {**environment, "INTROTUI_SSH_LISTEN": f"127.0.0.1:{port}"}
    log = folder / f"{port}.log"
    with _started([sys.executable, "-m", "introtui", "serve", *more], given, port, log) as pid:
        sections = ((b"\x1bOP", b"Personal"), (b"\x1b[15~", b"[5 Billing]"), (b"\x1bOS", b"IP address"))
        yield Running("introtui serve", pid, port, LOGIN, (b"\x1b[B", b"\x1b[A"), sections)


@contextmanager
def force_command(folder: Path, environment: dict[str, str]) -> Iterator[Running]:
    """Run sshd, which starts the program for each session."""
    port = free_port()
    program = folder / "program"
    words = " ".join(f"{name}='{value}'" for name, value in environment.items())
    program.write_text(f"#!/bin/sh\nexec env {words} {sys.executable} -m introtui\n")
    program.chmod(0o755)
    config = folder / "sshd_config"
    config.write_text(SSHD.format(port=port, folder=folder, command=program))
    Path("/run/sshd").mkdir(exist_ok=True)
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin")
    if sshd is None:
        raise SystemExit("sshd is not on this machine; it is what introtui is measured beside.")
    with _started([sshd, "-D", "-f", str(config)], dict(os.environ), port, folder / f"{port}.log") as pid:
        yield Running("sshd, ForceCommand", pid, port, pwd.getpwuid(os.getuid()).pw_name, (b"a", b"\x7f"), ())


@contextmanager
def _started(command: list[str], environment: dict[str, str], port: int, log: Path) -> Iterator[int]:
    # A file, because a pipe that nobody empties would hold the server up.
    with log.open("wb") as told:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=told)
        try:
            while process.poll() is None and not _listens(port):
                pass
            if process.returncode is not None:
                raise SystemExit(log.read_text())
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found
