"""The keys: none does two things at one place, and those that terminals and sections need are left to them."""

from __future__ import annotations

import pytest

from introtui.commands import COMMANDS, DESK_SECTIONS, SECTIONS, Command, Scope, in_scope, offered

ANYWHERE = Scope.ANYWHERE
SECTION_KEYS = {f"f{number}" for number in range(1, 7)}


def keys_of(command: Command) -> list[str]:
    return command.keys.split(",")


PLACES = [
    *((scope, SECTIONS) for scope in (*SECTIONS, Scope.ORDER)),
    *((scope, DESK_SECTIONS) for scope in (*DESK_SECTIONS, Scope.ACCOUNT)),
]


@pytest.mark.parametrize(("scope", "sections"), PLACES)
def test_no_key_does_two_things_at_one_place(scope: Scope, sections: tuple[Scope, ...]) -> None:
    there = [each for each in offered((*sections, scope), lambda _needed: True) if each.scope in (scope, ANYWHERE)]
    keys = [key for command in there for key in keys_of(command)]
    assert sorted(keys) == sorted(set(keys))


def test_the_first_function_keys_go_to_sections_alone() -> None:
    others = {key for command in COMMANDS if not command.id.startswith("go.") for key in keys_of(command)}
    assert not others & SECTION_KEYS


def test_a_form_is_worked_by_function_keys_where_every_letter_is_text() -> None:
    for scope in (Scope.PROFILE, Scope.NOTIFICATIONS):
        for command in in_scope(scope):
            assert any("f" in key and key.rpartition("f")[2].isdigit() for key in keys_of(command)), command.id
