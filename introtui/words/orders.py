"""`introtui orders`: what a customer does with orders, without the screen."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from introtui.domain.errors import InvalidValue
from introtui.domain.pricing import Priced
from introtui.words.acting import DONE_BEFORE, Acting, acting, answer, answer_rows, remark
from introtui.words.order_answers import answer_order, quote_lines, quote_record

if TYPE_CHECKING:
    from introtui.domain.order_views import OrderFilter, OrderRow, OrderView
    from introtui.domain.plans import Plan
    from introtui.domain.quotes import Quote, When
    from introtui.domain.renewals import RenewalQuote

Q = TypeVar("Q", bound=Priced)


def list_orders(options: argparse.Namespace) -> int:
    """Print the orders a filter finds, those that end soonest first."""
    from introtui.domain.exporting import export_orders

    with acting(options) as by:
        rows = by.services.orders.every(by.actor, _filter(options), "paid_until", False)
    if options.due is not None:
        rows = tuple(row for row in rows if row.days is not None and row.days <= options.due)
    return answer_rows(options, lambda form: export_orders(rows, form), lambda: (_row_line(row) for row in rows))


def show_order(options: argparse.Namespace) -> int:
    """Print one order."""
    with acting(options) as by:
        return answer_order(options, by.services.orders.load(by.actor, options.order))


def renew_order(options: argparse.Namespace) -> int:
    """Renew an order for its own term, or for another."""
    from introtui.domain.payments import PayBy
    from introtui.domain.renewals import RenewalChoice

    with acting(options) as by:
        renewals, pay_by = by.services.renewals, PayBy(options.pay_by)

        def quote(order: OrderView) -> RenewalQuote:
            term = options.term or order.next_term_months or order.row.term_months
            return renewals.quote(by.actor, [RenewalChoice(order_id=options.order, term_months=term)])

        request = f"renew {options.order} {options.term} {pay_by}"
        return _confirmed(
            options, by, request, quote, lambda shown, key: renewals.confirm(by.actor, shown, key, pay_by)
        )


def cancel_order(options: argparse.Namespace) -> int:
    """Cancel an order at the end of its period, or now."""
    from introtui.domain.quotes import When

    with acting(options) as by:
        changes, when = by.services.order_changes, When.NOW if options.now else When.AT_END
        return _confirmed(
            options,
            by,
            f"cancel {options.order} {when}",
            lambda _order: changes.quote_cancel(by.actor, options.order, when),
            lambda shown, key: changes.confirm(by.actor, shown, key),
        )


def change_plan(options: argparse.Namespace) -> int:
    """Change plan or term; to a cheaper plan at the end of the period unless told otherwise."""
    from introtui.domain.payments import PayBy

    with acting(options) as by:
        changes, pay_by = by.services.order_changes, PayBy(options.pay_by)

        def quote(order: OrderView) -> Quote:
            plan = _plan(by, options)
            term = options.term or order.row.term_months
            when = _when(options, order.plan, plan)
            return changes.quote_change(by.actor, options.order, plan.plan_id, term, when)

        request = f"change {options.order} {options.plan} {options.term} {options.when} {pay_by}"
        return _confirmed(
            options, by, request, quote, lambda shown, key: changes.confirm(by.actor, shown, key, pay_by)
        )


def _confirmed(
    options: argparse.Namespace,
    by: Acting,
    request: str,
    quote: Callable[[OrderView], Q],
    confirm: Callable[[Q, str], object],
) -> int:
    """Quote and book a request, once for one key; answer with the order, or with the quote of a dry run."""
    key, done = by.services.scripts.key(by.actor, options.key, request)
    if not done or options.dry_run:
        shown = quote(by.services.orders.load(by.actor, options.order))
        if options.dry_run:
            return answer(options, quote_record(shown), lambda: quote_lines(shown))
        confirm(shown, key)
    else:
        remark(DONE_BEFORE)
    return answer_order(options, by.services.orders.load(by.actor, options.order))


def _plan(by: Acting, options: argparse.Namespace) -> Plan:
    offers = by.services.orders.plan_offers(by.actor, options.order)
    for plan in offers:
        if plan.name.casefold() == options.plan.casefold():
            return plan
    names = ", ".join(plan.name for plan in offers)
    raise InvalidValue(f"There is no plan {options.plan!r} for this order; there are {names}.")


def _when(options: argparse.Namespace, plan: Plan, new_plan: Plan) -> When:
    from introtui.domain.quotes import When, is_upgrade

    if options.when is not None:
        return When(options.when)
    return When.AT_END if is_upgrade(new_plan, plan) else When.NOW


def _filter(options: argparse.Namespace) -> OrderFilter:
    from introtui.domain.order_views import OrderFilter, OrderList
    from introtui.domain.orders import ENDED, OrderStatus

    status = options.status and options.status.lower().replace(" ", "_").replace("-", "_")
    known = [*OrderStatus, "overdue", "ends"]
    if status and status not in known:
        raise InvalidValue(f"There is no status {options.status!r}; there are {', '.join(known)}.")
    ended = options.history or status in ENDED
    return OrderFilter(which=OrderList.HISTORY if ended else OrderList.ACTIVE, status=status)


def _row_line(row: OrderRow) -> str:
    days = "--" if row.days is None else row.days
    until = row.facts.paid_until or "--"
    paid = f"{until!s:<10} {days:>5}  {row.status:<16} {row.price}"
    return f"{row.order_id:>8}  {row.plan:<16} {row.address:<16} {paid}"
