"""Reading the lists of the catalogue desk; orders are counted beside them, so that no row waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from introtui.domain.catalogue import OptionStanding
from introtui.screens.desk.plan_rows import CatalogueRow, CatalogueView
from introtui.session import Session

K = TypeVar("K")


class CatalogueRows:
    """One list of the catalogue, as it is now; `rows` are those that were read last."""

    def __init__(self, session: Session, view: CatalogueView) -> None:
        self.view = view
        self.rows: Sequence[CatalogueRow] = ()
        self._session = session
        self._by_plan: Mapping[tuple[int, str], int] | None = None
        self._by_option: Mapping[OptionStanding, int] | None = None

    async def read(self) -> Sequence[CatalogueRow]:
        """Return the rows, with the orders that were counted by now."""
        read = {
            CatalogueView.PLANS: self._plans,
            CatalogueView.OPTIONS: self._options,
            CatalogueView.POOLS: self._pools,
        }
        self.rows = await read[self.view]()
        return self.rows

    async def count(self) -> bool:
        """Count the running orders, and return whether there are others than before."""
        before = (self._by_plan, self._by_option)
        if self.view is CatalogueView.PLANS:
            found = await self._session.read(lambda services, actor: services.catalogue.running(actor))
            self._by_plan = {(each.plan_id, each.currency): each.orders for each in found}
        if self.view is CatalogueView.OPTIONS:
            self._by_option = await self._session.read(
                lambda services, actor: services.catalogue.running_with(actor)
            )
        return before != (self._by_plan, self._by_option)

    def orders_of(self, row: CatalogueRow) -> int:
        """Return how many orders the plan of a row has, in all currencies."""
        return sum(each.orders or 0 for each in self.rows if each.plan is not None and each.plan == row.plan)

    async def _plans(self) -> Sequence[CatalogueRow]:
        plans, empty = await self._session.read(
            lambda services, actor: (services.catalogue.plans(actor), services.catalogue.empty_products(actor))
        )
        rows = [(plan.product, plan, currency) for plan in plans for currency in plan.currencies or ("",)]
        return [
            CatalogueRow(
                place=place,
                product=product,
                plan=plan,
                currency=currency,
                orders=None if plan is None else counted(self._by_plan, (plan.plan_id, currency)),
            )
            for place, (product, plan, currency) in enumerate([*rows, *((name, None, "") for name in empty)])
        ]

    async def _options(self) -> Sequence[CatalogueRow]:
        options = await self._session.read(lambda services, actor: services.catalogue.options(actor))
        return [
            CatalogueRow(
                place=place, product=option.product, option=option, orders=counted(self._by_option, option)
            )
            for place, option in enumerate(options)
        ]

    async def _pools(self) -> Sequence[CatalogueRow]:
        pools = await self._session.read(lambda services, actor: services.pools.every(actor))
        return [CatalogueRow(place=place, product=pool.product, pool=pool) for place, pool in enumerate(pools)]


def counted(counts: Mapping[K, int] | None, key: K) -> int | None:
    """Return how many there are of a key, None while nobody counted."""
    return None if counts is None else counts.get(key, 0)
