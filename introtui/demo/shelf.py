"""What the demo's orders are for, and whose they are: the catalogue and an account, as the database has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from introtui.domain.money import Money

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The account an order is made for."""

    account_id: int
    login: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan at its net monthly price in one currency."""

    plan_id: int
    monthly: Money

    def price(self, term_months: int) -> Money:
        """Return the net price of a whole term."""
        return Money(self.monthly.minor * term_months, self.monthly.currency)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every plan by currency and name."""

    offers: Mapping[str, Mapping[str, Offer]]

    def offer(self, currency: str, plan: str) -> Offer:
        """Return a plan's offer; KeyError when it has no price in the currency."""
        return self.offers[currency][plan]


def load_shelf(session: Session) -> Shelf:
    """Read the catalogue."""
    from sqlalchemy import select

    from introtui.store.tables import Plan, PlanPrice

    offers: dict[str, dict[str, Offer]] = defaultdict(dict)
    rows = session.execute(
        select(Plan.id, Plan.name, PlanPrice.currency, PlanPrice.monthly_minor)
        .join(PlanPrice, PlanPrice.plan_id == Plan.id)
        # The earliest price comes last and counts: it is what orders of the past agreed to.
        .order_by(Plan.id, PlanPrice.valid_from.desc())
    )
    for plan_id, name, currency, monthly_minor in rows:
        offers[currency][name] = Offer(plan_id, Money(monthly_minor, currency))
    return Shelf(offers)
