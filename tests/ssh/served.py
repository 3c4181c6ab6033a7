"""`introtui serve` as a process of its own, and what a terminal, a service manager and a log see of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from introtui.key_file import make_key_file
from introtui.ssh.host_key import make_host_key
from tests.services.identity.signing import PASSWORD, Signing
from tests.ssh.serving import PATIENCE

SERVE = (sys.executable, "-P", "-m", "introtui", "serve")
LISTENING = "introtui: listening on 127.0.0.1:"


@dataclass(slots=True)
class Served:
    """A server that runs, and the lines it wrote to standard error."""

    process: Process
    port: int = 0
    lines: list[str] = field(default_factory=list)

    async def until(self, words: str) -> str:
        """Return the next line that has some words."""
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stderr.readline()).decode():
                self.lines.append(line)
                if words in line:
                    return line
        raise AssertionError(f"it ended: {self.lines}")

    async def event(self, name: str) -> Mapping[str, str]:
        """Return what is logged of the next event with a name."""
        line = await self.until(f'{{"event": "{name}"')
        logged: Mapping[str, str] = json.loads(line[line.index("{") :])
        return logged

    async def signed_in(self) -> str:
        """Return which worker the next one who signs in is served by."""
        return (await self.event("signed in"))["worker"]

    async def connect(self, **options: Any) -> asyncssh.SSHClientConnection:
        """Connect as a client that trusts this server; with the password unless told otherwise."""
        given: dict[str, Any] = {"username": "ivanov", "password": PASSWORD, "client_keys": None, **options}
        quiet: dict[str, Any] = {"known_hosts": None, "config": None, "agent_path": None}
        return await asyncssh.connect("127.0.0.1", self.port, **quiet, **given)

    async def ended(self) -> int:
        """Wait for the end; returns the exit code."""
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            self.lines += (await self.process.stderr.read()).decode().splitlines()
            return await self.process.wait()

    def workers(self) -> list[int]:
        """Return the process ids of its workers (proc(5))."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@asynccontextmanager
async def started(
    at: Signing,
    folder: Path,
    *words: str,
    listening: socket.socket | None = None,
    command: Sequence[str] = SERVE,
    **variables: str,
) -> AsyncIterator[Served]:
    """Start a server on the database of `at`, with a listening socket of this process or one of its own."""
    for make, name in ((make_host_key, "host_key"), (make_key_file, "key")):
        if not (folder / name).exists():
            make(folder / name)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("INTROTUI_")},
        "INTROTUI_DATABASE_URL": at.database.engine.url.render_as_string(hide_password=False),
        "INTROTUI_KEY_FILE": str(folder / "key"),
        "INTROTUI_SSH_HOST_KEY": str(folder / "host_key"),
        "INTROTUI_SSH_LISTEN": "127.0.0.1:0",
        "INTROTUI_SSH_WORKERS": "1",
        "XDG_CONFIG_HOME": str(folder),
        **variables,
    }
    handed = () if listening is None else (listening.fileno(),)
    process = await asyncio.create_subprocess_exec(
        *command, *words, env=environment, stderr=PIPE, pass_fds=handed, cwd=folder
    )
    try:
        yield Served(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def served(at: Signing, folder: Path, *words: str, **options: Any) -> AsyncIterator[Served]:
    """Run a server that is ready; at the end it has to have ended, or to end when it is told to."""
    async with started(at, folder, *words, **options) as there:
        there.port = int((await there.until(LISTENING)).removeprefix(LISTENING))
        yield there
        if there.process.returncode is None:
            there.process.send_signal(signal.SIGTERM)
            assert await there.ended() == 0, there.lines


def handing_over(listening: socket.socket) -> tuple[str, ...]:
    """Return a command that starts the server the way systemd does, with a listening socket as handle 3."""
    script = (
        f"import os, sys; os.dup2({listening.fileno()}, 3);"
        "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.argv[1], sys.argv[1:])"
    )
    return (sys.executable, "-c", script, *SERVE)
