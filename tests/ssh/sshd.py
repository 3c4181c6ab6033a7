"""A real sshd on loopback, with the block of docs/operate.md for this checkout's program."""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import asyncssh

from tests.needed import needed
from tests.ssh.serving import HOST_KEY

DOCUMENT = Path(__file__).parents[2] / "docs" / "operate.md"
BLOCK = re.compile(r"```\n(# /etc/ssh/sshd_config\.d/introtui\.conf\n.*?)```", re.DOTALL)
ME = pwd.getpwuid(os.geteuid()).pw_name
"""Who runs the tests: nobody else could be let in without being root."""
PRIVILEGE_SEPARATION = Path("/run/sshd")
"""An empty folder without which sshd does not start as root; its service makes it."""

CONFIG = """\
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PidFile none
AcceptEnv *
X11Forwarding yes
Subsystem sftp internal-sftp
{block}
"""


def documented(folder: Path, accept_env: str) -> str:
    """Return the documented block for this checkout's program and whoever runs the tests."""
    found = BLOCK.search(DOCUMENT.read_text())
    assert found is not None
    block = found[1]
    for old, new in {
        "User introtui": f"User {ME}",
        'HOME="$HOME"': f"HOME={folder}",
        "/etc/introtui/introtui.toml": f"{folder}/introtui.toml",
        "/opt/introtui/bin/introtui": f"{sys.executable} -m introtui",
        "AcceptEnv none": f"AcceptEnv {accept_env}",
    }.items():
        assert old in block
        block = block.replace(old, new)
    return block


@asynccontextmanager
async def sshd(
    folder: Path, database_url: str, key: asyncssh.SSHKey, *, accept_env: str = "none"
) -> AsyncIterator[int]:
    """Run an sshd that lets a key in, with the documented block, and yields its port.

    It is started for each connection, as by inetd, so that no port has to be chosen ahead.
    """
    program = needed("sshd")
    HOST_KEY.write_private_key(folder / "host_key")
    (folder / "host_key").chmod(0o600)
    key.write_public_key(folder / "authorized_keys")
    (folder / "introtui.toml").write_text(f'database_url = "{database_url}"\n')
    config = folder / "sshd_config"
    command = (program, "-i", "-f", str(config), "-E", str(folder / "sshd.log"))
    config.write_text(CONFIG.format(folder=folder, block=documented(folder, accept_env)))
    if os.geteuid() == 0:
        PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        accepting = asyncio.create_task(_accept(listener, command))
        try:
            yield listener.getsockname()[1]
        finally:
            accepting.cancel()
            await asyncio.gather(accepting, return_exceptions=True)


async def _accept(listener: socket.socket, command: Sequence[str]) -> None:
    """Start sshd on each connection; it ends with that."""
    started = []
    try:
        while True:
            accepted, _ = await asyncio.get_running_loop().sock_accept(listener)
            with accepted:
                accepted.setblocking(True)
                started.append(
                    await asyncio.create_subprocess_exec(
                        *command, stdin=accepted.fileno(), stdout=accepted.fileno()
                    )
                )
    finally:
        for process in started:
            if process.returncode is None:
                process.terminate()
            await process.wait()
