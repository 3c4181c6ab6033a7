"""How fast one account may begin sessions: whoever connects again and again waits, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable

INTERVAL = 3.0
"""Seconds until an account that has used up its turns gets the next."""
MOST_ACCOUNTS = 1_000
"""Accounts remembered until those whose turns are all there again are forgotten."""


class Turns:
    """Gives an account `at_once` turns, and one more every `INTERVAL` (GCRA, as in ITU-T I.371)."""

    def __init__(self, at_once: int, clock: Callable[[], float]) -> None:
        self._room = (at_once - 1) * INTERVAL
        self._clock = clock
        self._due: dict[int, float] = {}

    def wait(self, account_id: int) -> float:
        """Take a turn; returns in how many seconds it is there."""
        now = self._clock()
        if len(self._due) >= MOST_ACCOUNTS:
            self._due = {each: due for each, due in self._due.items() if due > now}
        due = max(now, self._due.get(account_id, now))
        self._due[account_id] = due + INTERVAL
        return max(0.0, due - self._room - now)

    def give_back(self, account_id: int) -> None:
        """Have a turn that nobody waits for any more be the next one's."""
        if account_id in self._due:
            self._due[account_id] -= INTERVAL
