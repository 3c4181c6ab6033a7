"""What is pictured of the VAT desk, the catalogue desk and the audit."""

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


def plans(name: str, *keys: str, login: str = ADMIN) -> Case:
    """Return a picture of the catalogue desk."""
    return at_desk(f"desk-plans{name}", Scope.PLANS, *keys, login=login)


def audit(name: str, *keys: str) -> Case:
    """Return a picture of the audit."""
    return at_desk(f"desk-audit{name}", Scope.AUDIT, *keys)


POLAND = ("down",) * 21
NINE_PERCENT = (*typed("9"), "enter", "enter", "enter")
PRICED = ("p", *typed("95.50"), "tab", "tab", "tab", "tab", *typed("2027-01-01"), "enter")
DESK_CATALOGUE = (
    rates(""),
    rates("-none-scheduled", "f", "f", "f"),
    rates("-new-errors", *POLAND, "n", *typed("many"), "tab", *typed("x"), "enter", "enter"),
    rates("-new-rehearsed", *POLAND, "n", *NINE_PERCENT),
    rates("-rehearsed", *POLAND, "n", *NINE_PERCENT, "enter", "enter", "r"),
    rates("-adopt", *(["down"] * 25), "t"),
    rates("-read-only", *POLAND, "r", *typed("9"), "enter", "enter", login=READER),
    plans(""),
    plans("-prices", "enter"),
    plans("-price", *PRICED),
    plans("-price-errors", "p", *typed("1,5"), "tab", *typed("X"), "tab", "tab", *typed("x"), "tab", "enter"),
    plans("-take-back", *PRICED, "enter", "enter", "t"),
    plans("-withdraw", "w"),
    plans("-add", "a", "tab", *typed("Dedicated E5"), "tab", *typed("8 cores"), "enter"),
    plans("-add-option", "v", "a", "tab", "tab", *typed("NetBSD 11"), "enter"),
    plans("-pools", "v", "v"),
    plans("-retire-refused", "v", "v", "x", *typed("203.0.113.300"), "enter"),
    audit("", "down", "down"),
    audit("-detail", "down", "down", "enter"),
    audit("-trail", "down", "down", "t"),
    audit("-filter", "f"),
    audit("-filter-refused", "f", "tab", *typed("nobody"), "shift+tab", "shift+tab", "enter"),
)
