"""Merging two edits of one form: nothing typed is lost, and nothing is undone that somebody else did."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.merging import merge

NAMES = ("city", "address", "phone")
VALUES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["", "a", "b", "c"])).map(
    lambda some: dict.fromkeys(NAMES, "") | some
)
Values = Mapping[str, str]


@given(base=VALUES, mine=VALUES, theirs=VALUES)
def test_what_i_typed_is_never_lost(base: Values, mine: Values, theirs: Values) -> None:
    merged = merge(base, mine, theirs)
    assert all(merged.values[name] == mine[name] for name in NAMES if mine[name] != base[name])


@given(base=VALUES, mine=VALUES, theirs=VALUES)
def test_theirs_is_taken_where_i_did_nothing(base: Values, mine: Values, theirs: Values) -> None:
    merged = merge(base, mine, theirs)
    assert all(merged.values[name] == theirs[name] for name in NAMES if mine[name] == base[name])


@given(base=VALUES, mine=VALUES, theirs=VALUES)
def test_exactly_the_fields_both_changed_differently_are_asked_about(
    base: Values, mine: Values, theirs: Values
) -> None:
    changed = [name for name in NAMES if base[name] not in (mine[name], theirs[name])]
    assert merge(base, mine, theirs).conflicts == tuple(name for name in changed if mine[name] != theirs[name])


@given(base=VALUES, mine=VALUES, theirs=VALUES)
def test_without_a_conflict_it_does_not_matter_who_came_first(base: Values, mine: Values, theirs: Values) -> None:
    merged = merge(base, mine, theirs)
    other = merge(base, theirs, mine)
    assert merged.conflicts == other.conflicts
    agreed = [name for name in NAMES if name not in merged.conflicts]
    assert [merged.values[name] for name in agreed] == [other.values[name] for name in agreed]


@given(base=VALUES, mine=VALUES)
def test_an_edit_that_met_nobody_is_saved_as_it_is(base: Values, mine: Values) -> None:
    merged = merge(base, mine, base)
    assert (merged.values, merged.conflicts) == (mine, ())
