"""The lists of the catalogue desk: their rows, columns, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from textual.content import Content

from introtui.domain.catalogue import OptionStanding, PlanStanding, count_of
from introtui.domain.pools import PoolView
from introtui.widgets.memory_rows import SortKey
from introtui.widgets.plain import Draw, labelled
from introtui.widgets.record_cells import Cell, Column


class CatalogueView(StrEnum):
    """What of the catalogue is listed; the words stand above the list."""

    PLANS = "Plans"
    OPTIONS = "Options"
    POOLS = "Pools"

    @property
    def next(self) -> CatalogueView:
        """The one after this, the first after the last."""
        every = list(CatalogueView)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """A line of any of the lists, and how many running orders it has, None until they are counted.

    Of `plan`, `option` and `pool` one is there, none for a product without plans; `currency` is that of a plan's
    price, blank where there is none.
    """

    place: int
    product: str
    currency: str = ""
    orders: int | None = None
    plan: PlanStanding | None = None
    option: OptionStanding | None = None
    pool: PoolView | None = None


COLUMNS: Mapping[CatalogueView, tuple[Column, ...]] = {
    CatalogueView.PLANS: (
        Column("product", "Product", 14, grow=True),
        Column("plan", "Plan", 16),
        Column("currency", "Cur", 3),
        Column("price", "Monthly", 9, align="right"),
        Column("next", "Next price", 20),
        Column("orders", "Orders", 7, align="right"),
    ),
    CatalogueView.OPTIONS: (
        Column("product", "Product", 20, grow=True),
        Column("kind", "Kind", 16),
        Column("name", "Name", 28),
        Column("orders", "Orders", 7, align="right"),
    ),
    CatalogueView.POOLS: (
        Column("product", "Product", 20, grow=True),
        Column("location", "Location", 22),
        Column("version", "IP", 4),
        Column("free", "Free", 8, align="right"),
        Column("addresses", "Of", 8, align="right"),
    ),
}
SORT_KEYS: dict[str, SortKey[CatalogueRow]] = {
    "place": lambda row: row.place,
    "product": lambda row: row.product.casefold(),
    "plan": lambda row: "" if row.plan is None else row.plan.name.casefold(),
    "currency": lambda row: row.currency,
    "price": lambda row: _minor(row),
    "next": lambda row: next_words(row),
    "orders": lambda row: row.orders or 0,
    "kind": lambda row: "" if row.option is None else row.option.kind.words,
    "name": lambda row: "" if row.option is None else row.option.name.casefold(),
    "location": lambda row: "" if row.pool is None else row.pool.location,
    "version": lambda row: 0 if row.pool is None else row.pool.ip_version,
    "free": lambda row: 0 if row.pool is None else row.pool.free,
    "addresses": lambda row: 0 if row.pool is None else row.pool.addresses,
}


def cells(row: CatalogueRow) -> Sequence[Cell]:
    """Return how a row is shown, in the columns of its list."""
    product, orders = Cell(row.product, "dim"), Cell("" if row.orders is None else str(row.orders))
    if row.option is not None:
        return product, Cell(row.option.kind.words, "dim"), Cell(row.option.name, "bright"), orders
    if row.pool is not None:
        pool = row.pool
        free = Cell(str(pool.free), "" if pool.free else "danger")
        return (
            product,
            Cell(pool.location or "any location"),
            Cell(f"IPv{pool.ip_version}", "dim"),
            free,
            Cell(str(pool.addresses), "dim"),
        )
    if row.plan is None:
        return product, Cell("no plan yet", "dim"), *(Cell("-", "dim"),) * 3, Cell("")
    now = row.plan.now(row.currency)
    coming = next_words(row)
    return (
        product,
        Cell(row.plan.name, "bright"),
        Cell(row.currency or "-", "dim"),
        Cell("no price" if now is None else now.monthly.amount, "warning" if now is None else ""),
        Cell(coming, "warning" if row.plan.withdrawn_on else "dim" if coming == "-" else ""),
        orders,
    )


def next_words(row: CatalogueRow) -> str:
    """Return the price that comes next and its day, or since when the plan is not sold."""
    if row.plan is None:
        return ""
    if row.plan.withdrawn_on is not None:
        return f"withdrawn {row.plan.withdrawn_on}"
    then = row.plan.then(row.currency)
    return "-" if then is None else f"{then.monthly.amount} {then.valid_from}"


def _minor(row: CatalogueRow) -> int:
    now = None if row.plan is None else row.plan.now(row.currency)
    return -1 if now is None else now.monthly.minor


def drawn(row: CatalogueRow) -> Draw:
    """Return everything about a row."""
    if row.plan is not None:
        return plan_drawn(row.plan, row.orders if row.currency else None)
    facts = {"Product": row.product}
    if row.option is not None:
        facts |= {"Kind": row.option.kind.words, "Name": row.option.name}
        facts |= {} if row.orders is None else {"Orders": count_of(row.orders)}
    if row.pool is not None:
        facts |= {
            "Location": row.pool.location or "any location",
            "Addresses": f"IPv{row.pool.ip_version}, {row.pool.free} of {row.pool.addresses} free",
        }
    return lambda width: (line for label, value in facts.items() for line in labelled(label, value, 11, width))


def plan_drawn(plan: PlanStanding, orders: int | None) -> Draw:
    """Return a plan with every price it had, has and is to have."""

    def draw(width: int) -> Iterator[Content]:
        yield from labelled("Plan", f"{plan.name} ({plan.product})", 11, width)
        yield from labelled("Specs", plan.specs or "-", 11, width)
        sold = "is sold" if plan.withdrawn_on is None else f"withdrawn {plan.withdrawn_on}; its orders go on"
        yield from labelled("Sale", sold, 11, width)
        if orders is not None:
            yield from labelled("Orders", count_of(orders), 11, width)
        for currency in plan.currencies:
            yield Content("")
            for price in (each for each in plan.prices if each.monthly.currency == currency):
                mark = " < now" if price == plan.now(currency) else ""
                words = f"{price.monthly} a month, set-up {price.setup_fee.amount}{mark}"
                yield from labelled("From", price.since, 11, width)
                yield from labelled("", words, 11, width)
                yield from labelled("", price.refund_terms.sentence, 11, width)

    return draw
