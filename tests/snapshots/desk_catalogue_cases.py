"""What is pictured of the VAT desk and the catalogue desk."""

from __future__ import annotations

from introtui.commands import DESK_SECTIONS, Scope
from tests.snapshots.cases import Case, typed

ADMIN, READER = "anna", "rita"


def at_desk(name: str, scope: Scope, *keys: str, login: str = ADMIN) -> Case:
    """Return a picture of a section of the desk, after keys there."""
    return Case(name, (str(DESK_SECTIONS.index(scope) + 1), *keys), login)


def rates(name: str, *keys: str, login: str = ADMIN) -> Case:
    """Return a picture of the VAT desk."""
    return at_desk(f"desk-rates{name}", Scope.RATES, *keys, login=login)


POLAND = ("down",) * 21
NINE_PERCENT = (*typed("9"), "enter", "enter", "enter")
DESK_CATALOGUE = (
    rates(""),
    rates("-differ", "f", "down"),
    rates("-none-scheduled", "f", "f", "f"),
    rates("-new-errors", *POLAND, "n", *typed("many"), "tab", *typed("x"), "enter", "enter"),
    rates("-new-rehearsed", *POLAND, "n", *NINE_PERCENT),
    rates("-scheduled", *POLAND, "n", *NINE_PERCENT, "enter", "enter"),
    rates("-rehearsed", *POLAND, "n", *NINE_PERCENT, "enter", "enter", "r"),
    rates("-withdraw", *POLAND, "n", *NINE_PERCENT, "enter", "enter", "w"),
    rates("-adopt", *(["down"] * 25), "t"),
    rates("-history", *POLAND, "h"),
    rates("-read-only", *POLAND, "r", *typed("9"), "enter", "enter", login=READER),
)
