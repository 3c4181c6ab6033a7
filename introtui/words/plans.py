"""`introtui plans`: products, plans, their prices and options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from introtui.domain.catalogue import (
    DatedPrice,
    OptionKind,
    PlanStanding,
    PriceDraft,
    check_price,
    count_of,
    price_effect,
)
from introtui.domain.errors import InvalidValue
from introtui.words.acting import Acting, acting, answer, remark

if TYPE_CHECKING:
    from introtui.domain.access import Actor
    from introtui.services.catalogue_desk import CatalogueService


def list_plans(options: argparse.Namespace) -> int:
    """Print every plan."""
    with acting(options) as by:
        plans, running = by.services.catalogue.plans(by.actor), _running(by)
    return answer(
        options,
        [_record(plan, running) for plan in plans],
        lambda: (line for plan in plans for line in _lines(plan, running)),
    )


def show_plan(options: argparse.Namespace) -> int:
    """Print one plan with its whole history."""
    with acting(options) as by:
        return _tell(options, by, _plan(by, options))


def list_options(options: argparse.Namespace) -> int:
    """Print what is chosen with products."""
    with acting(options) as by:
        found, running = by.services.catalogue.options(by.actor), by.services.catalogue.running_with(by.actor)
    return answer(
        options,
        [
            {"product": each.product, "kind": each.kind, "name": each.name, "orders": running[each]}
            for each in found
        ],
        lambda: (
            f"{each.product:<20} {each.kind.words:<16} {each.name:<24} {count_of(running[each])}" for each in found
        ),
    )


def set_price(options: argparse.Namespace) -> int:
    """Let a price count from a day on."""
    with acting(options) as by:
        plan = _plan(by, options)
        now = plan.now(options.currency.upper())
        if options.refund is None and now is None:
            raise InvalidValue("Say what is refunded: --refund prorated, none, or full_within:14.")
        new = check_price(
            PriceDraft(
                currency=options.currency,
                monthly=options.monthly,
                setup_fee=_otherwise(options.setup_fee, now, lambda price: price.setup_fee.amount),
                refund_terms=_otherwise(options.refund, now, lambda price: price.refund_terms.text),
                valid_from=str(options.valid_from),
            )
        )
        by.services.catalogue.set_price(by.actor, plan.plan_id, new)
        for sentence in price_effect(plan, new, _running(by).get((plan.plan_id, new.monthly.currency), 0)):
            remark(sentence)
        return _tell(options, by, _plan(by, options))


def take_price_back(options: argparse.Namespace) -> int:
    """Take back a price that is to come."""
    return _change(
        options,
        lambda at, actor, plan_id: at.take_price_back(
            actor, plan_id, options.currency.upper(), options.valid_from
        ),
    )


def withdraw_plan(options: argparse.Namespace) -> int:
    """Sell a plan no more."""
    return _change(options, lambda at, actor, plan_id: at.withdraw(actor, plan_id))


def put_plan_back(options: argparse.Namespace) -> int:
    """Sell a plan again."""
    return _change(options, lambda at, actor, plan_id: at.put_back(actor, plan_id))


def set_specs(options: argparse.Namespace) -> int:
    """Say anew what a plan consists of."""
    return _change(options, lambda at, actor, plan_id: at.set_specs(actor, plan_id, options.specs))


def add_plan(options: argparse.Namespace) -> int:
    """Add a plan."""
    with acting(options) as by:
        by.services.catalogue.add_plan(by.actor, options.product, options.plan, options.specs)
        return _tell(options, by, _plan(by, options))


def add_product(options: argparse.Namespace) -> int:
    """Add a product."""
    with acting(options) as by:
        by.services.catalogue.add_product(by.actor, options.product)
    return answer(options, {"product": options.product}, lambda: [f"{options.product} added."])


def add_option(options: argparse.Namespace) -> int:
    """Offer something with a product."""
    with acting(options) as by:
        by.services.catalogue.add_option(by.actor, options.product, OptionKind(options.kind), options.name)
    return answer(options, {"name": options.name}, lambda: [f"{options.name} is offered with {options.product}."])


def _change(options: argparse.Namespace, work: Callable[[CatalogueService, Actor, int], None]) -> int:
    with acting(options) as by:
        work(by.services.catalogue, by.actor, _plan(by, options).plan_id)
        return _tell(options, by, _plan(by, options))


def _tell(options: argparse.Namespace, by: Acting, plan: PlanStanding) -> int:
    running = _running(by)
    return answer(options, _record(plan, running), lambda: _history(plan, running))


def _running(by: Acting) -> Mapping[tuple[int, str], int]:
    return {(each.plan_id, each.currency): each.orders for each in by.services.catalogue.running(by.actor)}


def _plan(by: Acting, options: argparse.Namespace) -> PlanStanding:
    plans = by.services.catalogue.plans(by.actor)
    for plan in plans:
        if (plan.product, plan.name) == (options.product, options.plan):
            return plan
    names = ", ".join(f"{plan.product} {plan.name}" for plan in plans)
    raise InvalidValue(f"There is no plan {options.plan!r} of {options.product!r}; there are {names or 'none'}.")


def _otherwise(text: str | None, now: DatedPrice | None, read: Callable[[DatedPrice], str]) -> str:
    if text is not None:
        return text
    return "" if now is None else read(now)


def _lines(plan: PlanStanding, running: Mapping[tuple[int, str], int]) -> Iterator[str]:
    name = f"{plan.product:<20} {plan.name:<20}"
    state = "" if plan.withdrawn_on is None else f"  withdrawn {plan.withdrawn_on}"
    if not plan.currencies:
        yield f"{name} no price yet{state}"
    for currency in plan.currencies:
        now, then = plan.now(currency), plan.then(currency)
        amount = "-" if now is None else now.monthly.amount
        coming = "" if then is None else f"  {then.monthly.amount} from {then.valid_from}"
        yield f"{name} {currency} {amount:>10}  {running.get((plan.plan_id, currency), 0)} orders{coming}{state}"


def _history(plan: PlanStanding, running: Mapping[tuple[int, str], int]) -> Iterator[str]:
    yield from _lines(plan, running)
    yield plan.specs or "no specs"
    for price in plan.prices:
        yield (
            f"{price.monthly} a month since {price.since}, set-up {price.setup_fee.amount}, "
            f"refund: {price.refund_terms.words}"
        )


def _record(plan: PlanStanding, running: Mapping[tuple[int, str], int]) -> dict[str, object]:
    return {
        "product": plan.product,
        "plan": plan.name,
        "specs": plan.specs,
        "withdrawn_on": None if plan.withdrawn_on is None else str(plan.withdrawn_on),
        "orders": {currency: running.get((plan.plan_id, currency), 0) for currency in plan.currencies},
        "prices": [
            {
                "currency": price.monthly.currency,
                "monthly": price.monthly.amount,
                "setup_fee": price.setup_fee.amount,
                "refund_terms": price.refund_terms.text,
                "valid_from": str(price.valid_from),
            }
            for price in plan.prices
        ],
    }
