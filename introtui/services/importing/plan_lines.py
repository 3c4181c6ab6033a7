"""Lines of plans.csv, and the catalogue that orders are checked against."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.money import Money, check_currency, parse_amount
from introtui.domain.plans import RefundTerms
from introtui.domain.text import clean_line
from introtui.services.bulk_values import NewPrice
from introtui.services.importing.account_lines import read_amount
from introtui.services.importing.report import Missing, Problems
from introtui.services.importing.rows import Layout, Row
from introtui.store.tables import Plan, PlanPrice, Product

PLANS = Layout(
    file="plans.csv",
    columns=("product", "plan", "currency", "monthly_price", "setup_fee", "refund_terms"),
    required=frozenset({"product", "plan", "currency", "monthly_price", "refund_terms"}),
)
"""The columns; a blank set-up fee is none."""

_TOLD = PLANS.columns[3:]
"""The columns that two lines of one plan and currency must agree in."""

_Terms = tuple[str, ...]
"""A price as the values of `_TOLD`."""


class Catalogue:
    """Products, plans and prices: those in the database, then also those of plans.csv."""

    def __init__(self, session: Session) -> None:
        self.added: list[NewPrice] = []
        self.unchanged = 0
        self.missing = Missing()
        self._products: set[str] = set()
        self._prices: dict[tuple[str, str], dict[str, _Terms | None]] = {}
        query = (
            select(Product.name, Plan.name, PlanPrice)
            .select_from(Plan)
            .join(Product, Product.id == Plan.product_id)
            .join(PlanPrice, PlanPrice.plan_id == Plan.id, isouter=True)
            # The earliest price comes last and counts: an import writes that one.
            .order_by(PlanPrice.valid_from.desc())
        )
        for product, plan, price in session.execute(query):
            self._products.add(product)
            prices = self._prices.setdefault((product, plan), {})
            if price is not None:
                prices[price.currency] = _stored(price)

    def take(self, row: Row, problems: Problems) -> None:
        """Check a line and add what is new; a line at fault still counts as giving its plan and price."""
        currency = check_plan(row)
        product, plan = row.values.get("product", ""), row.values.get("plan", "")
        if not (product and plan and currency):
            self.missing.lost += 1
        if product:
            self._products.add(product)
        if product and plan:
            self._take_price(row, self._prices.setdefault((product, plan), {}), currency)
        row.report(problems)

    def fault(self, product: str, plan: str, currency: str) -> tuple[str, str] | None:
        """Return the column and the sentence why this cannot be ordered; None when it can."""
        if product not in self._products:
            return "product", "There is no such product in plans.csv or the catalogue."
        prices = self._prices.get((product, plan))
        if prices is None:
            return "plan", f"{product} has no such plan in plans.csv or the catalogue."
        if currency and currency not in prices:
            return "currency", f"{plan} has no price in {currency}."
        return None

    def _take_price(self, row: Row, prices: dict[str, _Terms | None], currency: str) -> None:
        if not currency:
            return
        if row.faults:
            prices.setdefault(currency, None)
            return
        terms = tuple(row.values[column] for column in _TOLD)
        known = prices.get(currency)
        if known is not None:
            self._compare(row, known, terms)
        elif currency not in prices:
            prices[currency] = terms
            self.added.append(_new_price(row))

    def _compare(self, row: Row, known: _Terms, terms: _Terms) -> None:
        for column, before, now in zip(_TOLD, known, terms, strict=True):
            if before != now:
                row.fault(column, f"This plan has {before} already; prices are not changed by an import.")
                return
        self.unchanged += 1


def check_plan(row: Row) -> str:
    """Read every column and return the currency, "" when it is wrong: amounts are left alone then."""
    row.read("product", clean_line)
    row.read("plan", clean_line)
    row.read("refund_terms", lambda text: RefundTerms.parse(text).text)
    currency = row.read("currency", check_currency)
    if currency:
        row.read("monthly_price", partial(read_amount, currency))
        row.read("setup_fee", partial(read_amount, currency))
        row.values["setup_fee"] = row.values.get("setup_fee") or Money.zero(currency).amount
    return currency


def _new_price(row: Row) -> NewPrice:
    values, currency = row.values, row.values["currency"]
    return NewPrice(
        product=values["product"],
        plan=values["plan"],
        monthly=parse_amount(values["monthly_price"], currency),
        setup_fee=parse_amount(values["setup_fee"], currency),
        refund_terms=RefundTerms.parse(values["refund_terms"]),
    )


def _stored(price: PlanPrice) -> _Terms:
    monthly, setup_fee = (
        Money(minor, price.currency).amount for minor in (price.monthly_minor, price.setup_fee_minor)
    )
    return monthly, setup_fee, price.refund_terms
