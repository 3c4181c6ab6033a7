"""What systemd hands over, and what it is told: sd_listen_fds(3) and sd_notify(3)."""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping
from time import monotonic_ns

from introtui.ssh.listening import ListenError

FIRST_HANDLE = 3
HANDED = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")


def handed_sockets(environment: MutableMapping[str, str]) -> list[socket.socket]:
    """Return the listening sockets this process was started with; raises `ListenError` for others."""
    given = [environment.pop(name, "") for name in HANDED]
    if given[0] != str(os.getpid()) or not given[1].isdecimal():
        return []
    return [_handed(handle) for handle in range(FIRST_HANDLE, FIRST_HANDLE + int(given[1]))]


def _handed(handle: int) -> socket.socket:
    os.set_inheritable(handle, False)
    try:
        sock = socket.socket(fileno=handle)
        listens = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise ListenError(f"What was handed over as LISTEN_FDS is no socket: {error.strerror}.") from error
    if not listens or sock.family not in {socket.AF_INET, socket.AF_INET6}:
        sock.close()
        raise ListenError("What was handed over as LISTEN_FDS does not listen on an address; see ListenStream=.")
    return sock


class Notifier:
    """Tells systemd how far this process is; nobody where it did not start it."""

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        place = environment.pop("NOTIFY_SOCKET", "")
        self._place = f"\0{place[1:]}" if place.startswith("@") else place

    def ready(self) -> None:
        """Say that connections are served, with the settings of now."""
        self._tell("READY=1")

    def reloading(self) -> None:
        """Say that the settings are read again."""
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={monotonic_ns() // 1_000}")

    def stopping(self) -> None:
        """Say that the end has begun."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self._place:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
                sock.sendto(state.encode(), self._place)
        except OSError:
            # Whoever was to hear it is gone.
            return
