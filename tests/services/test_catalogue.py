"""The catalogue changes, and no order with it: a price is that of its day, an order's that it agreed to."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from introtui.domain.access import Actor
from introtui.domain.catalogue import DatedPrice, OptionKind, OptionStanding, PlanStanding, PriceDraft, check_price
from introtui.domain.errors import ActionRefused, InvalidFields, NotFound, QuoteOutdated
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.plans import FIRST_DAY, RefundTerms
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import TODAY, plan_ids, services
from tests.services.ordering import Desk, desk, everything, written_since
from tests.services.staffing import last_audit, staff

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def admin(installed: Database) -> Actor:
    return staff(installed)


def price(minor: int, valid_from: date = TOMORROW, *, refund: str = "none", fee: int = 0) -> DatedPrice:
    return DatedPrice(
        valid_from=valid_from,
        monthly=Money(minor, "EUR"),
        setup_fee=Money(fee, "EUR"),
        refund_terms=RefundTerms.parse(refund),
    )


def standing(database: Database, admin: Actor, name: str = "VPS M") -> PlanStanding:
    return next(plan for plan in services(database).catalogue.plans(admin) if plan.name == name)


def set_price(database: Database, admin: Actor, new: DatedPrice, name: str = "VPS M") -> None:
    services(database).catalogue.set_price(admin, plan_ids(database)[name], new)


def drafted(at: Services, actor: Actor, plan: str = "VPS M") -> NewOrderDraft:
    offer = next(offer for offer in at.new_orders.offers(actor) if offer.product == "VPS/VDS")
    return NewOrderDraft(
        product=offer.product,
        plan=plan,
        hostname="web.example.com",
        operating_system=next(iter(offer.operating_systems), ""),
        location=next(iter(offer.locations), ""),
    )


def test_a_new_price_is_that_of_new_orders_and_plan_changes_from_its_day_on(
    installed: Database, admin: Actor
) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), balance="500.00")
    set_price(installed, admin, price(2995))
    today, tomorrow = at, at.on(TOMORROW)

    def new_order(on: Desk) -> int:
        return on.services.new_orders.quote(on.actor, drafted(on.services, on.actor)).net.minor

    assert (new_order(today), new_order(tomorrow)) == (1995, 2995)
    noted = [on.quote("VPS M", when=When.AT_END).notes[0] for on in (today, tomorrow)]
    assert "VPS M costs EUR 19.95" in noted[0]
    assert "VPS M costs EUR 29.95" in noted[1]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prices=st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(1, 400), st.sampled_from(["none", "prorated"])),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_scheduled_an_order_keeps_its_price_and_terms(
    installed: Database, admin: Actor, prices: list[tuple[int, int, str]]
) -> None:
    login = f"c{sum(minor * days for minor, days, _ in prices)}-{len(everything(installed)['account'])}"
    at = desk(installed, login=login, balance="500.00")
    for minor, days, refund in prices:
        # The price there is already is refused.
        with suppress(InvalidFields):
            set_price(installed, admin, price(minor, TODAY + timedelta(days=days), refund=refund))
    renewals = [
        on.services.renewals.quote(on.actor, [RenewalChoice(order_id=at.order_id, term_months=1)])
        for on in (at, at.on(TODAY + timedelta(days=401)))
    ]
    assert [quote.net.minor for quote in renewals] == [1995, 1995]
    later = at.on(TODAY + timedelta(days=401)).view()
    assert (later.row.price, later.plan) == (Money(1995, "EUR"), at.view().plan)


@given(
    starts=st.lists(st.integers(0, 60), unique=True, max_size=6),
    day=st.integers(0, 60),
)
def test_the_price_of_a_day_is_the_latest_that_began(starts: list[int], day: int) -> None:
    days = [FIRST_DAY + timedelta(days=start) for start in starts]
    plan = PlanStanding(
        plan_id=1,
        product="VPS",
        name="S",
        specs="",
        withdrawn_on=None,
        prices=tuple(price(place, start) for place, start in enumerate(days)),
        today=FIRST_DAY,
    )
    on = FIRST_DAY + timedelta(days=day)
    found = plan.price("EUR", on)
    assert (None if found is None else found.valid_from) == max(
        (start for start in days if start <= on), default=None
    )
    assert plan.price("USD", on) is None


def test_the_database_and_the_rule_agree_on_the_price_of_a_day(installed: Database, admin: Actor) -> None:
    at = desk(installed, balance="500.00")
    for days in (5, 1, 30):
        set_price(installed, admin, price(1000 + days, TODAY + timedelta(days=days)))
    plan = standing(installed, admin)
    for days in (0, 1, 4, 5, 29, 30, 90):
        day = TODAY + timedelta(days=days)
        offered = {each.name: each.monthly for each in at.on(day).orders.plan_offers(at.actor, at.order_id)}
        expected = plan.price("EUR", day)
        assert expected is not None
        assert offered["VPS M"] == expected.monthly


def test_a_quote_of_the_day_before_is_outdated_and_the_new_price_is_shown(
    installed: Database, admin: Actor
) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), balance="500.00")
    set_price(installed, admin, price(2995))
    change, order = at.quote("VPS M"), at.services.new_orders.quote(at.actor, drafted(at.services, at.actor))
    tomorrow = at.on(TOMORROW)
    with pytest.raises(QuoteOutdated) as outdated:
        tomorrow.changes.confirm(at.actor, change, "change")
    assert [line.base.minor for line in outdated.value.quote.lines][-1] == 2995
    with pytest.raises(QuoteOutdated) as outdated:
        tomorrow.services.new_orders.confirm(at.actor, order, "order")
    assert outdated.value.quote.net.minor == 2995


def test_an_order_is_refunded_by_the_terms_it_was_placed_at(installed: Database, admin: Actor) -> None:
    at = desk(installed, plan="VPS M", paid_until=date(2026, 12, 21), balance="500.00")
    set_price(installed, admin, price(1995, refund="none"))
    tomorrow = at.on(TOMORROW)
    assert tomorrow.quote_cancel().total.minor < 0
    tomorrow.change("VPS S", "to another plan")
    tomorrow.change("VPS M", "and back, at the terms of that day")
    quote = tomorrow.quote_cancel()
    assert (quote.total.minor, quote.notes[0]) == (0, "Not refunded.")


def test_a_scheduled_change_keeps_the_price_and_terms_of_the_day_it_was_made(
    installed: Database, admin: Actor
) -> None:
    at = desk(installed, plan="VPS M", paid_until=date(2026, 12, 21), balance="500.00")
    at.change("VPS S", "scheduled", when=When.AT_END)
    set_price(installed, admin, price(5000), name="VPS S")
    end = at.on(date(2026, 12, 21))
    quote = end.services.renewals.quote(at.actor, [RenewalChoice(order_id=at.order_id, term_months=1)])
    assert quote.net.minor == 995


def test_what_is_withdrawn_is_not_sold_and_its_orders_go_on(installed: Database, admin: Actor) -> None:
    at = desk(installed, plan="VPS M", balance="500.00")
    other = desk(installed, login="other", plan="VPS S", price=Money(995, "EUR"), balance="500.00")
    catalogue, plan_id = services(installed).catalogue, plan_ids(installed)["VPS M"]
    upgrade = other.quote("VPS M")
    catalogue.withdraw(admin, plan_id)
    with pytest.raises(InvalidFields, match="Choose a plan"):
        other.services.new_orders.quote(other.actor, drafted(other.services, other.actor))
    for refused in (lambda: other.quote("VPS M"), lambda: other.changes.confirm(other.actor, upgrade, "key")):
        with pytest.raises(ActionRefused, match=r"^VPS M is not sold any more; choose another plan\.$"):
            refused()
    assert "VPS M" not in [plan.name for plan in other.orders.plan_offers(other.actor, other.order_id)]
    assert "VPS M" in [plan.name for plan in at.orders.plan_offers(at.actor, at.order_id)]
    assert at.quote("VPS M", term=3).net.minor != 0
    assert at.services.renewals.quote(at.actor, [RenewalChoice(order_id=at.order_id, term_months=1)])
    with pytest.raises(ActionRefused, match="is not sold since"):
        catalogue.withdraw(admin, plan_id)
    catalogue.put_back(admin, plan_id)
    other.changes.confirm(other.actor, upgrade, "key")
    with pytest.raises(ActionRefused, match="is sold already"):
        catalogue.put_back(admin, plan_id)


def test_a_price_that_began_is_not_rewritten(installed: Database, admin: Actor) -> None:
    for day in (TODAY, TODAY - timedelta(days=1), FIRST_DAY):
        with pytest.raises(InvalidFields, match="choose tomorrow or a later day"):
            set_price(installed, admin, price(1, day))
    with pytest.raises(InvalidFields, match="since the beginning already"):
        set_price(installed, admin, price(1995, refund="prorated"))
    catalogue, plan_id = services(installed).catalogue, plan_ids(installed)["VPS M"]
    with pytest.raises(ActionRefused, match="counts since"):
        catalogue.take_price_back(admin, plan_id, "EUR", FIRST_DAY)
    with pytest.raises(ActionRefused, match="No price of VPS M in EUR begins"):
        catalogue.take_price_back(admin, plan_id, "EUR", TOMORROW)


def test_a_scheduled_price_is_replaced_and_taken_back(installed: Database, admin: Actor) -> None:
    set_price(installed, admin, price(2995))
    set_price(installed, admin, price(3995, fee=500))
    then = standing(installed, admin).then("EUR")
    assert then == price(3995, fee=500)
    assert last_audit(installed)[2:] == (
        "plan.price",
        "VPS/VDS, VPS M",
        f"EUR 39.95 a month from {TOMORROW}, set-up 5.00, refund: none.",
    )
    services(installed).catalogue.take_price_back(admin, plan_ids(installed)["VPS M"], "EUR", TOMORROW)
    assert standing(installed, admin).then("EUR") is None


def test_a_new_plan_is_sold_once_it_has_a_price(installed: Database, admin: Actor) -> None:
    at, catalogue = desk(installed, balance="500.00"), services(installed).catalogue
    catalogue.add_product(admin, "Colocation")
    assert catalogue.empty_products(admin) == ("Colocation",)
    plan_id = catalogue.add_plan(admin, "Colocation", "Half rack", "20 U")
    catalogue.add_option(admin, "Colocation", OptionKind.LOCATION, "Tallinn")
    assert "Colocation" not in [offer.product for offer in at.services.new_orders.offers(at.actor)]
    catalogue.set_price(admin, plan_id, price(19900, TODAY))
    offer = next(each for each in at.services.new_orders.offers(at.actor) if each.product == "Colocation")
    assert [(plan.name, plan.specs) for plan in offer.plans] == [("Half rack", "20 U")]
    assert offer.locations == ("Tallinn",)
    catalogue.set_specs(admin, plan_id, "21 U")
    assert standing(installed, admin, "Half rack").specs == "21 U"


@pytest.mark.parametrize("text", ["", "a\x1bb", "x" * 200, "VPS/VDS"])
def test_names_that_cannot_be_are_refused_beside_their_field(installed: Database, admin: Actor, text: str) -> None:
    catalogue = services(installed).catalogue
    before = everything(installed)
    with pytest.raises(InvalidFields) as refused:
        catalogue.add_product(admin, text)
    assert set(refused.value.errors) == {"product"}
    with pytest.raises(InvalidFields):
        catalogue.add_plan(admin, "VPS/VDS", "VPS M" if text == "VPS/VDS" else text, "")
    with pytest.raises(InvalidFields):
        catalogue.add_plan(admin, "No such product", "plan", "")
    with pytest.raises(InvalidFields):
        catalogue.add_option(admin, "VPS/VDS", OptionKind.OPERATING_SYSTEM, text.replace("VPS/VDS", "Debian 13"))
    assert written_since(before, installed) == {}


def test_every_error_of_a_price_stands_beside_its_field() -> None:
    with pytest.raises(InvalidFields) as refused:
        check_price(PriceDraft(currency="EURO", monthly="1,5", setup_fee="-1", refund_terms="x", valid_from="x"))
    assert set(refused.value.errors) == {"currency", "monthly", "setup_fee", "refund_terms", "valid_from"}


def test_running_orders_are_counted_by_plan_currency_and_option(installed: Database, admin: Actor) -> None:
    desk(installed)
    desk(installed, login="other", operating_system="Debian 13")
    catalogue = services(installed).catalogue
    (counted,) = catalogue.running(admin)
    assert (counted.plan_id, counted.currency, counted.orders) == (plan_ids(installed)["VPS M"], "EUR", 2)
    debian = OptionStanding(product="VPS/VDS", kind=OptionKind.OPERATING_SYSTEM, name="Debian 13")
    assert debian in catalogue.options(admin)
    assert catalogue.running_with(admin)[debian] == 1


def test_addresses_retire_while_they_are_free(installed: Database, admin: Actor) -> None:
    pools = services(installed).pools
    pools.add(admin, "VPS/VDS", "192.0.2.0/29")
    assert pools.retire(admin, "192.0.2.1-192.0.2.3") == 3
    with pytest.raises(ActionRefused, match="No pool has any"):
        pools.retire(admin, "192.0.2.1")
    at = desk(installed, balance="500.00")
    order = at.services.new_orders.confirm(
        at.actor, at.services.new_orders.quote(at.actor, drafted(at.services, at.actor)), "order"
    )
    taken = order.addresses[0]
    with pytest.raises(ActionRefused, match=rf"^Order {order.row.order_id} has {taken}; nothing was retired\.$"):
        pools.retire(admin, f"{taken}, 192.0.2.4")
    assert pools.retire(admin, "192.0.2.4") == 1


def test_customers_are_told_that_there_is_no_such_thing(installed: Database) -> None:
    at = desk(installed)
    catalogue, plan_id = services(installed).catalogue, plan_ids(installed)["VPS M"]
    for refused in (
        lambda: catalogue.plans(at.actor),
        lambda: catalogue.withdraw(at.actor, plan_id),
        lambda: catalogue.withdraw(at.actor, 10**9),
        lambda: catalogue.set_price(at.actor, plan_id, price(1)),
        lambda: services(installed).pools.retire(at.actor, "192.0.2.1"),
    ):
        with pytest.raises(NotFound, match=r"^There is no such thing\.$"):
            refused()
