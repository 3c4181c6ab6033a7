"""What the front process and a worker tell one another; each is one datagram of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST = 128 * 1024
"""Bytes of a message; the longest are settings and what was measured."""


class NotUnderstood(Exception):
    """The other end speaks another version of this, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """To a worker, first of all: by which number it is known, and with which settings it works."""

    worker: int
    settings: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """To a worker, with a socket: serve this connection; `source` is the real address at its other end."""

    number: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Full:
    """To a worker: whether there are as many sessions in all workers as there may be, of one account or of all."""

    is_full: bool
    account_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """To a worker: tell everybody, and end once they have left, or after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Retire:
    """To a worker: tell nobody, and end once everybody has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """From a worker: sockets may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """From a worker, its last: why it cannot serve, in a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """From a worker: somebody was let in on a connection, to an account."""

    number: int
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """From a worker: a connection is over."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offended:
    """From a worker: what a source did that is penalised, by the name of an `Offence`."""

    source: str
    offence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """From a worker, every few seconds: everything it measured since it began."""

    families: list[dict[str, Any]] = field(repr=False)


Message = Begin | Take | Full | Drain | Retire | Ready | Failed | SignedIn | Left | Offended | Measured
KINDS: Mapping[str, type[Message]] = {
    kind.__name__: kind
    for kind in (Begin, Take, Full, Drain, Retire, Ready, Failed, SignedIn, Left, Offended, Measured)
}


def encode(message: Message) -> bytes:
    """Return a message as a datagram."""
    return json.dumps([type(message).__name__, asdict(message)], separators=(",", ":")).encode()


def decode(datagram: bytes) -> Message:
    """Return the message of a datagram; raises `NotUnderstood`."""
    try:
        name, facts = json.loads(datagram)
        message: Message = KINDS[name](**facts)
    except (ValueError, TypeError, LookupError) as error:
        raise NotUnderstood(f"not a message: {datagram[:80]!r}") from error
    return message
