"""What staff do with the catalogue: plans, prices from a day on, options; what runs goes on as agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.catalogue import (
    DatedPrice,
    OptionKind,
    OptionStanding,
    PlanStanding,
    RunningOrders,
    check_name,
    check_specs,
    first_day_words,
)
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, NotFound
from introtui.domain.money import Money
from introtui.domain.permissions import Permission
from introtui.domain.plans import RefundTerms
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.staff import require
from introtui.store.catalogue_queries import (
    options,
    plans_with_prices,
    products_without_plans,
    running_orders,
    running_with_option,
)
from introtui.store.tables import Plan, PlanPrice, Product, ProductOption


class CatalogueService:
    """Lists and changes what is sold; staff only. Every change is one of `Permission.CATALOGUE`."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def plans(self, actor: Actor) -> tuple[PlanStanding, ...]:
        """Return every plan with all its prices, by product."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return tuple(_standings(plans_with_prices(session), self._context.clock.today()))

    def empty_products(self, actor: Actor) -> tuple[str, ...]:
        """Return the products without a plan."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return tuple(products_without_plans(session))

    def running(self, actor: Actor) -> tuple[RunningOrders, ...]:
        """Return how many orders each plan has in each currency; plans without any are left out."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return tuple(
                RunningOrders(plan_id=row.plan_id, currency=row.currency, orders=row.orders)
                for row in running_orders(session)
            )

    def options(self, actor: Actor) -> tuple[OptionStanding, ...]:
        """Return every operating system and location, by product."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return tuple(
                OptionStanding(product=row.product, kind=OptionKind(row.kind), name=row.name)
                for row in options(session)
            )

    def running_with(self, actor: Actor) -> Counter[OptionStanding]:
        """Return how many orders that have not ended chose each option."""
        require(actor, Permission.READ)
        counts: Counter[OptionStanding] = Counter()
        with self._context.database.read() as session:
            for row in running_with_option(session):
                chosen = {
                    OptionKind.OPERATING_SYSTEM: row.operating_system,
                    OptionKind.LOCATION: row.location,
                }
                for kind, name in chosen.items():
                    counts[OptionStanding(product=row.product, kind=kind, name=name)] += row.orders
        return counts

    def add_product(self, actor: Actor, name: str) -> None:
        """Add a product; raises `InvalidFields`."""
        require(actor, Permission.CATALOGUE)
        checked = _field("product", lambda: check_name(name, "product"))

        def work(session: Session) -> None:
            if session.scalar(select(Product.id).where(Product.name == checked)) is not None:
                raise InvalidFields({"product": f"There is a product {checked} already; choose another name."})
            session.add(Product(name=checked))
            self._record(session, actor, "product.add", checked, "Product added.")

        self._context.database.transact(work)

    def add_plan(self, actor: Actor, product: str, name: str, specs: str) -> int:
        """Add a plan without a price, so that nobody can order it yet; returns its id. Raises `InvalidFields`."""
        require(actor, Permission.CATALOGUE)
        checked = _field("plan", lambda: check_name(name, "plan"))
        line = _field("specs", lambda: check_specs(specs))

        def work(session: Session) -> int:
            product_id = _product_id(session, product)
            known = select(Plan.id).where(Plan.product_id == product_id, Plan.name == checked)
            if session.scalar(known) is not None:
                raise InvalidFields({"plan": f"{product} has a plan {checked} already; choose another name."})
            plan = Plan(product_id=product_id, name=checked, specs=line)
            session.add(plan)
            session.flush()
            self._record(session, actor, "plan.add", f"{product}, {checked}", f"Plan added: {line}.")
            return plan.id

        return self._context.database.transact(work)

    def add_option(self, actor: Actor, product: str, kind: OptionKind, name: str) -> None:
        """Offer an operating system or a location with a product; raises `InvalidFields`."""
        require(actor, Permission.CATALOGUE)
        checked = _field("name", lambda: check_name(name, kind.words))

        def work(session: Session) -> None:
            product_id = _product_id(session, product)
            of_kind = (ProductOption.product_id == product_id, ProductOption.kind == kind.value)
            if session.scalar(select(ProductOption.name).where(*of_kind, ProductOption.name == checked)):
                raise InvalidFields({"name": f"{checked} is offered with {product} already."})
            last = session.scalar(select(func.max(ProductOption.position)).where(*of_kind))
            place = 0 if last is None else last + 1
            session.add(ProductOption(product_id=product_id, kind=kind.value, name=checked, position=place))
            self._record(session, actor, "option.add", product, f"New {kind.words}: {checked}.")

        self._context.database.transact(work)

    def set_specs(self, actor: Actor, plan_id: int, specs: str) -> None:
        """Say anew what a plan consists of, for its orders too; raises `NotFound` or `InvalidFields`."""
        require(actor, Permission.CATALOGUE)
        line = _field("specs", lambda: check_specs(specs))

        def work(session: Session, plan: Plan, subject: str) -> None:
            before, plan.specs = plan.specs, line
            self._record(session, actor, "plan.specs", subject, f"Specs were {before!r}, are {line!r}.")

        self._change(plan_id, work)

    def withdraw(self, actor: Actor, plan_id: int) -> None:
        """Sell a plan no more; its orders go on. Raises `NotFound` or `ActionRefused`."""
        require(actor, Permission.CATALOGUE)

        def work(session: Session, plan: Plan, subject: str) -> None:
            if plan.withdrawn_on is not None:
                raise ActionRefused(f"{plan.name} is not sold since {plan.withdrawn_on} already.")
            plan.withdrawn_on = self._context.clock.today()
            self._record(session, actor, "plan.withdraw", subject, "Withdrawn from sale; its orders go on.")

        self._change(plan_id, work)

    def put_back(self, actor: Actor, plan_id: int) -> None:
        """Sell a plan again; raises `NotFound` or `ActionRefused`."""
        require(actor, Permission.CATALOGUE)

        def work(session: Session, plan: Plan, subject: str) -> None:
            if plan.withdrawn_on is None:
                raise ActionRefused(f"{plan.name} is sold already.")
            plan.withdrawn_on = None
            self._record(session, actor, "plan.put_back", subject, "Sold again.")

        self._change(plan_id, work)

    def set_price(self, actor: Actor, plan_id: int, new: DatedPrice) -> None:
        """Let a price count from a day on; orders keep the one they agreed to.

        One that is scheduled for that day is replaced. Raises `NotFound` or `InvalidFields`.
        """
        require(actor, Permission.CATALOGUE)

        def work(session: Session, plan: Plan, subject: str) -> None:
            refused = first_day_words(self._standing(session, plan_id), new)
            if refused is not None:
                raise InvalidFields({"valid_from": refused})
            row = session.get(PlanPrice, (plan.id, new.monthly.currency, new.valid_from)) or PlanPrice(
                plan_id=plan.id, currency=new.monthly.currency, valid_from=new.valid_from
            )
            row.monthly_minor, row.setup_fee_minor = new.monthly.minor, new.setup_fee.minor
            row.refund_terms = new.refund_terms.text
            session.add(row)
            detail = (
                f"{new.monthly} a month from {new.valid_from}, set-up {new.setup_fee.amount}, "
                f"refund: {new.refund_terms.words}."
            )
            self._record(session, actor, "plan.price", subject, detail)

        self._change(plan_id, work)

    def take_price_back(self, actor: Actor, plan_id: int, currency: str, valid_from: date) -> None:
        """Take back a price that is to come; raises `NotFound`, or `ActionRefused` for one that counts already."""
        require(actor, Permission.CATALOGUE)

        def work(session: Session, plan: Plan, subject: str) -> None:
            row = session.get(PlanPrice, (plan.id, currency, valid_from))
            if row is None:
                raise ActionRefused(f"No price of {plan.name} in {currency} begins on {valid_from}.")
            if valid_from <= self._context.clock.today():
                raise ActionRefused(f"That price counts since {valid_from} already; set another from tomorrow on.")
            session.delete(row)
            was = Money(row.monthly_minor, currency)
            self._record(session, actor, "plan.price_back", subject, f"{was} from {valid_from} taken back.")

        self._change(plan_id, work)

    def _standing(self, session: Session, plan_id: int) -> PlanStanding:
        return next(_standings(plans_with_prices(session, plan_id), self._context.clock.today()))

    def _change(self, plan_id: int, work: Callable[[Session, Plan, str], None]) -> None:
        def change(session: Session) -> None:
            plan = session.get(Plan, plan_id)
            if plan is None:
                raise NotFound("There is no such plan.")
            work(session, plan, f"{session.get_one(Product, plan.product_id).name}, {plan.name}")

        self._context.database.transact(change)

    def _record(self, session: Session, actor: Actor, action: str, subject: str, detail: str) -> None:
        self._context.record(session, actor, action=action, topics=(Topic.DESK,), subject=subject, detail=detail)


def _standings(rows: Iterable[Row[Any]], today: date) -> Iterator[PlanStanding]:
    for plan, found in groupby(rows, key=lambda row: row.Plan):
        priced = list(found)
        yield PlanStanding(
            plan_id=plan.id,
            product=priced[0].product,
            name=plan.name,
            specs=plan.specs,
            withdrawn_on=plan.withdrawn_on,
            prices=tuple(_price(row.PlanPrice) for row in priced if row.PlanPrice is not None),
            today=today,
        )


def _price(row: PlanPrice) -> DatedPrice:
    return DatedPrice(
        valid_from=row.valid_from,
        monthly=Money(row.monthly_minor, row.currency),
        setup_fee=Money(row.setup_fee_minor, row.currency),
        refund_terms=RefundTerms.parse(row.refund_terms),
    )


def _product_id(session: Session, name: str) -> int:
    product_id = session.scalar(select(Product.id).where(Product.name == name))
    if product_id is None:
        known = ", ".join(session.scalars(select(Product.name).order_by(Product.name)))
        raise InvalidFields({"product": f"There is no product {name!r}; there are {known or 'none'}."})
    return product_id


def _field(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except InvalidValue as error:
        raise InvalidFields({name: str(error)}) from error
