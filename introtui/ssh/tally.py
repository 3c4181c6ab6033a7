"""What all workers did, counted in one place, so that limits and penalties are for the whole server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from introtui.ssh.sources import Offence, Sources

GAUGE = "gauge"

Labels = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Family:
    """One thing that is measured: what it is, and its samples by name and labels."""

    help: str
    type: str
    samples: dict[tuple[str, Labels], float] = field(default_factory=dict)


Families = dict[str, Family]


class Tally:
    """Hears what workers tell, has sources penalised, and knows when there are as many sessions as may be."""

    def __init__(self, sources: Sources, most_sessions: int, on_full: Callable[[bool], None]) -> None:
        self.sessions = 0
        """How many are signed in."""
        self.offences: Counter[Offence] = Counter(dict.fromkeys(Offence, 0))
        self.most_sessions = most_sessions
        self._sources = sources
        self._on_full = on_full
        self._past: Families = {}

    @property
    def is_full(self) -> bool:
        """Whether there may be no more sessions."""
        return self.sessions >= self.most_sessions

    def signed_in(self) -> None:
        """Count a session."""
        self._count(1)

    def signed_out(self) -> None:
        """Count one less."""
        self._count(-1)

    def offended(self, source: str, offence: Offence) -> None:
        """Penalise a source."""
        self.offences[offence] += 1
        self._sources.penalise(source, offence)

    def ended(self, families: Iterable[Mapping[str, Any]]) -> None:
        """Keep what a worker measured that is no more; what it was like at a moment is over."""
        add_families(self._past, (family for family in families if family["type"] != GAUGE))

    def measured(self, by: Iterable[Iterable[Mapping[str, Any]]]) -> Families:
        """Return what all workers measured, those that are no more included."""
        total = {name: Family(past.help, past.type, dict(past.samples)) for name, past in self._past.items()}
        for families in by:
            add_families(total, families)
        return total

    def _count(self, more: int) -> None:
        before = self.is_full
        self.sessions += more
        if self.is_full != before:
            self._on_full(self.is_full)


def add_families(total: Families, families: Iterable[Mapping[str, Any]]) -> None:
    """Add what a worker measured; of what is like something at a moment, the highest counts."""
    for given in families:
        samples = total.setdefault(given["name"], Family(given["help"], given["type"])).samples
        for name, labels, value in given["samples"]:
            key = name, tuple(sorted(labels.items()))
            before = samples.get(key, 0.0)
            samples[key] = max(before, value) if given["type"] == GAUGE else before + value
