"""The catalogue desk: plans with their prices, options, address pools; each change is seen before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from introtui.commands import Scope, bindings
from introtui.domain.catalogue import count_of
from introtui.domain.permissions import Permission
from introtui.screens.desk.base import DeskSection
from introtui.screens.desk.plan_reading import CatalogueRows
from introtui.screens.desk.plan_rows import COLUMNS, SORT_KEYS, CatalogueRow, CatalogueView, cells, drawn
from introtui.screens.dialogs.confirm import ConfirmDialog
from introtui.screens.dialogs.explain import ExplainDialog
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.memory_rows import ReadRows
from introtui.widgets.plain import Draw, Plain
from introtui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from introtui.screens.desk.plan_dialogs import CatalogueDialog

ABOUT_A_PLAN = frozenset({"prices", "price", "take_back", "specs", "sale"})
"""The actions on the plan at the cursor."""


class PlansScreen(DeskSection):
    """The lists of the catalogue, one at a time, and what is at the cursor beside it where there is room."""

    SCOPE = Scope.PLANS
    BINDINGS = bindings(Scope.PLANS)

    shown = CatalogueView.PLANS

    def compose_body(self) -> ComposeResult:
        """Lay out the names of the lists, and the list."""
        with Horizontal(classes="list-bar"):
            yield Plain("", id="views")
        yield Vertical(id="catalogue-list")

    def on_mount(self) -> None:
        """Show the first list."""
        self._rows: CatalogueRows | None = None
        self.call_after_refresh(self._show_view)

    @property
    def table(self) -> RecordTable[CatalogueRow] | None:
        """The list, once there is one."""
        return next(iter(self.query(RecordTable)), None)

    @property
    def row(self) -> CatalogueRow | None:
        """The row at the cursor."""
        return None if self.table is None else self.table.current

    def read_again(self) -> None:
        """Read the list again, and count its orders again."""
        if self.table is not None and self._rows is not None:
            self.table.reload()
            self._start_counting(self._rows)

    async def _show_view(self) -> None:
        names = (f"[{each}]" if each is self.shown else f" {each} " for each in CatalogueView)
        self.query_one("#views", Plain).show(" ".join(names))
        table = RecordTable[CatalogueRow](
            COLUMNS[self.shown],
            key=lambda row: row.place,
            cells=cells,
            selectable=False,
            empty=f"Nothing is here yet.{' Press a to add the first.' if self.check_action('add', ()) else ''}",
        )
        holder = self.query_one("#catalogue-list", Vertical)
        await holder.remove_children()
        await holder.mount(ListAndDetail(table, self._read_row))
        self._rows = rows = CatalogueRows(self.session, self.shown)
        source = ReadRows(rows.read, SORT_KEYS)
        table.show(source.load, source.count, sort="place")
        table.focus()
        self._start_counting(rows)

    def _start_counting(self, rows: CatalogueRows) -> None:
        # A worker of this screen: it goes with it, and of two at once the later one counts.
        self.run_worker(self._count(rows), group="orders", exclusive=True, exit_on_error=False)

    async def _count(self, rows: CatalogueRows) -> None:
        if await rows.count() and rows is self._rows and self.table is not None:
            self.table.reload()

    async def _read_row(self, row: CatalogueRow) -> Draw:
        return drawn(row)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        self.refresh_bindings()

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_prices()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what the role does not hold, also where it depends on the list."""
        if action == "add":
            needed = Permission.POOLS if self.shown is CatalogueView.POOLS else Permission.CATALOGUE
            return self.session.may(needed)
        if action == "retire" and self.shown is not CatalogueView.POOLS:
            return False
        return super().check_action(action, parameters)

    def shows_hint(self, action: str) -> bool:
        """Offer what can be done with the row at the cursor."""
        plan = None if self.row is None else self.row.plan
        if action == "take_back":
            return plan is not None and self.row is not None and plan.then(self.row.currency) is not None
        if action == "choose":
            return self.row is not None
        return action not in ABOUT_A_PLAN or plan is not None

    def hint_words(self, action: str) -> str | None:
        """Name what enter does, and what w does to the plan at the cursor."""
        plan = None if self.row is None else self.row.plan
        if action == "sale" and plan is not None and plan.withdrawn_on is not None:
            return "Sell again"
        return super().hint_words(action)

    async def action_view(self) -> None:
        """Show the next list."""
        self.shown = self.shown.next
        await self._show_view()

    def action_prices(self) -> None:
        """Show everything about the row at the cursor."""
        if self.row is not None:
            title = self.row.product if self.row.plan is None else self.row.plan.name
            self.app.push_screen(ExplainDialog(title, drawn(self.row)))

    def _ask(self, dialog: CatalogueDialog) -> None:
        self.start(self._asked(dialog))

    async def _asked(self, dialog: CatalogueDialog) -> None:
        if await self.app.push_screen_wait(dialog):
            self.read_again()

    def _orders_of(self, row: CatalogueRow) -> int:
        return 0 if self._rows is None else self._rows.orders_of(row)

    def action_price(self) -> None:
        """Set a price of the plan at the cursor."""
        from introtui.screens.desk.plan_dialogs import PriceDialog

        if self.row is not None and self.row.plan is not None:
            self._ask(PriceDialog(self.session, self.row.plan, self.row.currency, self.row.orders or 0))

    def action_specs(self) -> None:
        """Say anew what the plan at the cursor consists of."""
        from introtui.screens.desk.plan_dialogs import SpecsDialog

        if self.row is not None and self.row.plan is not None:
            self._ask(SpecsDialog(self.session, self.row.plan, self._orders_of(self.row)))

    def action_add(self) -> None:
        """Add a plan, an option, or addresses."""
        self.start(self._add(self.row))

    async def _add(self, row: CatalogueRow | None) -> None:
        from introtui.screens.desk.plan_dialogs import AddressesDialog, OptionDialog, PlanDialog

        plans, empty, options = await self.session.read(
            lambda services, actor: (
                services.catalogue.plans(actor),
                services.catalogue.empty_products(actor),
                services.catalogue.options(actor),
            )
        )
        products = list(dict.fromkeys([*(plan.product for plan in plans), *empty]))
        if not products:
            adds = self.session.may(Permission.CATALOGUE)
            self.tell(f"There is no product yet.{' Press A to add the first.' if adds else ''}")
            return
        product = products[0] if row is None else row.product
        if self.shown is CatalogueView.PLANS:
            await self._asked(PlanDialog(self.session, products, product))
        elif self.shown is CatalogueView.OPTIONS:
            kinds = {f"{each.product} {each.kind}" for each in options}
            await self._asked(OptionDialog(self.session, products, product, kinds))
        else:
            location = "" if row is None or row.pool is None else row.pool.location
            start = {"product": product, "location": location}
            await self._asked(AddressesDialog(self.session, start, products=products, retires=False))

    def action_add_product(self) -> None:
        """Add a product."""
        from introtui.screens.desk.plan_dialogs import ProductDialog

        self._ask(ProductDialog(self.session))

    def action_retire(self) -> None:
        """Take free addresses out of their pool."""
        from introtui.screens.desk.plan_dialogs import AddressesDialog

        self._ask(AddressesDialog(self.session, {}, products=(), retires=True))

    def action_sale(self) -> None:
        """Sell the plan at the cursor no more, or again."""
        if self.row is not None and self.row.plan is not None:
            self.start(self._sale(self.row))

    async def _sale(self, row: CatalogueRow) -> None:
        plan = row.plan
        if plan is None:
            return
        running = count_of(self._orders_of(row))
        if plan.withdrawn_on is None:
            question = (
                f"Nobody can order {plan.name} or change to it any more. What runs goes on and renews as agreed: "
                f"{running}."
            )
            dialog = ConfirmDialog(f"Withdraw {plan.name}", question, yes="Withdraw it", no="Go on selling it")
        else:
            question = f"{plan.name} can be ordered again, at the price of the day."
            dialog = ConfirmDialog(
                f"Sell {plan.name} again", question, yes="Sell it again", no="Leave it withdrawn"
            )
        if await self.app.push_screen_wait(dialog):
            await self.session.perform(
                lambda services, actor: (
                    services.catalogue.withdraw(actor, plan.plan_id)
                    if plan.withdrawn_on is None
                    else services.catalogue.put_back(actor, plan.plan_id)
                )
            )
            self.read_again()

    def action_take_back(self) -> None:
        """Take back the price that comes next."""
        if self.row is not None and self.row.plan is not None:
            self.start(self._take_back(self.row))

    async def _take_back(self, row: CatalogueRow) -> None:
        plan, currency = row.plan, row.currency
        then = None if plan is None else plan.then(currency)
        if plan is None or then is None:
            self.tell("No price is scheduled here.")
            return
        now = plan.now(currency)
        goes_on = "it has none then" if now is None else f"{now.monthly} goes on in its place"
        question = f"{then.monthly} a month from {then.valid_from} on is taken back; {goes_on}."
        dialog = ConfirmDialog(
            f"Take back a price of {plan.name}", question, yes="Take it back", no="Leave it scheduled"
        )
        if await self.app.push_screen_wait(dialog):
            await self.session.perform(
                lambda services, actor: services.catalogue.take_price_back(
                    actor, plan.plan_id, currency, then.valid_from
                )
            )
            self.read_again()

    def action_sort(self) -> None:
        """Sort by the next column."""
        if self.table is not None:
            self.table.sort_by_next()

    def action_turn(self) -> None:
        """Turn the sort order around."""
        if self.table is not None:
            self.table.turn_around()


SECTION = PlansScreen
