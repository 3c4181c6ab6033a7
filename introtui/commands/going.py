"""The commands that go to a section: its number, and where text is typed a function key."""

from __future__ import annotations

from collections.abc import Iterator

from introtui.commands.declaring import DESK_SECTIONS, SECTION_NEEDS, SECTIONS, Command, Scope

FUNCTION_KEYS = 6
"""So many belong to sections; the others to what forms do."""


def _going(sections: tuple[Scope, ...]) -> Iterator[Command]:
    for number, scope in enumerate(sections, 1):
        yield Command(
            id=f"go.{scope.mode}" if sections is SECTIONS else f"go.desk.{scope.mode}",
            scope=Scope.ANYWHERE,
            keys=f"{number},f{number}" if number <= FUNCTION_KEYS else str(number),
            label=scope.tab,
            help=f"Go to {scope.tab}.",
            action=f"app.section('{scope.mode}', {sections is DESK_SECTIONS})",
            footer=False,
            within=sections[0],
            needs=SECTION_NEEDS.get(scope, frozenset()),
        )


GOING = (*_going(SECTIONS), *_going(DESK_SECTIONS))
