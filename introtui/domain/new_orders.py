"""Placing an order: what is chosen, checked field by field, and what it costs (spec 2, Orders)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.money import Money
from introtui.domain.plans import TERMS, Plan
from introtui.domain.pricing import LineKind, Priced, charged_whole
from introtui.domain.taxation import Tax

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_NAME: Final = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrderDraft:
    """The order form as typed and chosen; `check_new_order` makes it fit to price."""

    product: str = ""
    plan: str = ""
    term: str = "1"
    hostname: str = ""
    operating_system: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A product with its plans in one currency; no systems or locations means there is nothing to choose."""

    product: str
    plans: tuple[Plan, ...]
    operating_systems: tuple[str, ...]
    locations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order fit to be placed."""

    plan: Plan
    term_months: int
    hostname: str
    operating_system: str
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrderQuote(Priced):
    """What placing the order will book: the first term, and the set-up fee where there is one."""

    draft: NewOrderDraft


def check_hostname(text: str) -> str:
    """Return a host name in lower case, without a dot at its end; raises InvalidValue (RFC 1123, 2.1)."""
    name = text.strip().lower().removesuffix(".")
    if not name:
        raise InvalidValue("Enter a host name, such as web1.example.com.")
    if len(name) > _LONGEST_NAME:
        raise InvalidValue(f"A host name has at most {_LONGEST_NAME} characters; shorten it.")
    parts = name.split(".")
    if not all(_LABEL.fullmatch(part) for part in parts):
        raise InvalidValue(
            "Use letters, digits and hyphens, at most 63 between two dots, such as web1.example.com."
        )
    if parts[-1].isdigit():
        raise InvalidValue("That looks like an address; enter a name, such as web1.example.com.")
    return name


def check_new_order(draft: NewOrderDraft, offers: Sequence[Offer]) -> NewOrder:
    """Return the order a draft stands for, or raise InvalidFields with every field's error."""
    offer = next((offer for offer in offers if offer.product == draft.product), None)
    plan = next((plan for plan in offer.plans if plan.name == draft.plan), None) if offer else None
    clean: dict[str, str] = {}
    errors: dict[str, str] = {}
    if offer is None:
        errors["product"] = "Choose a product."
    if plan is None:
        errors["plan"] = "Choose a plan."
    for name, check in _checks(offer).items():
        try:
            clean[name] = check(getattr(draft, name))
        except InvalidValue as error:
            errors[name] = str(error)
    if errors or plan is None:
        in_order = {field.name: errors[field.name] for field in fields(NewOrderDraft) if field.name in errors}
        raise InvalidFields(in_order)
    return NewOrder(
        plan=plan,
        term_months=int(clean["term"]),
        hostname=clean["hostname"],
        operating_system=clean["operating_system"],
        location=clean["location"],
    )


def _checks(offer: Offer | None) -> Mapping[str, Callable[[str], str]]:
    systems, locations = (offer.operating_systems, offer.locations) if offer else ((), ())
    return {
        "term": _term,
        "hostname": check_hostname,
        "operating_system": lambda text: _one_of(text, systems, "Choose an operating system."),
        "location": lambda text: _one_of(text, locations, "Choose a location."),
    }


def _term(text: str) -> str:
    if text not in {str(term) for term in TERMS}:
        raise InvalidValue("Choose a term of 1, 3, 6 or 12 months.")
    return text


def _one_of(text: str, known: Sequence[str], sentence: str) -> str:
    if known and text not in known:
        raise InvalidValue(sentence)
    return text if known else ""


def quote_new_order(
    *, order: NewOrder, draft: NewOrderDraft, tax: Tax, today: date, balance: Money
) -> NewOrderQuote:
    """Price an order: the whole first term, which begins on the day it is set up, and the set-up fee."""
    months = "1 month" if order.term_months == 1 else f"{order.term_months} months"
    price, fee = order.plan.price(order.term_months), order.plan.setup_fee
    why = f"{months} from the day it is set up"
    term = charged_whole(
        LineKind.TERM, order.plan.name, price, tax, why, plan_id=order.plan.plan_id, term_months=order.term_months
    )
    setup = charged_whole(LineKind.SETUP, f"{order.plan.name} set-up", fee, tax, "once")
    lines = (term, setup) if fee.minor else (term,)
    return NewOrderQuote(
        as_of=today, lines=lines, balance_before=balance, notes=(order.plan.refund_terms.sentence,), draft=draft
    )
