"""What changes the catalogue, a dialog each: fields, then in words what it comes to, then the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from introtui.domain.catalogue import (
    OptionKind,
    PlanStanding,
    PriceDraft,
    check_name,
    check_price,
    check_specs,
    count_of,
    first_day_words,
    price_effect,
)
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue
from introtui.domain.plans import RefundKind, RefundTerms
from introtui.domain.pools import pool_addresses
from introtui.screens.desk.previewing import PreviewDialog
from introtui.session import Session
from introtui.widgets.field import ChoiceField, Field, OneOfField, TextField
from introtui.widgets.plain import Plain

KINDS = [(kind.value, kind.words) for kind in (OptionKind.OPERATING_SYSTEM, OptionKind.LOCATION)]


class CatalogueDialog(PreviewDialog[Sequence[str]]):
    """A change of the catalogue; `start` are the values its fields begin with."""

    def __init__(self, title: str, session: Session, start: dict[str, str] | None = None) -> None:
        super().__init__(title, session)
        self._start = start or {}

    def on_mount(self) -> None:
        """Fill the fields in, and go to the first."""
        for field in self.query(Field):
            if field.key in self._start:
                field.fill(self._start[field.key])
        self.fields[0].focus_control()

    def lines_of(self, quote: Sequence[str]) -> Sequence[str]:
        """Return what the change comes to."""
        return quote

    def check(self, **checks: Callable[[str], object]) -> None:
        """Check fields by name; raises `InvalidFields` with every error."""
        errors = {}
        for name, check in checks.items():
            try:
                check(self.typed(name))
            except InvalidValue as error:
                errors[name] = str(error)
        if errors:
            raise InvalidFields(errors)


EXAMPLES = (
    RefundTerms(RefundKind.NONE),
    RefundTerms(RefundKind.PRORATED),
    RefundTerms(RefundKind.FULL_WITHIN, 14),
)
"""Refund terms of every kind."""


class PriceDialog(CatalogueDialog):
    """A plan's price from a day on."""

    MAKE = "Set this price"

    def __init__(self, session: Session, plan: PlanStanding, currency: str, running: int) -> None:
        now, last = plan.now(currency), plan.then(currency) or plan.now(currency)
        terms = RefundTerms(RefundKind.PRORATED) if last is None else last.refund_terms
        fee = "0" if last is None else last.setup_fee.amount
        start = {"currency": currency or "EUR", "setup_fee": fee, "refund_terms": terms.words}
        super().__init__(f"Price of {plan.name}", session, start)
        self._others = ", ".join(each.words for each in EXAMPLES if each.kind is not terms.kind)
        self._plan, self._now, self._currency, self._orders = plan, now, currency, running

    def compose_fields(self) -> ComposeResult:
        """Say what counts now, and lay out the fields."""
        now = self._now
        yield Plain(
            "It has no price in this currency yet." if now is None else f"Now {now.monthly} since {now.since}.",
            classes="dialog-text",
        )
        yield TextField("monthly", "A month", required=True, hint="net, such as 19.95")
        yield TextField("currency", "Currency", required=True, hint="such as EUR")
        yield TextField("setup_fee", "Set-up fee", hint="once, net")
        yield TextField("refund_terms", "Refund", required=True, hint=f"or: {self._others}")
        yield TextField("valid_from", "First day", required=True, hint="YYYY-MM-DD")

    def _draft(self) -> PriceDraft:
        names = ("monthly", "currency", "setup_fee", "refund_terms", "valid_from")
        return PriceDraft(**{name: self.typed(name) for name in names})

    async def quote(self) -> Sequence[str]:
        """Say what the price changes, and what it does not."""
        new = check_price(self._draft())
        refused = first_day_words(self._plan, new)
        if refused is not None:
            raise InvalidFields({"valid_from": refused})
        running = self._orders if new.monthly.currency == self._currency else 0
        return price_effect(self._plan, new, running)

    async def make(self, _quote: Sequence[str]) -> None:
        """Set the price."""
        new, plan_id = check_price(self._draft()), self._plan.plan_id
        await self.session.perform(lambda services, actor: services.catalogue.set_price(actor, plan_id, new))


class PlanDialog(CatalogueDialog):
    """A new plan of a product."""

    MAKE = "Add this plan"

    def __init__(self, session: Session, products: Sequence[str], product: str) -> None:
        super().__init__("New plan", session, {"product": product})
        self._products = products

    def compose_fields(self) -> ComposeResult:
        """Lay out the fields."""
        yield ChoiceField("product", "Product", [(name, name) for name in self._products], required=True)
        yield TextField("plan", "Name", required=True)
        yield TextField("specs", "Specs", hint="what it consists of, in a line")

    async def quote(self) -> Sequence[str]:
        """Say that it cannot be ordered yet."""
        self.check(plan=lambda text: check_name(text, "plan"), specs=check_specs)
        return [f"Nobody can order {self.typed('plan')} until it has a price: set one with p afterwards."]

    async def make(self, _quote: Sequence[str]) -> None:
        """Add the plan."""
        product, name, specs = (self.typed(each) for each in ("product", "plan", "specs"))
        await self.session.perform(
            lambda services, actor: services.catalogue.add_plan(actor, product, name, specs)
        )


class ProductDialog(CatalogueDialog):
    """A new product."""

    MAKE = "Add this product"

    def __init__(self, session: Session) -> None:
        super().__init__("New product", session)

    def compose_fields(self) -> ComposeResult:
        """Lay out the field."""
        yield TextField("product", "Name", required=True)

    async def quote(self) -> Sequence[str]:
        """Say that nothing of it can be ordered yet."""
        self.check(product=lambda text: check_name(text, "product"))
        return ["Nobody can order anything of it until it has a plan with a price: add one with a afterwards."]

    async def make(self, _quote: Sequence[str]) -> None:
        """Add the product."""
        name = self.typed("product")
        await self.session.perform(lambda services, actor: services.catalogue.add_product(actor, name))


class SpecsDialog(CatalogueDialog):
    """What a plan consists of."""

    MAKE = "Change the specs"

    def __init__(self, session: Session, plan: PlanStanding, running: int) -> None:
        super().__init__(f"Specs of {plan.name}", session, {"specs": plan.specs})
        self._plan, self._orders = plan, running

    def compose_fields(self) -> ComposeResult:
        """Lay out the field."""
        yield TextField("specs", "Specs", hint="in a line")

    async def quote(self) -> Sequence[str]:
        """Say who reads it."""
        self.check(specs=check_specs)
        return [f"Whoever orders {self._plan.name} reads this, and so do its orders: {count_of(self._orders)}."]

    async def make(self, _quote: Sequence[str]) -> None:
        """Change the specs."""
        specs, plan_id = self.typed("specs"), self._plan.plan_id
        await self.session.perform(lambda services, actor: services.catalogue.set_specs(actor, plan_id, specs))


class OptionDialog(CatalogueDialog):
    """An operating system or a location that is offered with a product."""

    MAKE = "Offer it"

    def __init__(self, session: Session, products: Sequence[str], product: str, kinds: set[str]) -> None:
        super().__init__("New option", session, {"product": product})
        self._products, self._kinds = products, kinds

    def compose_fields(self) -> ComposeResult:
        """Lay out the fields."""
        yield ChoiceField("product", "Product", [(name, name) for name in self._products], required=True)
        yield OneOfField("kind", "Kind", KINDS)
        yield TextField("name", "Name", required=True)

    async def quote(self) -> Sequence[str]:
        """Say whether customers have to choose from now on."""
        self.check(name=lambda text: check_name(text, "option"))
        product, kind = self.typed("product"), OptionKind(self.typed("kind"))
        must = (
            ""
            if f"{product} {kind}" in self._kinds
            else f" It is the first: from now on they choose a {kind.words}."
        )
        return [f"Whoever orders {product} can choose {self.typed('name')}.{must} Orders keep what they chose."]

    async def make(self, _quote: Sequence[str]) -> None:
        """Offer it."""
        product, name, kind = self.typed("product"), self.typed("name"), OptionKind(self.typed("kind"))
        await self.session.perform(
            lambda services, actor: services.catalogue.add_option(actor, product, kind, name)
        )


class AddressesDialog(CatalogueDialog):
    """Addresses that are added to a pool, or with `retires` taken out of theirs."""

    def __init__(self, session: Session, start: dict[str, str], *, products: Sequence[str], retires: bool) -> None:
        super().__init__("Retire addresses" if retires else "Add addresses", session, start)
        self.MAKE = "Retire them" if retires else "Add them"
        self._products, self._retires = products, retires

    def compose_fields(self) -> ComposeResult:
        """Lay out the fields."""
        if not self._retires:
            yield ChoiceField("product", "Product", [(name, name) for name in self._products], required=True)
            yield TextField("location", "Location", hint="blank for any")
        yield TextField("addresses", "Addresses", required=True, hint="one, a-b, or a network a/n")

    async def quote(self) -> Sequence[str]:
        """Say how many there are, and what becomes of them."""
        text = self.typed("addresses")
        try:
            count = len(pool_addresses(text))
        except InvalidValue as error:
            raise InvalidFields({"addresses": str(error)}) from error
        many = "1 address" if count == 1 else f"{count} addresses"
        if self._retires:
            return [f"{many}: those in a pool are given to nobody any more. All of them have to be free."]
        return [f"{many}: what is in the pool already stays. Orders that wait for some are delivered at once."]

    async def make(self, _quote: Sequence[str]) -> None:
        """Add or retire them."""
        text = self.typed("addresses")
        try:
            if self._retires:
                await self.session.perform(lambda services, actor: services.pools.retire(actor, text))
                return
            product, location = self.typed("product"), self.typed("location").strip()
            await self.session.perform(lambda services, actor: services.pools.add(actor, product, text, location))
        except (ActionRefused, InvalidValue) as error:
            raise InvalidFields({"addresses": str(error)}) from error
