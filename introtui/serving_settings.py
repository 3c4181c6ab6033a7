"""What a company can configure about the ssh server, and how it is read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import InvalidLines, parse_address, parse_ip_rules

MOST_SESSIONS = 100_000
MOST_WORKERS = 64
MOST_DRAIN = 3_600
USUAL_WORKERS = 4
"""How many are taken where the company says nothing, however many cores there are."""
_PLACE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[0-9.]+):([0-9]{1,5})")

Reader = Callable[[str], "str | int | tuple[str, ...]"]


def usual_workers() -> int:
    """Return one worker for each core the process may use, within measure."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, USUAL_WORKERS)


# Without slots: of the bases of one class, Python lets a single one have them.
@dataclass(frozen=True, kw_only=True)
class ServingSettings:
    """Where `introtui serve` listens, by which key it is known, and how many it holds.

    `ssh_proxies` are the addresses whose PROXY header is believed; `ssh_exempt` those with no limit of their own.
    `ssh_metrics` is where this machine may read numbers, blank for nowhere.
    """

    ssh_listen: tuple[str, ...] = ("127.0.0.1:2222",)
    ssh_host_key: str = ""
    ssh_proxies: str = ""
    ssh_exempt: str = ""
    ssh_sessions: int = 500
    ssh_sessions_per_account: int = 10
    ssh_workers: int = field(default_factory=usual_workers)
    ssh_drain_seconds: int = 30
    ssh_metrics: str = ""


def serving_names() -> tuple[str, ...]:
    """Return the names of these settings."""
    return tuple(known.name for known in fields(ServingSettings))


def read_places(text: str) -> tuple[str, ...]:
    """Return addresses with ports to listen on."""
    places = tuple(text.split())
    for place in places:
        place_of(place)
    if not places:
        raise InvalidValue("Write an address and a port, such as 0.0.0.0:22 or [::]:22.")
    return places


def place_of(text: str) -> tuple[str, int]:
    """Return an address and a port; raises `InvalidValue`."""
    found = _PLACE.fullmatch(text)
    if found is None or not 0 <= int(found[2]) <= 65_535:
        raise InvalidValue(f"{text!r} is no address with a port; write it as 0.0.0.0:22 or [::]:22.")
    return found[1].strip("[]"), int(found[2])


def read_addresses(text: str) -> str:
    """Return a list of addresses, ranges and networks as it was written; blank is none."""
    try:
        parse_ip_rules(text)
    except InvalidLines as error:
        raise InvalidValue(str(error)) from error
    return text.strip()


def read_count(text: str, least: int = 1, most: int = MOST_SESSIONS) -> int:
    """Return a number, of sessions unless told otherwise."""
    count = text.strip()
    if not (count.isascii() and count.isdigit()) or not least <= int(count) <= most:
        raise InvalidValue(f"Write a number from {least} to {most}.")
    return int(count)


read_workers = partial(read_count, most=MOST_WORKERS)


def read_metrics(text: str) -> str:
    """Return where numbers may be read; blank is nowhere."""
    place = text.strip()
    if place and not parse_address(place_of(place)[0]).is_loopback:
        raise InvalidValue(
            f"Numbers are for this machine alone; write {place!r} with a loopback address, as 127.0.0.1:9110."
        )
    return place


SERVING_READERS: Mapping[str, Reader] = {
    "ssh_listen": read_places,
    "ssh_proxies": read_addresses,
    "ssh_exempt": read_addresses,
    "ssh_sessions": read_count,
    "ssh_sessions_per_account": read_count,
    "ssh_workers": read_workers,
    "ssh_drain_seconds": partial(read_count, least=0, most=MOST_DRAIN),
    "ssh_metrics": read_metrics,
}
SERVING_LISTS = frozenset({"ssh_listen"})
SERVING_NUMBERS = frozenset({"ssh_sessions", "ssh_sessions_per_account", "ssh_workers", "ssh_drain_seconds"})
