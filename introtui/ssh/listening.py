"""The sockets a server listens on."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from introtui.domain.errors import IntrotuiError
from introtui.serving_settings import place_of

BACKLOG = 512


class ListenError(IntrotuiError):
    """An address cannot be listened on; the sentence says which and why."""


def listening_sockets(places: Sequence[str]) -> list[socket.socket]:
    """Open a socket for each address with a port; raises `ListenError`."""
    return [_listening(place) for place in places]


def _listening(place: str) -> socket.socket:
    host, port = place_of(place)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # Each family has an address of its own in the settings.
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise ListenError(f"ssh_listen: {place} cannot be listened on: {error.strerror}.") from error
    return sock
