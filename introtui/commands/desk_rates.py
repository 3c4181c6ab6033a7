"""The commands of the VAT desk."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.commands.lists import sorting
from introtui.domain.permissions import Permission


def _rate(name: str, keys: str, label: str, text: str, needs: Permission = Permission.READ) -> Command:
    return Command(
        id=f"rates.{name}",
        scope=Scope.RATES,
        keys=keys,
        label=label,
        help=text,
        action=name,
        needs=frozenset({needs}),
    )


RATES = (
    _rate("schedule", "n", "New rate", "Schedule a rate, once you saw what it changes for whom.", Permission.VAT),
    _rate("adopt", "t", "Statutory", "Take over the statutory rate, once you saw what changes.", Permission.VAT),
    _rate("withdraw", "w", "Withdraw", "Take back the rate that is scheduled next.", Permission.VAT),
    _rate("history", "h", "History", "Show every rate the country had, has and is to have."),
    _rate("rehearse", "r", "Rehearse", "Show what the scheduled rates, or one you think of, change for whom."),
    _rate("filter", "f", "Filter", "Show all rates, or those that differ, are not set, or change soon."),
    *sorting(Scope.RATES),
)
