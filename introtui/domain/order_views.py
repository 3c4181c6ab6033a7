"""Orders as shown: list rows, the detail with its timeline, and the counts above the lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from introtui.domain.money import Money
from introtui.domain.orders import OrderAction, OrderFacts, shown_status
from introtui.domain.periods import Period
from introtui.domain.plans import Plan


class OrderList(StrEnum):
    """The two lists of the seed: what runs, and every order that ended."""

    ACTIVE = "active"
    HISTORY = "history"


class ExpiryFilter(StrEnum):
    """Filter by what is left of the paid period."""

    ANY = "any"
    WEEK = "7 days"
    MONTH = "30 days"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What the list shows; blank text and None mean everything."""

    which: OrderList = OrderList.ACTIVE
    text: str = ""
    status: str | None = None
    product: str | None = None
    expiry: ExpiryFilter = ExpiryFilter.ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersSummary:
    """The orders slice of the state: counts and what to choose from; rows are read by page."""

    active: int
    history: int
    overdue: int
    products: tuple[str, ...]
    revision: int
    suspended: int = 0
    unpaid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One row of an order list."""

    order_id: int
    version: int
    product: str
    plan: str
    address: str
    more_addresses: int
    hostname: str
    price: Money
    term_months: int
    auto_renew: bool
    ended_on: date | None
    facts: OrderFacts
    today: date
    unpaid_document_id: int | None = None
    """The open invoice that `facts` names."""
    all_addresses: tuple[str, ...] = ()
    """Every address in order; read for an export only."""

    @property
    def status(self) -> str:
        """The status in words."""
        return shown_status(self.facts, self.today)

    @property
    def days(self) -> int | None:
        """Days of the paid period left; negative when overdue."""
        return self.facts.days_remaining(self.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of an order's timeline."""

    at: datetime
    actor: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """Everything about one order; `actions` maps every action to None or the reason why not."""

    row: OrderRow
    plan: Plan
    addresses: tuple[str, ...]
    period: Period | None
    started_on: date | None
    next_term_months: int | None
    comment: str
    timeline: tuple[TimelineEntry, ...]
    actions: Mapping[OrderAction, str | None]
    operating_system: str
    location: str
