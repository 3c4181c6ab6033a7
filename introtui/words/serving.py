"""`introtui serve`: the ssh server, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.domain.errors import IntrotuiError
from introtui.words.acting import remark

if TYPE_CHECKING:
    from introtui.settings import Settings
    from introtui.ssh.front import Front
    from introtui.ssh.systemd import Notifier

NEEDS_RESTART = ("ssh_listen", "ssh_metrics")
"""Settings a reload does not change: what they name stays open."""


def serve(options: argparse.Namespace) -> int:
    """Serve until stopped; with `--make-host-key`, make that and end."""
    from introtui.logs import log_service
    from introtui.settings import load_settings
    from introtui.words.program import forget_textual_variables

    forget_textual_variables(os.environ)

    def load() -> Settings:
        settings = load_settings()
        return settings if options.workers is None else replace(settings, ssh_workers=options.workers)

    if options.make_host_key:
        return _make_host_key(Path(load().ssh_host_key))
    log_service(os.environ)
    return asyncio.run(_serve(load))


def _make_host_key(path: Path) -> int:
    from introtui.ssh.host_key import fingerprint, load_host_key, make_host_key

    make_host_key(path)
    print(f"The host key is {path}, {fingerprint(load_host_key(path))}. Back it up.")
    return 0


async def _serve(load: Callable[[], Settings]) -> int:
    from introtui.ssh.front import Front
    from introtui.ssh.listening import listening_sockets
    from introtui.ssh.systemd import Notifier, handed_sockets

    settings = load()
    notifier, handed = Notifier(os.environ), handed_sockets(os.environ)
    front = Front(settings)
    asked = Asked(front)
    with ExitStack() as beside:
        sockets = handed or listening_sockets(settings.ssh_listen)
        if settings.ssh_metrics:
            from introtui.ssh.exposing import exposed

            remark(f"numbers at {beside.enter_context(exposed(settings.ssh_metrics, front))}")
        try:
            if await _opened(front, sockets, asked):
                notifier.ready()
                await _until_stopped(front, asked, load, notifier)
        finally:
            notifier.stopping()
            await front.drain(front.settings.ssh_drain_seconds)
    return 0


class Asked:
    """What signals ask of the server: to stop, to stop at once, to read its settings again."""

    def __init__(self, front: Front) -> None:
        self.to_stop = asyncio.Event()
        self.to_reload = asyncio.Event()
        self._front = front
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop)
        loop.add_signal_handler(signal.SIGHUP, self.to_reload.set)

    def _stop(self) -> None:
        if self.to_stop.is_set():
            self._front.hurry()
        self.to_stop.set()


async def _opened(front: Front, sockets: list[socket.socket], asked: Asked) -> bool:
    """Start, unless asked to stop before; tells whether it serves."""
    opening = asyncio.create_task(front.open(sockets))
    stopping = asyncio.create_task(asked.to_stop.wait())
    await asyncio.wait((opening, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not opening.done():
        opening.cancel()
        return False
    opening.result()
    for sock in sockets:
        host, port = sock.getsockname()[:2]
        remark(f"listening on {host}:{port}")
    return True


async def _until_stopped(front: Front, asked: Asked, load: Callable[[], Settings], notifier: Notifier) -> None:
    reloading = asyncio.create_task(_reload_when_asked(front, asked, load, notifier))
    await asked.to_stop.wait()
    reloading.cancel()


async def _reload_when_asked(front: Front, asked: Asked, load: Callable[[], Settings], notifier: Notifier) -> None:
    while True:
        await asked.to_reload.wait()
        asked.to_reload.clear()
        notifier.reloading()
        try:
            settings = load()
            for name in NEEDS_RESTART:
                if getattr(settings, name) != getattr(front.settings, name):
                    remark(f"{name} changes when introtui serve is started again.")
            await front.reload(settings)
            remark("the settings were read again")
        except IntrotuiError as error:
            remark(f"everything stays as it was: {error}")
        notifier.ready()
