"""Who may do what to an order: the transition table speaks through the services, and strangers learn nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, InvalidValue, NotFound, StaleVersion
from introtui.domain.money import Money
from introtui.domain.order_views import OrderFilter, OrderView
from introtui.domain.orders import STAFF_ACTIONS, OrderAction, OrderStatus, SuspendedFor, refusal
from introtui.domain.paging import PageRequest
from introtui.domain.quotes import Quote, When
from introtui.domain.renewals import RenewalChoice
from introtui.services.order_changes import OrderChangeService
from introtui.services.orders import OrderService
from introtui.services.registry import Services
from introtui.services.renewals import RenewalService
from introtui.store.engine import Database
from tests.building import ACCOUNT, TODAY, add_account, add_order, services
from tests.services.ordering import desk, everything, written_since

END = date(2026, 12, 21)
PAST = date(2026, 11, 20)
ORDERS: dict[str, dict[str, object]] = {
    "active": {},
    "overdue": {"paid_until": PAST},
    "ends": {"cancel_at": END},
    "ended today": {"cancel_at": TODAY, "paid_until": TODAY},
    "changes": {"next_plan_id": 1, "next_term_months": 1, "next_price": Money(995, "EUR")},
    "awaiting": {"status": OrderStatus.AWAITING_PAYMENT, "started_on": None, "paid_until": None},
    "processing": {"status": OrderStatus.PROCESSING, "started_on": None, "paid_until": None},
    "unpaid": {"status": OrderStatus.SUSPENDED, "suspended_for": SuspendedFor.NONPAYMENT, "paid_until": PAST},
    "violation": {"status": OrderStatus.SUSPENDED, "suspended_for": SuspendedFor.VIOLATION},
    "terminated": {"status": OrderStatus.TERMINATED, "ended_on": PAST},
    "cancelled": {"status": OrderStatus.CANCELLED, "ended_on": PAST},
    "failed": {"status": OrderStatus.FAILED_SETUP, "started_on": None, "paid_until": None},
}
"""Orders in every status, and in every state a rule asks for."""

Do = Callable[[Services, Actor, int], object]


def confirmed(quote: Callable[[OrderChangeService, Actor, int], Quote]) -> Do:
    def do(at: Services, actor: Actor, order_id: int) -> None:
        changes = at.order_changes
        changes.confirm(actor, quote(changes, actor, order_id), f"key {order_id}")

    return do


def renewed(at: RenewalService, actor: Actor, order_id: int) -> object:
    quote = at.quote(actor, [RenewalChoice(order_id=order_id, term_months=1)])
    return at.confirm(actor, quote, f"key {order_id}")


ACTIONS: dict[OrderAction, Do] = {
    OrderAction.CHANGE_PLAN: confirmed(lambda at, actor, number: at.quote_change(actor, number, 3, 1, When.NOW)),
    OrderAction.CANCEL_NOW: confirmed(lambda at, actor, number: at.quote_cancel(actor, number, When.NOW)),
    OrderAction.CANCEL_AT_END: confirmed(lambda at, actor, number: at.quote_cancel(actor, number, When.AT_END)),
    OrderAction.UNDO_CANCEL: lambda at, actor, number: at.orders.undo_cancel(actor, number),
    OrderAction.UNDO_CHANGE: lambda at, actor, number: at.orders.undo_change(actor, number),
    OrderAction.AUTO_RENEW: lambda at, actor, number: at.orders.set_auto_renew(actor, number, True),
    OrderAction.RENEW: lambda at, actor, number: renewed(at.renewals, actor, number),
    OrderAction.COMMENT: lambda at, actor, number: at.orders.set_comment(actor, number, "Rack 4", ""),
}


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.ADMIN])
def test_every_rule_of_the_table_comes_out_of_the_service(sqlite_database: Database, role: Role) -> None:
    assert set(ACTIONS) == set(OrderAction) - STAFF_ACTIONS
    actor = add_account(sqlite_database, replace(ACCOUNT, role=role), balance="999.00")
    at, refused, done = services(sqlite_database), 0, 0
    # Staff may do more only while an order is being set up.
    names = ORDERS if role is Role.CUSTOMER else ("processing", "active")
    for name, action in product(names, ACTIONS):
        number = add_order(sqlite_database, actor, **ORDERS[name])  # type: ignore[arg-type]
        view = at.orders.load(actor, number)
        reason = refusal(action, view.row.facts, role, TODAY)
        assert view.actions[action] == reason
        before = everything(sqlite_database)
        if reason is None:
            ACTIONS[action](at, actor, number)
            assert {"audit", "change", "order_event"} <= set(written_since(before, sqlite_database))
            done += 1
            continue
        with pytest.raises(ActionRefused) as caught:
            ACTIONS[action](at, actor, number)
        assert str(caught.value).endswith(reason), (name, action)
        assert written_since(before, sqlite_database) == {}
        refused += 1
    assert min(refused, done) >= (20 if role is Role.CUSTOMER else 5)


CHANGES: dict[str, Callable[[OrderChangeService, Actor, int], object]] = {
    "quote_change": lambda at, actor, number: at.quote_change(actor, number, 3, 1, When.NOW),
    "quote_cancel": lambda at, actor, number: at.quote_cancel(actor, number, When.NOW),
}
EDITS: dict[str, Callable[[OrderService, Actor, int], object]] = {
    "load": lambda at, actor, number: at.load(actor, number),
    "plan_offers": lambda at, actor, number: at.plan_offers(actor, number),
    "set_auto_renew": lambda at, actor, number: at.set_auto_renew(actor, number, True),
    "set_comment": lambda at, actor, number: at.set_comment(actor, number, "Rack 4", ""),
    "undo_cancel": lambda at, actor, number: at.undo_cancel(actor, number),
    "undo_change": lambda at, actor, number: at.undo_change(actor, number),
}
LISTS: dict[str, Callable[[OrderService, Actor], object]] = {
    "summary": lambda at, actor: at.summary(actor),
    "page": lambda at, actor: at.page(actor, OrderFilter(), PageRequest(sort="id")),
    "count": lambda at, actor: at.count(actor, OrderFilter()),
    "every": lambda at, actor: at.every(actor, OrderFilter(), "id", False),
    "rows": lambda at, actor: at.rows(actor, range(1, 40_000)),
}


def public(service: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(service, inspect.isfunction) if not name.startswith("_")}


def test_no_use_case_of_orders_is_left_out_below() -> None:
    assert public(OrderChangeService) == {*CHANGES, "confirm"}
    assert public(OrderService) == {*EDITS, *LISTS}


def calls(at: Services, actor: Actor, quote: Quote) -> Iterator[Callable[[int], object]]:
    yield from (lambda number, call=call: call(at.order_changes, actor, number) for call in CHANGES.values())
    yield from (lambda number, call=call: call(at.orders, actor, number) for call in EDITS.values())
    yield lambda number: at.order_changes.confirm(actor, replace(quote, order_id=number), f"key {number}")


def test_a_foreign_order_answers_exactly_like_a_missing_one(installed: Database) -> None:
    owner = desk(installed, cancel_at=END, paid_until=END)
    quote = owner.quote_cancel()
    stranger = add_account(installed, replace(ACCOUNT, login="stranger"))
    at, before, answers = services(installed), everything(installed), set[str]()
    missing = (owner.order_id + 1, 0, -1, 2**31, 2**63, 10**30)
    for call, number in product(calls(at, stranger, quote), (owner.order_id, *missing)):
        with pytest.raises(NotFound) as caught:
            call(number)
        answers.add(str(caught.value).replace(f" {number}.", " N."))
    assert answers == {"There is no order N."}
    assert written_since(before, installed) == {}


def test_an_actor_that_is_not_its_account_is_told_nothing(sqlite_database: Database) -> None:
    owner = desk(sqlite_database, paid_until=END)
    at, before, quote = owner.services, everything(sqlite_database), owner.quote_cancel()
    for actor in (
        replace(owner.actor, login="somebody"),
        replace(owner.actor, account_id=owner.actor.account_id + 1),
    ):
        for call in calls(at, actor, quote):
            with pytest.raises(NotFound, match="There is no such account"):
                call(owner.order_id)
        for ask in LISTS.values():
            with pytest.raises(NotFound, match="There is no such account"):
                ask(at.orders, actor)
    assert written_since(before, sqlite_database) == {}


def test_edits_are_told_to_the_timeline_the_audit_and_the_feed(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    steps: list[tuple[Callable[[], OrderView], str, str]] = [
        (lambda: at.orders.set_auto_renew(at.actor, at.order_id, True), "auto_renew", "Auto-renew switched on."),
        (lambda: at.orders.set_auto_renew(at.actor, at.order_id, False), "auto_renew", "Auto-renew switched off."),
        (lambda: at.orders.set_comment(at.actor, at.order_id, "Rack 4", ""), "comment", "Comment changed."),
        (lambda: at.orders.set_comment(at.actor, at.order_id, " ", "Rack 4"), "comment", "Comment removed."),
    ]
    for do, action, sentence in steps:
        before = everything(installed)
        assert do().timeline[0].sentence == sentence
        written = written_since(before, installed)
        assert set(written) == {"orders", "order_event", "audit", "change"}
        (audit,) = written["audit"]
        expected = ("ivanov", "192.0.2.10", f"order.{action}", str(at.order_id), sentence, False, False)
        assert audit[2:] == (at.actor.account_id, *expected)
        (change,) = written["change"]
        assert change[1:] == (at.actor.account_id, "orders")


def test_a_comment_that_could_harm_its_readers_is_refused(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END)
    before = everything(sqlite_database)
    for text in ("\x1b[2J", "a\u202eb", "x" * 501):
        with pytest.raises(InvalidValue):
            at.orders.set_comment(at.actor, at.order_id, text, "")
    assert written_since(before, sqlite_database) == {}


def test_a_comment_replaces_only_the_one_it_was_written_over(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    at.orders.set_comment(at.actor, at.order_id, "Rack 4", "")
    before = everything(installed)
    for text in ("Rack 5", ""):
        with pytest.raises(StaleVersion, match=r"^Somebody else changed this comment while you were writing; "):
            at.orders.set_comment(at.actor, at.order_id, text, "Rack 3")
    assert written_since(before, installed) == {}
    assert at.orders.set_comment(at.actor, at.order_id, " Rack 4 ", "Rack 3").comment == "Rack 4"
    assert at.orders.set_comment(at.actor, at.order_id, "Rack 5", "Rack 4").comment == "Rack 5"


def test_the_plans_on_offer_are_of_the_product_and_currency_cheapest_first(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END)
    offers = at.orders.plan_offers(at.actor, at.order_id)
    assert [(plan.name, str(plan.monthly)) for plan in offers] == [
        ("VPS S", "EUR 9.95"),
        ("VPS M", "EUR 19.95"),
        ("VPS L", "EUR 34.95"),
    ]


def test_days_count_from_the_clock_handed_in(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END)
    assert at.view().row.days == 28
    assert at.on(END + timedelta(days=2)).view().row.days == -2
    assert at.on(END + timedelta(days=2)).view().row.status == "overdue"
