"""All orders of all customers as staff list them: a row each, and which ones a list shows (spec section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from introtui.domain.order_views import ExpiryFilter, OrderList, OrderRow
from introtui.domain.orders import ENDED, OrderStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedOrderRow:
    """One order in a list, and whose it is."""

    order: OrderRow
    account_id: int
    login: str


class Matter(StrEnum):
    """What is the matter with the orders a list shows; the words stand on the screen."""

    ANY = "any"
    CANCEL = "cancel to come"
    INVOICE = "invoice overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOrdersFilter:
    """Which orders a list shows; None means all of them.

    `sorts` are the columns such a list is sorted by: those for which an index holds just the rows it shows.
    """

    which: OrderList = OrderList.ACTIVE
    status: OrderStatus | None = None
    product: str | None = None
    currency: str | None = None
    expiry: ExpiryFilter = ExpiryFilter.ANY
    matter: Matter = Matter.ANY

    @property
    def statuses(self) -> tuple[OrderStatus, ...]:
        """The statuses of the orders it shows."""
        shown = [status for status in OrderStatus if (status in ENDED) == (self.which is OrderList.HISTORY)]
        if self.expiry is ExpiryFilter.OVERDUE:
            shown = [OrderStatus.ACTIVE] if OrderStatus.ACTIVE in shown else []
        return tuple(status for status in shown if self.status in (None, status))

    @property
    def sorts(self) -> tuple[str, ...]:
        """The columns it can be sorted by; amounts of several currencies have no order."""
        if self.expiry is not ExpiryFilter.ANY or self.matter is not Matter.ANY:
            return ("paid_until",)
        return ("id", "paid_until", "amount") if self.currency else ("id", "paid_until")

    @property
    def words(self) -> str:
        """What it shows, for a line above the list."""
        status = None if self.status is None else self.status.replace("_", " ")
        expiry = None if self.expiry is ExpiryFilter.ANY else self.expiry.value
        matter = None if self.matter is Matter.ANY else self.matter.value
        chosen = (status or self.which.value, self.product, self.currency, expiry, matter)
        return ", ".join(word for word in chosen if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChoices:
    """The products and currencies there are to filter by."""

    products: tuple[str, ...]
    currencies: tuple[str, ...]
