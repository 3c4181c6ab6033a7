"""The commands of the catalogue desk."""

from __future__ import annotations

from introtui.commands.declaring import Command, Scope
from introtui.commands.lists import sorting
from introtui.domain.permissions import Permission


def _plan(name: str, keys: str, label: str, text: str, needs: Permission = Permission.CATALOGUE) -> Command:
    return Command(
        id=f"plans.{name}",
        scope=Scope.PLANS,
        keys=keys,
        label=label,
        help=text,
        action=name,
        needs=frozenset({needs}),
    )


PLANS = (
    _plan("prices", "enter", "Prices", "Show every price the plan had, has and is to have.", Permission.READ),
    _plan("price", "p", "Price", "Set a price from a day on; orders keep the one they agreed to."),
    _plan("take_back", "t", "Take back", "Take back the price that is to come next."),
    _plan("specs", "e", "Specs", "Say anew what the plan consists of."),
    _plan("sale", "w", "Withdraw", "Sell the plan no more, while its orders go on; or sell it again."),
    _plan("add", "a", "Add", "Add a plan, an option, or addresses: whatever is listed.", Permission.READ),
    _plan("add_product", "A", "Product", "Add a product."),
    _plan("retire", "x", "Retire", "Take free addresses out of their pool.", Permission.POOLS),
    _plan("view", "v", "View", "Show plans, options or address pools.", Permission.READ),
    *sorting(Scope.PLANS),
)
