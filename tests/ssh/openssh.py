"""OpenSSH's own client, kept away from the keys, agent and configuration of whoever runs the tests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from tests.needed import needed
from tests.services.identity.signing import PASSWORD
from tests.ssh.serving import HOST_KEY, PATIENCE

HOST = "introtui"
"""The server's name in the client's configuration."""
NO_CODE = "000000"

CONFIG = """\
Host {HOST}
    HostName 127.0.0.1
    Port {port}
    User {login}
    UserKnownHostsFile {folder}/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    IdentitiesOnly yes
    IdentityAgent none
    {key}
    NumberOfPasswordPrompts 1
"""
ASKPASS = """\
#!/bin/sh
case "$1" in *Code*) echo '{code}' ;; *) echo '{password}' ;; esac
"""

FORWARDING: Mapping[str, tuple[str, ...]] = {
    "open failed": ("-W", "127.0.0.1:22", HOST),
    "remote port forwarding failed": ("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22", HOST, "balance"),
}
"""What the client says when it is refused, and how it asks; `-W` asks for what `-L` and `-D` ask for, at once."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a client ended with: its exit code, and what it wrote."""

    code: int | None
    said: bytes
    told: str


class OpenSsh:
    """A client in a folder of its own, by a key where one is given."""

    def __init__(self, folder: Path, port: int, login: str = "ivanov", key: asyncssh.SSHKey | None = None) -> None:
        self.folder = folder
        public = HOST_KEY.export_public_key().decode()
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {public}")
        if key is not None:
            key.write_private_key(folder / "key")
            (folder / "key").chmod(0o600)
        by_key = "PubkeyAuthentication no" if key is None else f"IdentityFile {folder}/key"
        config = CONFIG.format(HOST=HOST, port=port, login=login, folder=folder, key=by_key)
        self.config.write_text(config)

    @property
    def config(self) -> Path:
        """The client's configuration."""
        return self.folder / "ssh_config"

    def configure(self, line: str) -> None:
        """Add a line to the configuration."""
        with self.config.open("a") as file:
            file.write(f"    {line}\n")

    async def run(
        self,
        *arguments: str,
        program: str = "ssh",
        password: str = PASSWORD,
        code: str = NO_CODE,
        display: str = "",
    ) -> Done:
        """Run the client to its end; password and code are given by askpass."""
        askpass = self.folder / "askpass"
        askpass.write_text(ASKPASS.format(password=password, code=code))
        askpass.chmod(0o700)
        process = await asyncio.create_subprocess_exec(
            needed(program),
            "-F",
            str(self.config),
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.folder,
            env={
                **own_environment(self.folder),
                "SSH_ASKPASS": str(askpass),
                "SSH_ASKPASS_REQUIRE": "force",
                "DISPLAY": display,
            },
        )
        async with asyncio.timeout(PATIENCE):
            said, told = await process.communicate()
        return Done(process.returncode, said, told.decode())


def own_environment(folder: Path) -> dict[str, str]:
    """Return the variables of a client that lives in a folder."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
    }
