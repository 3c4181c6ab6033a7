"""An account begins as many sessions at once as it may have, and then one after the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from introtui.ssh.turns import INTERVAL, MOST_ACCOUNTS, Turns


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_turns_are_given_at_once_then_at_intervals_and_come_back() -> None:
    watch = Watch()
    turns = Turns(3, watch)
    assert [turns.wait(1) for _ in range(5)] == [0, 0, 0, INTERVAL, 2 * INTERVAL]
    assert turns.wait(2) == 0, "another account waits for nobody"
    watch.now += 10 * INTERVAL
    assert [turns.wait(1) for _ in range(4)] == [0, 0, 0, INTERVAL]


def test_a_turn_that_nobody_waited_for_is_the_next_ones() -> None:
    turns = Turns(1, Watch())
    assert [turns.wait(1), turns.wait(1)] == [0, INTERVAL]
    turns.give_back(1)
    assert turns.wait(1) == INTERVAL


def test_who_has_all_turns_again_is_forgotten() -> None:
    watch = Watch()
    turns = Turns(1, watch)
    for account_id in range(MOST_ACCOUNTS):
        turns.wait(account_id)
    watch.now += INTERVAL
    turns.wait(-1)
    assert len(turns._due) == 1


@given(st.integers(1, 5), st.lists(st.floats(0, 2 * INTERVAL), max_size=60))
def test_no_stretch_of_time_has_more_than_its_turns(at_once: int, pauses: list[float]) -> None:
    watch = Watch()
    turns = Turns(at_once, watch)
    begun = []
    for pause in pauses:
        watch.now += pause
        begun.append(watch.now + turns.wait(7))
    for first, when in enumerate(begun):
        for last in range(first, len(begun)):
            most = at_once + (begun[last] - when) / INTERVAL
            assert last - first + 1 <= most + 1e-6
