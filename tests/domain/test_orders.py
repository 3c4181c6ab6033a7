"""What an order is called, and who may do what to it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from introtui.domain.access import Role
from introtui.domain.orders import (
    ENDED,
    SETUP_ACTIONS,
    OrderAction,
    OrderFacts,
    OrderStatus,
    SuspendedFor,
    refusal,
    shown_status,
)

TODAY = date(2026, 11, 23)
END = date(2026, 12, 21)
ACTIVE = OrderFacts(status=OrderStatus.ACTIVE, paid_until=END)
OVERDUE = OrderFacts(status=OrderStatus.ACTIVE, paid_until=TODAY - timedelta(days=1))
ENDING = OrderFacts(status=OrderStatus.ACTIVE, paid_until=END, cancel_at=END)
CHANGING = OrderFacts(status=OrderStatus.ACTIVE, paid_until=END, next_plan="VPS S", change_at=END)
UNPAID = OrderFacts(status=OrderStatus.ACTIVE, paid_until=END, unpaid_invoice="INV-2026-000123")
VIOLATION = OrderFacts(status=OrderStatus.SUSPENDED, paid_until=END, suspended_for=SuspendedFor.VIOLATION)
NONPAYMENT = OrderFacts(status=OrderStatus.SUSPENDED, paid_until=TODAY, suspended_for=SuspendedFor.NONPAYMENT)


def of(status: OrderStatus) -> OrderFacts:
    return OrderFacts(status=status, paid_until=None if status is OrderStatus.AWAITING_PAYMENT else END)


EXPECTED = {
    OrderStatus.AWAITING_PAYMENT: {OrderAction.CANCEL_NOW, OrderAction.COMMENT},
    OrderStatus.PROCESSING: {OrderAction.AUTO_RENEW, OrderAction.COMMENT},
    OrderStatus.ACTIVE: {
        OrderAction.RENEW,
        OrderAction.CHANGE_PLAN,
        OrderAction.CANCEL_NOW,
        OrderAction.CANCEL_AT_END,
        OrderAction.AUTO_RENEW,
        OrderAction.COMMENT,
    },
    OrderStatus.SUSPENDED: {
        OrderAction.RENEW,
        OrderAction.CANCEL_NOW,
        OrderAction.AUTO_RENEW,
        OrderAction.COMMENT,
    },
    OrderStatus.TERMINATED: set[OrderAction](),
    OrderStatus.CANCELLED: set[OrderAction](),
    OrderStatus.FAILED_SETUP: set[OrderAction](),
}


@pytest.mark.parametrize(("status", "action", "role"), list(product(OrderStatus, OrderAction, Role)))
def test_every_status_action_and_role_is_allowed_or_has_a_reason(
    status: OrderStatus, action: OrderAction, role: Role
) -> None:
    allowed = set(EXPECTED[status])
    if status is OrderStatus.PROCESSING and role is not Role.CUSTOMER:
        allowed |= {OrderAction.CANCEL_NOW, *SETUP_ACTIONS}
    if status in {OrderStatus.ACTIVE, OrderStatus.SUSPENDED} and role is not Role.CUSTOMER:
        allowed.add(OrderAction.SUSPEND)
    reason = refusal(action, of(status), role, TODAY)
    assert (reason is None) == (action in allowed)
    assert reason is None or (reason[0].isupper() and reason.endswith("."))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (OVERDUE, "This order is overdue; pay for it, then change its plan."),
        (VIOLATION, "This order is suspended; change its plan once it is active again."),
        (NONPAYMENT, "This order is suspended; change its plan once it is active again."),
        (ENDING, "This order ends on 2026-12-21; undo the cancel, then change its plan."),
        (CHANGING, "A change to VPS S is already scheduled; undo it, then choose another plan."),
        (UNPAID, "Invoice INV-2026-000123 of this order is unpaid; pay it, then change the plan."),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_a_plan_change_is_refused_with_the_reason(facts: OrderFacts, reason: str, role: Role) -> None:
    assert refusal(OrderAction.CHANGE_PLAN, facts, role, TODAY) == reason


@pytest.mark.parametrize("facts", [ACTIVE, OVERDUE, ENDING, CHANGING, UNPAID, VIOLATION, NONPAYMENT])
def test_a_customer_can_always_cancel_a_running_order_now(facts: OrderFacts) -> None:
    assert refusal(OrderAction.CANCEL_NOW, facts, Role.CUSTOMER, TODAY) is None


@pytest.mark.parametrize("facts", [OVERDUE, ENDING, VIOLATION, NONPAYMENT])
def test_only_a_paid_period_can_be_left_to_end(facts: OrderFacts) -> None:
    assert refusal(OrderAction.CANCEL_AT_END, ACTIVE, Role.CUSTOMER, TODAY) is None
    assert refusal(OrderAction.CANCEL_AT_END, facts, Role.CUSTOMER, TODAY) is not None


def test_a_period_can_be_left_to_end_until_the_day_it_is_over() -> None:
    last_day = END - timedelta(days=1)
    assert refusal(OrderAction.CANCEL_AT_END, ACTIVE, Role.CUSTOMER, last_day) is None
    assert refusal(OrderAction.CANCEL_AT_END, ACTIVE, Role.CUSTOMER, END) == (
        "Nothing is left of the paid period, which ends today; cancel the order now instead."
    )
    assert refusal(OrderAction.CHANGE_PLAN, ACTIVE, Role.CUSTOMER, END) is None


def test_a_scheduled_cancel_can_be_undone_until_the_period_ends() -> None:
    last_day = END - timedelta(days=1)
    assert refusal(OrderAction.UNDO_CANCEL, ENDING, Role.CUSTOMER, last_day) is None
    assert refusal(OrderAction.UNDO_CANCEL, ENDING, Role.CUSTOMER, END) == (
        "The period ended on 2026-12-21, so the cancel can no longer be undone."
    )


def test_only_what_is_scheduled_can_be_undone() -> None:
    assert refusal(OrderAction.UNDO_CHANGE, CHANGING, Role.CUSTOMER, TODAY) is None
    assert refusal(OrderAction.UNDO_CHANGE, ACTIVE, Role.CUSTOMER, TODAY) == (
        "No plan change is scheduled for this order."
    )
    assert refusal(OrderAction.UNDO_CANCEL, ACTIVE, Role.CUSTOMER, TODAY) == (
        "No cancel is scheduled for this order."
    )


@pytest.mark.parametrize("status", sorted(ENDED))
def test_an_ended_order_gives_its_one_reason_for_everything(status: OrderStatus) -> None:
    reasons = {refusal(action, of(status), Role.ADMIN, TODAY) for action in OrderAction}
    assert len(reasons) == 1
    assert None not in reasons


def test_an_order_that_ends_can_only_be_kept_cancelled_now_or_annotated() -> None:
    allowed = {action for action in OrderAction if refusal(action, ENDING, Role.CUSTOMER, TODAY) is None}
    assert allowed == {
        OrderAction.CANCEL_NOW,
        OrderAction.UNDO_CANCEL,
        OrderAction.AUTO_RENEW,
        OrderAction.COMMENT,
    }


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (of(OrderStatus.AWAITING_PAYMENT), "awaiting payment"),
        (of(OrderStatus.PROCESSING), "processing"),
        (ACTIVE, "active"),
        (OVERDUE, "overdue"),
        (ENDING, "ends 2026-12-21"),
        (VIOLATION, "suspended"),
        (of(OrderStatus.TERMINATED), "terminated"),
        (of(OrderStatus.CANCELLED), "cancelled"),
        (of(OrderStatus.FAILED_SETUP), "failed setup"),
    ],
)
def test_the_list_says_what_state_an_order_is_in(facts: OrderFacts, shown: str) -> None:
    assert shown_status(facts, TODAY) == shown


@pytest.mark.parametrize(("offset", "days", "overdue"), [(-28, 28, False), (0, 0, False), (1, -1, True)])
def test_an_order_is_overdue_once_its_days_are_negative(offset: int, days: int, overdue: bool) -> None:
    on = END + timedelta(days=offset)
    assert ACTIVE.days_remaining(on) == days
    assert ACTIVE.overdue_on(on) is overdue


def test_an_unpaid_or_ended_order_has_no_days_left_to_count() -> None:
    assert of(OrderStatus.AWAITING_PAYMENT).days_remaining(TODAY) is None
    assert of(OrderStatus.TERMINATED).days_remaining(TODAY) is None
    assert NONPAYMENT.days_remaining(TODAY) == 0
    assert not NONPAYMENT.overdue_on(END)


@pytest.mark.parametrize(
    ("action", "facts", "reason"),
    [
        (OrderAction.SUSPEND, ACTIVE, None),
        (OrderAction.SUSPEND, OVERDUE, None),
        (OrderAction.SUSPEND, NONPAYMENT, None),
        (OrderAction.SUSPEND, VIOLATION, "This order is suspended for a violation already."),
        (OrderAction.LIFT_SUSPENSION, VIOLATION, None),
        (OrderAction.LIFT_SUSPENSION, ACTIVE, "This order is not suspended."),
        (
            OrderAction.LIFT_SUSPENSION,
            NONPAYMENT,
            "This order is suspended because it is not paid; that ends once it is paid.",
        ),
    ],
)
def test_staff_suspend_for_a_violation_and_lift_that_alone(
    action: OrderAction, facts: OrderFacts, reason: str | None
) -> None:
    assert refusal(action, facts, Role.OPERATOR, TODAY) == reason
    to_customers = refusal(action, facts, Role.CUSTOMER, TODAY)
    assert to_customers == "Only our staff suspend orders, or lift that; open a ticket." or facts is ACTIVE
