"""Orders: their statuses, and the one table of who may do what to them and when (spec 3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from introtui.domain.access import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


class OrderStatus(StrEnum):
    """What is stored of an order; "overdue" is derived and not among them."""

    AWAITING_PAYMENT = "awaiting_payment"
    PROCESSING = "processing"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"
    FAILED_SETUP = "failed_setup"


class SuspendedFor(StrEnum):
    """Why an order is suspended; a payment lifts only the first."""

    NONPAYMENT = "nonpayment"
    VIOLATION = "violation"


class OrderAction(StrEnum):
    """What can be done to an order."""

    CHANGE_PLAN = "change_plan"
    CANCEL_NOW = "cancel_now"
    CANCEL_AT_END = "cancel_at_end"
    UNDO_CANCEL = "undo_cancel"
    UNDO_CHANGE = "undo_change"
    AUTO_RENEW = "auto_renew"
    COMMENT = "comment"
    RENEW = "renew"
    DELIVER = "deliver"
    FAIL_SETUP = "fail_setup"
    SUSPEND = "suspend"
    LIFT_SUSPENSION = "lift_suspension"


SETUP_ACTIONS: Final = frozenset({OrderAction.DELIVER, OrderAction.FAIL_SETUP})
"""What is done to an order that is paid and waits."""
SUSPENSION_ACTIONS: Final = frozenset({OrderAction.SUSPEND, OrderAction.LIFT_SUSPENSION})
"""What is done about a violation of the terms."""
STAFF_ACTIONS: Final = SETUP_ACTIONS | SUSPENSION_ACTIONS
"""What no customer's menu offers."""


ENDED: Final = frozenset({OrderStatus.TERMINATED, OrderStatus.CANCELLED, OrderStatus.FAILED_SETUP})
"""The statuses of the order history; every other order is among the active ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What the rules need to know of an order; dates are UTC dates.

    `change_at` is when `next_plan` comes, None while it waits for its invoice; `unpaid_invoice` is a number, and
    `unpaid_due` when it is due.
    """

    status: OrderStatus
    paid_until: date | None
    cancel_at: date | None = None
    next_plan: str | None = None
    change_at: date | None = None
    suspended_for: SuspendedFor | None = None
    unpaid_invoice: str = ""
    unpaid_due: date | None = None

    def overdue_on(self, today: date) -> bool:
        """Tell whether the order is active and past `paid_until` (spec 3)."""
        return self.status is OrderStatus.ACTIVE and self.paid_until is not None and today > self.paid_until

    def days_remaining(self, today: date) -> int | None:
        """Return the days from `today` to `paid_until`, negative when past; None when not paid or ended."""
        if self.paid_until is None or self.status in ENDED:
            return None
        return (self.paid_until - today).days


def shown_status(facts: OrderFacts, today: date) -> str:
    """Return the status in the words of the order list, such as "overdue" or "ends 2026-12-21"."""
    if facts.overdue_on(today):
        return "overdue"
    if facts.status is OrderStatus.ACTIVE and facts.cancel_at is not None:
        return f"ends {facts.cancel_at}"
    return facts.status.replace("_", " ")


_Rule = frozenset[Role] | str
"""The roles that may, or the reason why nobody may."""

_ANYBODY: Final[_Rule] = frozenset(Role)
_STAFF: Final[_Rule] = frozenset({Role.OPERATOR, Role.ADMIN})

_STAFF_ONLY = "Only our staff can do this while the order is being set up; open a ticket."
_STAFF_SUSPENDS = "Only our staff suspend orders, or lift that; open a ticket."
_NOT_SUSPENDED = "This order is not suspended."
_NOT_PAID = "This order is not paid yet; pay its invoice instead."
_SET_UP = "This order is set up already."
_NO_CANCEL = "No cancel is scheduled for this order."
_NO_CHANGE = "No plan change is scheduled for this order."
_ENDED_REASONS: Final = MappingProxyType(
    {
        OrderStatus.TERMINATED: "This order was terminated; place a new order instead.",
        OrderStatus.CANCELLED: "This order was cancelled; place a new order instead.",
        OrderStatus.FAILED_SETUP: "This order could not be set up; place a new order instead.",
    }
)

_RULES: Final[Mapping[tuple[OrderStatus, OrderAction], _Rule]] = MappingProxyType(
    {
        (OrderStatus.AWAITING_PAYMENT, OrderAction.CHANGE_PLAN): (
            "This order is not paid yet; cancel it and order the other plan instead."
        ),
        (OrderStatus.AWAITING_PAYMENT, OrderAction.CANCEL_NOW): _ANYBODY,
        (OrderStatus.AWAITING_PAYMENT, OrderAction.CANCEL_AT_END): (
            "This order is not paid yet, so it has no period to end; cancel it now instead."
        ),
        (OrderStatus.AWAITING_PAYMENT, OrderAction.UNDO_CANCEL): _NO_CANCEL,
        (OrderStatus.AWAITING_PAYMENT, OrderAction.UNDO_CHANGE): _NO_CHANGE,
        (OrderStatus.AWAITING_PAYMENT, OrderAction.AUTO_RENEW): (
            "This order is not paid yet; choose auto-renew once it is paid."
        ),
        (OrderStatus.AWAITING_PAYMENT, OrderAction.COMMENT): _ANYBODY,
        (OrderStatus.AWAITING_PAYMENT, OrderAction.RENEW): _NOT_PAID,
        (OrderStatus.AWAITING_PAYMENT, OrderAction.DELIVER): "This order is not paid yet, so it is not set up.",
        (OrderStatus.AWAITING_PAYMENT, OrderAction.FAIL_SETUP): "This order is not paid yet; cancel it instead.",
        (OrderStatus.AWAITING_PAYMENT, OrderAction.SUSPEND): "This order is not paid yet; cancel it instead.",
        (OrderStatus.AWAITING_PAYMENT, OrderAction.LIFT_SUSPENSION): _NOT_SUSPENDED,
        (OrderStatus.PROCESSING, OrderAction.CHANGE_PLAN): (
            "This order is being set up; change its plan once it is active."
        ),
        (OrderStatus.PROCESSING, OrderAction.CANCEL_NOW): _STAFF,
        (OrderStatus.PROCESSING, OrderAction.CANCEL_AT_END): (
            "This order is being set up; cancel it once it is active."
        ),
        (OrderStatus.PROCESSING, OrderAction.UNDO_CANCEL): _NO_CANCEL,
        (OrderStatus.PROCESSING, OrderAction.UNDO_CHANGE): _NO_CHANGE,
        (OrderStatus.PROCESSING, OrderAction.AUTO_RENEW): _ANYBODY,
        (OrderStatus.PROCESSING, OrderAction.COMMENT): _ANYBODY,
        (OrderStatus.PROCESSING, OrderAction.RENEW): "This order is being set up; renew it once it is active.",
        (OrderStatus.PROCESSING, OrderAction.DELIVER): _STAFF,
        (OrderStatus.PROCESSING, OrderAction.FAIL_SETUP): _STAFF,
        (OrderStatus.PROCESSING, OrderAction.SUSPEND): "This order is being set up; give it up, or cancel it.",
        (OrderStatus.PROCESSING, OrderAction.LIFT_SUSPENSION): _NOT_SUSPENDED,
        **{(OrderStatus.ACTIVE, action): _ANYBODY for action in OrderAction},
        **{(OrderStatus.ACTIVE, action): _SET_UP for action in SETUP_ACTIONS},
        (OrderStatus.ACTIVE, OrderAction.SUSPEND): _STAFF,
        (OrderStatus.ACTIVE, OrderAction.LIFT_SUSPENSION): _NOT_SUSPENDED,
        (OrderStatus.SUSPENDED, OrderAction.CHANGE_PLAN): (
            "This order is suspended; change its plan once it is active again."
        ),
        (OrderStatus.SUSPENDED, OrderAction.CANCEL_NOW): _ANYBODY,
        (OrderStatus.SUSPENDED, OrderAction.CANCEL_AT_END): "This order is suspended; cancel it now instead.",
        (OrderStatus.SUSPENDED, OrderAction.UNDO_CANCEL): _ANYBODY,
        (OrderStatus.SUSPENDED, OrderAction.UNDO_CHANGE): _ANYBODY,
        (OrderStatus.SUSPENDED, OrderAction.AUTO_RENEW): _ANYBODY,
        (OrderStatus.SUSPENDED, OrderAction.COMMENT): _ANYBODY,
        (OrderStatus.SUSPENDED, OrderAction.RENEW): _ANYBODY,
        **{(OrderStatus.SUSPENDED, action): _SET_UP for action in SETUP_ACTIONS},
        **{(OrderStatus.SUSPENDED, action): _STAFF for action in SUSPENSION_ACTIONS},
        **{(status, action): reason for status, reason in _ENDED_REASONS.items() for action in OrderAction},
    }
)


def _change_plan_guard(facts: OrderFacts, today: date) -> str | None:
    if facts.overdue_on(today):
        return "This order is overdue; pay for it, then change its plan."
    if facts.cancel_at is not None:
        return f"This order ends on {facts.cancel_at}; undo the cancel, then change its plan."
    if facts.next_plan is not None and facts.change_at is None:
        return (
            f"A change to {facts.next_plan} waits for invoice {facts.unpaid_invoice}; pay it, or undo the change."
        )
    if facts.next_plan is not None:
        return f"A change to {facts.next_plan} is already scheduled; undo it, then choose another plan."
    if facts.unpaid_invoice:
        return f"Invoice {facts.unpaid_invoice} of this order is unpaid; pay it, then change the plan."
    return None


def _cancel_at_end_guard(facts: OrderFacts, today: date) -> str | None:
    if facts.cancel_at is not None:
        return f"This order already ends on {facts.cancel_at}."
    if facts.overdue_on(today):
        return "This order is overdue, so no paid period is left to end; cancel it now instead."
    # A period is half-open: on the day it is paid until, it is over.
    if facts.paid_until is not None and today >= facts.paid_until:
        return "Nothing is left of the paid period, which ends today; cancel the order now instead."
    return None


def _undo_cancel_guard(facts: OrderFacts, today: date) -> str | None:
    if facts.cancel_at is None:
        return _NO_CANCEL
    if today >= facts.cancel_at:
        return f"The period ended on {facts.cancel_at}, so the cancel can no longer be undone."
    return None


def _undo_change_guard(facts: OrderFacts, _today: date) -> str | None:
    if facts.next_plan is None:
        return _NO_CHANGE
    if facts.change_at is not None and facts.paid_until is not None and facts.change_at < facts.paid_until:
        return f"{facts.next_plan} is paid for already from {facts.change_at} on; change the plan after that day."
    return None


def _renew_guard(facts: OrderFacts, _today: date) -> str | None:
    if facts.suspended_for is SuspendedFor.VIOLATION:
        return "This order is suspended for a violation; ask support before you renew it."
    if facts.cancel_at is not None:
        return f"This order ends on {facts.cancel_at}; undo the cancel, then renew it."
    if facts.unpaid_invoice:
        return f"Invoice {facts.unpaid_invoice} of this order is unpaid; pay it instead."
    return None


def _suspend_guard(facts: OrderFacts, _today: date) -> str | None:
    if facts.suspended_for is SuspendedFor.VIOLATION:
        return "This order is suspended for a violation already."
    return None


def _lift_guard(facts: OrderFacts, _today: date) -> str | None:
    if facts.suspended_for is not SuspendedFor.VIOLATION:
        return "This order is suspended because it is not paid; that ends once it is paid."
    return None


_GUARDS: Final[Mapping[OrderAction, Callable[[OrderFacts, date], str | None]]] = MappingProxyType(
    {
        OrderAction.CHANGE_PLAN: _change_plan_guard,
        OrderAction.CANCEL_AT_END: _cancel_at_end_guard,
        OrderAction.UNDO_CANCEL: _undo_cancel_guard,
        OrderAction.UNDO_CHANGE: _undo_change_guard,
        OrderAction.RENEW: _renew_guard,
        OrderAction.SUSPEND: _suspend_guard,
        OrderAction.LIFT_SUSPENSION: _lift_guard,
    }
)


def refusal(action: OrderAction, facts: OrderFacts, role: Role, today: date) -> str | None:
    """Return why `role` may not do `action` today, as a sentence; None when it is allowed.

    The one source for menus, keys and services (spec 3). Whose order it is, is not asked here.
    """
    rule = _RULES[facts.status, action]
    if isinstance(rule, str):
        return rule
    if role not in rule:
        return _STAFF_SUSPENDS if action in SUSPENSION_ACTIONS else _STAFF_ONLY
    guard = _GUARDS.get(action)
    return guard(facts, today) if guard is not None else None
