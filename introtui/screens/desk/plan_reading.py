"""Reading the lists of the catalogue desk; orders are counted beside them, so that no row waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from introtui.domain.catalogue import OptionStanding
from introtui.screens.desk.plan_rows import CatalogueRow, CatalogueView
from introtui.session import Session

Counts = Mapping[tuple[int, str] | OptionStanding, int]
"""Running orders by plan and currency, or by option."""


class CatalogueRows:
    """One list of the catalogue, as it is now; `rows` are those that were read last."""

    def __init__(self, session: Session, view: CatalogueView) -> None:
        self.view = view
        self.rows: Sequence[CatalogueRow] = ()
        self._session = session
        self._counts: Counts | None = None

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
        before, counts = self._counts, await self._counted()
        self._counts = counts
        return counts != before

    async def _counted(self) -> Counts | None:
        if self.view is CatalogueView.PLANS:
            found = await self._session.read(lambda services, actor: services.catalogue.running(actor))
            return {(each.plan_id, each.currency): each.orders for each in found}
        if self.view is CatalogueView.OPTIONS:
            chosen = await self._session.read(lambda services, actor: services.catalogue.running_with(actor))
            return {**chosen}
        return None

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
                orders=None if plan is None else self._orders((plan.plan_id, currency)),
            )
            for place, (product, plan, currency) in enumerate([*rows, *((name, None, "") for name in empty)])
        ]

    async def _options(self) -> Sequence[CatalogueRow]:
        options = await self._session.read(lambda services, actor: services.catalogue.options(actor))
        return [
            CatalogueRow(place=place, product=option.product, option=option, orders=self._orders(option))
            for place, option in enumerate(options)
        ]

    async def _pools(self) -> Sequence[CatalogueRow]:
        pools = await self._session.read(lambda services, actor: services.pools.every(actor))
        return [CatalogueRow(place=place, product=pool.product, pool=pool) for place, pool in enumerate(pools)]

    def _orders(self, of: tuple[int, str] | OptionStanding) -> int | None:
        return None if self._counts is None else self._counts.get(of, 0)
