"""What people saw of a failover and what is in the database afterwards: figures, and whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from tests.proofs.editor import Editor, Saved

MOST_SECONDS = 10.0
"""From the promotion to the next change that is saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When the primary was killed, the promotion begun and done, by `monotonic`."""

    killed: float
    asked: float
    promoted: float


@dataclass(frozen=True, slots=True)
class Report:
    """`held` is every change in the database: account and value."""

    editors: Sequence[Editor]
    times: Times
    held: Sequence[tuple[int, int]]
    books_are_right: bool

    def text(self) -> str:
        """Return it as lines."""
        figures = (f"{name:<22}{figure}" for name, figure in self._figures())
        wrong = [f"WRONG  {each}" for each in self.wrong()] or ["All of it holds."]
        return "\n".join([*figures, *wrong, ""])

    def wrong(self) -> list[str]:
        """Return what does not hold."""
        by_person = chain.from_iterable(map(self._wrong_for, self.editors))
        twice = len(self.held) - len(set(self.held))
        return [
            *by_person,
            *(f"account {account}: {value} is lost" for account, value in sorted(self._lost)),
            *([f"{twice} changes were made twice"] if twice else []),
            *([] if self.books_are_right else ["the books are not right: see introtui check"]),
        ]

    def _wrong_for(self, editor: Editor) -> Iterator[str]:
        who, first = f"account {editor.account_id}", self._first_after(editor)
        yield from (f"{who}: {trouble}" for trouble in editor.troubles)
        if editor.was_over:
            yield f"{who}: the session ended"
        if first is None:
            yield f"{who}: nothing was saved after the promotion"
        elif first.at - self.times.promoted > MOST_SECONDS:
            yield f"{who}: the next change was saved {first.at - self.times.promoted:.1f} s after the promotion"

    def _figures(self) -> Iterator[tuple[str, str]]:
        times, told = self.times, self._told
        firsts = [first for first in map(self._first_after, self.editors) if first is not None]
        since = [max(first.at - times.promoted, 0.0) for first in firsts] or [0.0]
        before = sum(saved.at < times.killed for editor in self.editors for saved in editor.saved)
        yield "sessions", f"{len(self.editors)}, of which ended {sum(each.was_over for each in self.editors)}"
        yield "told to be saved", f"{before} before the kill, {len(told) - before} after"
        yield "of those lost", f"{len(self._lost)}"
        yield "never told but there", f"{len(set(self.held) - told)}"
        yield (
            "kill to promotion",
            f"{times.promoted - times.killed:.2f} s, promoting {times.promoted - times.asked:.2f}",
        )
        yield "promotion to saved", f"p50 {median(since):.2f} s, most {max(since):.2f}"
        yield "kill to saved", f"most {max(since) + times.promoted - times.killed:.2f} s"
        yield "saw reconnecting", f"{sum(each.saw_reconnecting for each in self.editors)}"
        yield "books", "right" if self.books_are_right else "wrong"

    def _first_after(self, editor: Editor) -> Saved | None:
        return next((saved for saved in editor.saved if saved.at > self.times.asked), None)

    @property
    def _told(self) -> set[tuple[int, int]]:
        return {(editor.account_id, saved.value) for editor in self.editors for saved in editor.saved}

    @property
    def _lost(self) -> set[tuple[int, int]]:
        return self._told - set(self.held)
