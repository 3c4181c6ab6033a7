"""Choices that look random and are the same every time, on every Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from one seed; only `Random.random` is used, the one method whose numbers Python promises to keep."""

    def __init__(self, seed: int) -> None:
        # No secret comes of it: the demo has to repeat.
        self._next = Random(seed).random  # noqa: S311

    def below(self, limit: int) -> int:
        """Return a number from 0 to `limit` - 1."""
        return int(self._next() * limit)

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of `choices`."""
        return choices[int(self._next() * len(choices))]

    def chance(self, percent: int) -> bool:
        """Tell whether something happens that happens `percent` times in a hundred."""
        return self._next() * 100 < percent
