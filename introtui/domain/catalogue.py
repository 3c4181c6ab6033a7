"""The catalogue as staff see and change it: plans with their prices, now and to come, and options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.money import Money, check_currency, parse_amount
from introtui.domain.plans import FIRST_DAY, RefundTerms
from introtui.domain.text import clean_line

T = TypeVar("T")
LONGEST_NAME: Final = 60
LONGEST_SPECS: Final = 120


class OptionKind(StrEnum):
    """What is chosen with a product; stored as these words."""

    OPERATING_SYSTEM = "operating_system"
    LOCATION = "location"

    @property
    def words(self) -> str:
        """What it is called."""
        return self.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPrice:
    """What a plan costs a month from a day on, net, until a later one of its currency begins."""

    valid_from: date
    monthly: Money
    setup_fee: Money
    refund_terms: RefundTerms

    @property
    def since(self) -> str:
        """From when it counts, as it is shown."""
        return "the beginning" if self.valid_from == FIRST_DAY else str(self.valid_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """A plan with all its prices, by currency and day; nobody can order it since `withdrawn_on`."""

    plan_id: int
    product: str
    name: str
    specs: str
    withdrawn_on: date | None
    prices: tuple[DatedPrice, ...]
    today: date

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies it has a price in, now or later."""
        return tuple(dict.fromkeys(price.monthly.currency for price in self.prices))

    def price(self, currency: str, day: date) -> DatedPrice | None:
        """Return the price of a day: the one with the latest start that is not after it."""
        begun = (price for price in self.prices if price.monthly.currency == currency and price.valid_from <= day)
        return max(begun, key=lambda price: price.valid_from, default=None)

    def now(self, currency: str) -> DatedPrice | None:
        """Return the price that counts today."""
        return self.price(currency, self.today)

    def then(self, currency: str) -> DatedPrice | None:
        """Return the price that comes next."""
        return min(
            (
                price
                for price in self.prices
                if price.monthly.currency == currency and price.valid_from > self.today
            ),
            key=lambda price: price.valid_from,
            default=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningOrders:
    """How many orders of a plan in a currency have not ended."""

    plan_id: int
    currency: str
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionStanding:
    """Something that is chosen with a product."""

    product: str
    kind: OptionKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDraft:
    """A price as it is typed; `check_price` makes it fit to store."""

    currency: str = ""
    monthly: str = ""
    setup_fee: str = ""
    refund_terms: str = ""
    valid_from: str = ""


def check_price(draft: PriceDraft) -> DatedPrice:
    """Return the price a draft stands for, or raise `InvalidFields` with every field's error."""
    errors: dict[str, str] = {}

    def read(name: str, parse: Callable[[str], T], otherwise: T) -> T:
        try:
            return parse(getattr(draft, name).strip())
        except InvalidValue as error:
            errors[name] = str(error)
            return otherwise

    currency = read("currency", lambda text: check_currency(text.upper()), "EUR")
    zero = Money.zero(currency)
    price = DatedPrice(
        monthly=read("monthly", lambda text: parse_amount(text, currency), zero),
        setup_fee=read("setup_fee", lambda text: parse_amount(text or "0", currency), zero),
        refund_terms=read("refund_terms", RefundTerms.parse, RefundTerms.parse("none")),
        valid_from=read("valid_from", parse_day, FIRST_DAY),
    )
    if errors:
        raise InvalidFields(
            {field.name: errors[field.name] for field in fields(PriceDraft) if field.name in errors}
        )
    return price


def parse_day(text: str) -> date:
    """Read a day; raises `InvalidValue`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue("Enter the day as YYYY-MM-DD, such as 2027-01-01.") from None


def check_name(text: str, what: str) -> str:
    """Return the name of a product, plan or option; raises `InvalidValue`."""
    name = clean_line(text, max_length=LONGEST_NAME)
    if not name:
        raise InvalidValue(f"Enter the name of the {what}.")
    return name


def check_specs(text: str) -> str:
    """Return what a plan consists of, in a line; raises `InvalidValue`."""
    return clean_line(text, max_length=LONGEST_SPECS)


def first_day_words(standing: PlanStanding, new: DatedPrice) -> str | None:
    """Return why a price cannot begin on its day; None when it can.

    What was sold at a price stays explained by it: another one begins tomorrow or later, or today where there was
    none in its currency.
    """
    currency = new.monthly.currency
    now = standing.now(currency)
    if new.valid_from < standing.today or (now is not None and new.valid_from == standing.today):
        least = "today" if now is None else "tomorrow"
        return f"Orders were placed at the prices of that day; choose {least} or a later day."
    before = standing.price(currency, new.valid_from)
    same = before is not None and before.valid_from != new.valid_from
    if same and before is not None and _terms(before) == _terms(new):
        return f"That is the price since {before.since} already."
    return None


def _terms(price: DatedPrice) -> tuple[Money, Money, str]:
    return price.monthly, price.setup_fee, price.refund_terms.text


def price_effect(standing: PlanStanding, new: DatedPrice, running: int) -> tuple[str, ...]:
    """Return what a price changes, in sentences."""
    before = standing.price(new.monthly.currency, new.valid_from)
    was = "" if before is None else f" (until then {before.monthly.amount})"
    fee = f"with a set-up fee of {new.setup_fee}" if new.setup_fee.minor else "without a set-up fee"
    return (
        f"From {new.valid_from} on, who orders {standing.name} or changes to it pays {new.monthly} a month{was}, "
        f"before VAT, {fee}.",
        new.refund_terms.sentence,
        f"Orders keep the price that was agreed, also when they renew: {count_of(running)} in "
        f"{new.monthly.currency}.",
    )


def count_of(orders: int) -> str:
    """Return a number of running orders in words."""
    return "1 running order" if orders == 1 else f"{orders or 'No'} running orders"
