"""What all workers did, counted in one place, so that limits and penalties are for the whole server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
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
OnFull = Callable[[bool, int | None], None]
"""Hears whether there may be no more sessions, of an account or of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """How many sessions there may be in all workers together."""

    sessions: int
    per_account: int


class Tally:
    """Hears what workers tell, has sources penalised, and knows when there are as many sessions as may be."""

    def __init__(self, sources: Sources, most: Most, on_full: OnFull) -> None:
        self.sessions: Counter[int] = Counter()
        """How many are signed in, by account."""
        self.offences: Counter[Offence] = Counter(dict.fromkeys(Offence, 0))
        self._most = most
        self._sources = sources
        self._on_full = on_full
        self._past: Families = {}

    @property
    def is_full(self) -> bool:
        """Whether there may be no more sessions."""
        return self.sessions.total() >= self._most.sessions

    @property
    def full_accounts(self) -> frozenset[int]:
        """The accounts that may have no more sessions."""
        return frozenset(account for account, count in self.sessions.items() if count >= self._most.per_account)

    def signed_in(self, account_id: int) -> None:
        """Count a session of an account."""
        self._count(account_id, 1)

    def signed_out(self, account_id: int) -> None:
        """Count one less."""
        self._count(account_id, -1)

    def change(self, most: Most) -> None:
        """Have other limits from now on, and tell what that changes."""
        with self._told():
            self._most = most

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

    def _count(self, account_id: int, more: int) -> None:
        with self._told():
            self.sessions[account_id] += more
            if not self.sessions[account_id]:
                del self.sessions[account_id]

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what is full by what is done here, and what is not any more."""
        was_full, accounts = self.is_full, self.full_accounts
        yield
        if self.is_full != was_full:
            self._on_full(self.is_full, None)
        for account_id in accounts ^ self.full_accounts:
            self._on_full(account_id not in accounts, account_id)


def add_families(total: Families, families: Iterable[Mapping[str, Any]]) -> None:
    """Add what a worker measured; of what is like something at a moment, the highest counts."""
    for given in families:
        samples = total.setdefault(given["name"], Family(given["help"], given["type"])).samples
        for name, labels, value in given["samples"]:
            key = name, tuple(sorted(labels.items()))
            before = samples.get(key, 0.0)
            samples[key] = max(before, value) if given["type"] == GAUGE else before + value
