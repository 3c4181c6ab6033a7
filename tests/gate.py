"""A gate between a test and its PostgreSQL server: shut, every connection is lost and none can be made."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from sqlalchemy import make_url

SOCKET = ".s.PGSQL.5432"


class Gate:
    """Passes on what comes to a socket of its own, while it is open."""

    def __init__(self, folder: Path, server: Path) -> None:
        self._path = folder / SOCKET
        self._server = server / SOCKET
        self._listening: socket.socket | None = None
        self._ends: list[socket.socket] = []
        self.open()

    def open(self) -> None:
        """Let connections through."""
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self._path))
        self._listening.listen()
        Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def shut(self) -> None:
        """Lose every connection, and let none through."""
        if self._listening is not None:
            self._listening.close()
            self._path.unlink(missing_ok=True)
            self._listening = None
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self._server))
                self._ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def gated(url: str) -> Iterator[tuple[Gate, str]]:
    """Put a gate before the server of a URL; yields it and the URL that leads through it."""
    folder = Path(tempfile.mkdtemp(prefix="gate-"))
    parsed = make_url(url)
    gate = Gate(folder, Path(str(parsed.query["host"])))
    through = parsed.update_query_dict({"host": str(folder)})
    try:
        yield gate, through.render_as_string(hide_password=False)
    finally:
        gate.shut()
        shutil.rmtree(folder)
