"""`introtui serve`: the ssh server, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.words.acting import remark

if TYPE_CHECKING:
    from introtui.settings import Settings


def serve(options: argparse.Namespace) -> int:
    """Serve until stopped; with `--make-host-key`, make that and end."""
    import os

    from introtui.logs import log_to_file
    from introtui.settings import load_settings
    from introtui.words.program import forget_textual_variables

    forget_textual_variables(os.environ)
    settings = load_settings()
    if options.make_host_key:
        return _make_host_key(Path(settings.ssh_host_key))
    log_to_file()
    return asyncio.run(_serve(settings))


def _make_host_key(path: Path) -> int:
    from introtui.ssh.host_key import fingerprint, load_host_key, make_host_key

    make_host_key(path)
    print(f"The host key is {path}, {fingerprint(load_host_key(path))}. Back it up.")
    return 0


async def _serve(settings: Settings) -> int:
    from introtui.compose import ssh_server
    from introtui.ssh.listening import listening_sockets
    from introtui.words.remote import say_remote

    sockets = listening_sockets(settings.ssh_listen)
    async with ssh_server(settings, say_remote) as acceptor:
        acceptor.listen(sockets)
        for sock in sockets:
            host, port = sock.getsockname()[:2]
            remark(f"listening on {host}:{port}")
        await _stopped()
    return 0


async def _stopped() -> None:
    """Wait until the process is asked to end."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked.set)
    await asked.wait()
