"""What an import tells: what is wrong where, how far it is, what it did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what); both numbers start again whenever `what` changes. Units are bytes or lines."""

MOST_PROBLEMS = 10_000
"""After this many, reading stops: nobody mends more in one go, and memory stays bounded."""

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, order=True)
class ImportProblem:
    """One defect: file name, line, column and a sentence.

    `line` counts physical lines from 1, the header being 1; a record over several lines has the first. Line 0 is
    the file as a whole. `column` is empty when the whole line is meant.
    """

    file: str
    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import found and wrote; nothing was written when there are problems, or on a dry run.

    `plans` counts prices (lines of plans.csv); `unchanged` the lines that were there already. On a dry run the
    counts are what would be written. `cut_short` tells that reading stopped at `MOST_PROBLEMS`.
    """

    problems: tuple[ImportProblem, ...]
    plans: int = 0
    accounts: int = 0
    orders: int = 0
    unchanged: int = 0
    cut_short: bool = False


class TooManyProblems(Exception):
    """`MOST_PROBLEMS` have been collected."""


class Problems:
    """Collects the problems of all files, each file's in the order of its lines."""

    def __init__(self) -> None:
        self._done: list[ImportProblem] = []
        self._current: list[tuple[int, ImportProblem]] = []
        self.cut_short = False

    def __len__(self) -> int:
        return len(self._done) + len(self._current)

    def add(self, problem: ImportProblem, place: int = 0) -> None:
        """Keep a problem; `place` orders those of one line. Raises `TooManyProblems` when it was the last."""
        self._current.append((place, problem))
        if len(self) >= MOST_PROBLEMS:
            self.cut_short = True
            raise TooManyProblems

    def end_file(self) -> None:
        """Put the problems of the file just read in order."""
        self._current.sort(key=lambda item: (item[1].line, item[0]))
        self._done.extend(problem for _, problem in self._current)
        self._current.clear()

    def sorted(self) -> tuple[ImportProblem, ...]:
        """Return all problems: files as they were read, lines from first to last."""
        self.end_file()
        return tuple(self._done)


class Missing:
    """References to something that no line of the earlier file gives.

    A line whose own key cannot be read still stands for something, which is then missed elsewhere. One defect is
    one problem: so as many missing names as lines have lost theirs are passed over, those that look most like the
    names there are. One that looks like none of them is always told.
    """

    def __init__(self) -> None:
        self.lost: float = 0
        """How many lines lost their key; infinity when the file could not be read at all."""
        self._shapes: Counter[str] = Counter()
        self._found: dict[str, list[tuple[int, ImportProblem]]] = {}
        self._count = 0

    def known(self, name: str) -> None:
        """Remember what a name looks like that is there."""
        self._shapes[_shape(name)] += 1

    def note(self, name: str, problem: ImportProblem, place: int) -> None:
        """Remember that `name` is missing, and what to say of it."""
        self._count += 1
        if self._count <= MOST_PROBLEMS:
            self._found.setdefault(name, []).append((place, problem))

    def settle(self, problems: Problems) -> None:
        """Hand over what has to be told."""
        likely = [name for name in self._found if not self._shapes or self._shapes[_shape(name)]]
        likely.sort(key=lambda name: -self._shapes[_shape(name)])
        passed_over = set(likely[: int(min(self.lost, len(likely)))])
        for name, found in self._found.items():
            if name not in passed_over:
                for place, problem in found:
                    problems.add(problem, place)


def _shape(name: str) -> str:
    return _DIGIT.sub("0", _LETTERS.sub("a", name))
