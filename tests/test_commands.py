"""The keys: none does two things at one place, and those that terminals and sections need are left to them."""

from __future__ import annotations

import pytest

from introtui.commands import COMMANDS, Command, Scope, in_scope

SECTION_KEYS = {f"f{number}" for number in range(1, 7)}


def keys_of(command: Command) -> list[str]:
    return command.keys.split(",")


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.ANYWHERE])
def test_no_key_does_two_things_at_one_place(scope: Scope) -> None:
    keys = [key for command in (*in_scope(scope), *in_scope(Scope.ANYWHERE)) for key in keys_of(command)]
    assert sorted(keys) == sorted(set(keys))


def test_the_first_function_keys_go_to_sections_alone() -> None:
    others = {key for command in COMMANDS if not command.id.startswith("go.") for key in keys_of(command)}
    assert not others & SECTION_KEYS


def test_a_form_is_worked_by_function_keys_where_every_letter_is_text() -> None:
    for scope in (Scope.PROFILE, Scope.NOTIFICATIONS):
        for command in in_scope(scope):
            assert any("f" in key and key.rpartition("f")[2].isdigit() for key in keys_of(command)), command.id
