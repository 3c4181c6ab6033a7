"""Who may connect, decided before a byte is read: how many at once, and who was sent away for a while.

The rules are those of OpenSSH 9.8 (sshd_config(5)): MaxStartups with its random early drop, PerSourceMaxStartups,
PerSourceNetBlockSize and PerSourcePenalties. A source is an IPv4 address or an IPv6 /64.

Memory is bounded: counts by the connections that are open, penalties by `SourceLimits.most_sources` of each IP
version, so that a flood from IPv6 never touches what is known of IPv4. At the bound what has ended goes first,
then the penalty that ends soonest, be it the new one. So pushing a penalty out takes as many sources as are
remembered, each with more time left, and those are then refused; who is not remembered is let in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush, heapreplace
from types import MappingProxyType
from typing import NamedTuple

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import Address, IpRules, parse_address

OWN_BITS = {4: 0, 6: 64}
"""Last bits of an address that its owner chooses freely, so that they tell no source from another."""


class Refusal(StrEnum):
    """Why somebody may not connect now; the values are labels of a metric."""

    TOTAL = "total"
    STARTUPS = "startups"
    EARLY_DROP = "early drop"
    SOURCE = "source"
    PENALTY = "penalty"


class Offence(StrEnum):
    """What a source is penalised for, by the names of sshd_config(5)."""

    CRASH = "crash"
    AUTHFAIL = "authfail"
    NOAUTH = "noauth"
    GRACE_EXCEEDED = "grace-exceeded"
    REFUSECONNECTION = "refuseconnection"


PENALTIES: Mapping[Offence, float] = MappingProxyType(dict(zip(Offence, (90, 5, 1, 10, 10), strict=True)))
"""Seconds for each offence, OpenSSH's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLimits:
    """How many may be connected at once, and for how long who offends is refused; raises `InvalidValue`.

    Startups are connections that have not signed in. From `startups_begin` of them on, `startups_rate` percent of
    new ones are dropped, rising evenly to all of them at `startups_full`. Penalties are in seconds; an offence
    without one is none. Forgetting `most_sources` at once holds the loop for under 20 ms.
    """

    connections: int = 500
    connections_per_source: int = 50
    startups_begin: int = 10
    startups_rate: float = 30.0
    startups_full: int = 100
    startups_per_source: int = 10
    penalties: Mapping[Offence, float] = field(default_factory=lambda: PENALTIES)
    minimum_penalty: float = 15.0
    maximum_penalty: float = 600.0
    most_sources: int = 8_192

    def __post_init__(self) -> None:
        if min(self.connections, self.connections_per_source, self.startups_per_source, self.most_sources) < 1:
            raise InvalidValue("Allow at least one connection, one of each source, and one remembered source.")
        if not (0 <= self.startups_begin <= self.startups_full >= 1 and 0 <= self.startups_rate <= 100):
            raise InvalidValue("Early drop goes from its begin to a full of at least 1, from 0 to 100 percent.")
        if not 0 <= self.minimum_penalty <= self.maximum_penalty or min(self.penalties.values(), default=0) < 0:
            raise InvalidValue("Penalties are seconds, 0 or more, and the minimum is not above the maximum.")


class Source(NamedTuple):
    """Whom limits and penalties are for: the IP version, and the bits that tell one owner from another."""

    version: int
    number: int


def peer_address(text: str) -> Address:
    """Return the address of a connection's other end, without the zone of a link; raises `InvalidValue`."""
    return parse_address(text.partition("%")[0])


@dataclass(slots=True, eq=False)
class Place:
    """What an admitted connection holds until `Sources.left`; `source` is None for an exempt address."""

    source: Source | None
    is_startup: bool = True
    is_open: bool = True


@dataclass(slots=True)
class _Count:
    open: int = 0
    startups: int = 0

    def fills(self, limits: SourceLimits) -> bool:
        return self.open >= limits.connections_per_source or self.startups >= limits.startups_per_source


class Sources:
    """The doorkeeper of one server; it belongs to one thread, and every call costs amortised O(log n).

    `clock` gives seconds that never go back, `chance` a number from 0 to below 1. Addresses in `exempt` get no
    penalty and no limit of their own, but count in the totals. Texts that are no address raise `InvalidValue`.
    """

    def __init__(
        self, limits: SourceLimits, *, exempt: IpRules, clock: Callable[[], float], chance: Callable[[], float]
    ) -> None:
        self._limits = limits
        self._exempt = exempt
        self._clock = clock
        self._chance = chance
        self._all = _Count()
        self._counts: dict[Source | None, _Count] = {}
        self._penalties = {version: _Penalties(limits) for version in OWN_BITS}

    @property
    def connections(self) -> int:
        """How many are connected."""
        return self._all.open

    @property
    def startups(self) -> int:
        """How many of them have not signed in."""
        return self._all.startups

    @property
    def remembered(self) -> int:
        """How many penalties have not ended, and how many sources are connected, all exempt ones as one."""
        return len(self._counts) + sum(kept.count(self._clock()) for kept in self._penalties.values())

    def change(self, limits: SourceLimits, *, exempt: IpRules) -> None:
        """Go by other limits from now on; who is connected stays, and penalties end when they would have."""
        self._limits, self._exempt = limits, exempt
        for kept in self._penalties.values():
            kept.limits = limits

    def admit(self, address: str) -> Place | Refusal:
        """Return the place of a new connection from `address`, or why it gets none."""
        source = self._source(address)
        if (refusal := self._refusal(source)) is not None:
            return refusal
        for count in (self._all, self._counts.setdefault(source, _Count())):
            count.open += 1
            count.startups += 1
        return Place(source)

    def authenticated(self, place: Place) -> None:
        """Note that the connection has signed in; said again, or after it left, nothing changes."""
        if place.is_startup:
            place.is_startup = False
            for count in (self._all, self._counts[place.source]):
                count.startups -= 1

    def left(self, place: Place) -> None:
        """Take the place back; said again, nothing changes."""
        self.authenticated(place)
        if place.is_open:
            place.is_open = False
            for count in (self._all, self._counts[place.source]):
                count.open -= 1
            if not self._counts[place.source].open:
                del self._counts[place.source]

    def penalise(self, address: str, offence: Offence) -> float:
        """Add the offence to the penalty of the source; return for how many seconds the source is now refused.

        A penalty refuses from when it has reached the minimum until it ends.
        """
        source = self._source(address)
        seconds = self._limits.penalties.get(offence, 0.0)
        if source is None or not seconds:
            return 0.0
        return self._penalties[source.version].add(source, seconds, self._clock())

    def _source(self, address: str) -> Source | None:
        plain = peer_address(address)
        source = Source(plain.version, int(plain) >> OWN_BITS[plain.version])
        return source if self._exempt.admits(plain) is None else None

    def _refusal(self, source: Source | None) -> Refusal | None:
        # Chance comes last: its label then says that nothing else was in the way.
        if source is not None and self._penalties[source.version].refuse(source, self._clock()):
            return Refusal.PENALTY
        if self.connections >= self._limits.connections:
            return Refusal.TOTAL
        if self.startups >= self._limits.startups_full:
            return Refusal.STARTUPS
        if source is not None and self._counts.get(source, _Count()).fills(self._limits):
            return Refusal.SOURCE
        return Refusal.EARLY_DROP if self._drops_early() else None

    def _drops_early(self) -> bool:
        begin, full, rate = self._limits.startups_begin, self._limits.startups_full, self._limits.startups_rate
        if self.startups < begin:
            return False
        return self._chance() * 100 < rate + (100 - rate) * (self.startups - begin) / (full - begin)


class _Penalties:
    """The penalties of one IP version's sources, and a heap with one entry a source, no later than its end."""

    def __init__(self, limits: SourceLimits) -> None:
        self.limits = limits
        self._ends: dict[Source, float] = {}
        self._refused: set[Source] = set()
        self._queue: list[tuple[float, Source]] = []

    def count(self, now: float) -> int:
        self._forget_ended(now)
        return len(self._ends)

    def refuse(self, source: Source, now: float) -> bool:
        self._forget_ended(now)
        return source in self._refused

    def add(self, source: Source, seconds: float, now: float) -> float:
        self._forget_ended(now)
        left = min(self._ends.get(source, now) - now + seconds, self.limits.maximum_penalty)
        if source not in self._ends:
            heappush(self._queue, (now + left, source))
        self._ends[source] = now + left
        if left >= self.limits.minimum_penalty:
            self._refused.add(source)
        if len(self._ends) > self.limits.most_sources:
            self._forget_soonest()
        return left if source in self._refused else 0.0

    def _forget_ended(self, now: float) -> None:
        while self._queue and self._soonest() <= now:
            self._forget_soonest()

    def _forget_soonest(self) -> None:
        # Ended penalties were looked for just before, so that the first entry is where its penalty ends.
        source = heappop(self._queue)[1]
        del self._ends[source]
        self._refused.discard(source)

    def _soonest(self) -> float:
        # A penalty that grew left its entry where it was: an entry is moved at most once for each time it grew.
        while self._queue[0][0] < (ends := self._ends[self._queue[0][1]]):
            heapreplace(self._queue, (ends, self._queue[0][1]))
        return self._queue[0][0]
