"""Processes of their own, each forked from one server that has loaded the program: to start hundreds is cheap."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

FORKS = get_context("forkserver")
TARGETS = (
    "tests.proofs.bulk_runner",
    "tests.proofs.caller",
    "tests.proofs.courier",
    "tests.proofs.importer",
    "tests.proofs.spender",
    "tests.proofs.worker",
)
LATE = ("argon2", "cryptography.hazmat.primitives.ciphers.aead", "psycopg")
"""What the program imports only when it is first used."""
FORKS.set_forkserver_preload([*TARGETS, *LATE])


def start(target: Callable[..., None], *arguments: Any) -> tuple[ForkServerProcess, Connection]:
    """Start a process; returns it and where it is heard. What `target` says with is its first argument."""
    heard, said = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=target, args=(said, *arguments), daemon=True)
    process.start()
    said.close()
    return process, heard


def said_by(started: list[tuple[ForkServerProcess, Connection]]) -> list[Any]:
    """Return the one thing that each process said, once all have ended well."""
    said = [heard.recv() for _process, heard in started]
    for process, _heard in started:
        process.join()
        assert process.exitcode == 0
    return said


def rest_of(heard: Connection) -> list[Any]:
    """Return what was said until the process ended; what it was cut off in is left out."""
    said = []
    while True:
        try:
            said.append(heard.recv())
        except (EOFError, OSError):
            return said
