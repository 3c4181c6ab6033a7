"""What a billing run tells: how often it did what, what that came to, and what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from introtui.domain.money import Money

MOST_TOLD = 100
"""Problems told one by one; all are counted."""


class Did(StrEnum):
    """What a unit of the run may have done."""

    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    PLAN_CHANGED = "plan_changed"
    INVOICED = "invoiced"
    RATE_NOT_SET = "rate_not_set"
    RENEWED = "renewed"
    NOT_RENEWED = "not_renewed"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    REMINDED = "reminded"
    LOW_BALANCE = "low_balance"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done, and the amount it was about, where money is what it is about."""

    what: Did
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A unit that failed and was left as it was; the log tells why under the reference."""

    step: str
    where: str
    reference: str


@dataclass(slots=True)
class RunReport:
    """What a run did, or on a dry run would do; `totals` are minor units by what was done and currency."""

    as_of: date
    dry_run: bool
    counts: Counter[Did] = field(default_factory=Counter)
    totals: dict[Did, Counter[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def add(self, done: Iterable[Done]) -> None:
        """Count what a unit did; only once its transaction is committed."""
        for each in done:
            self.counts[each.what] += 1
            if each.amount is not None:
                self.totals.setdefault(each.what, Counter())[each.amount.currency] += each.amount.minor

    def failed(self, problem: Problem) -> None:
        """Count a problem, and keep the first ones."""
        self.problem_count += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(problem)

    def merge(self, other: RunReport) -> None:
        """Add what another report tells."""
        self.counts.update(other.counts)
        for what, totals in other.totals.items():
            self.totals.setdefault(what, Counter()).update(totals)
        self.problem_count += other.problem_count
        self.problems.extend(other.problems[: MOST_TOLD - len(self.problems)])

    def as_json(self) -> dict[str, Any]:
        """Return it for JSON: every count, also of nothing; amounts are texts so that they stay exact."""
        return {
            "as_of": str(self.as_of),
            "dry_run": self.dry_run,
            "counts": {did.value: self.counts[did] for did in Did},
            "totals": {
                did.value: {code: Money(minor, code).amount for code, minor in sorted(self.totals[did].items())}
                for did in Did
                if did in self.totals
            },
            "problems": [asdict(problem) for problem in self.problems],
            "problem_count": self.problem_count,
        }
