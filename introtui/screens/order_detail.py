"""One order in full, with its commands; it follows what is committed while it is open."""

from __future__ import annotations

from collections.abc import Coroutine

from textual import work
from textual.app import ComposeResult

from introtui.commands import OPENING, Scope, bindings, changing
from introtui.domain.errors import IntrotuiError
from introtui.domain.order_views import OrderRow, OrderView
from introtui.screens.dialogs.base import Dialog
from introtui.screens.order_commands import OrderKeys, command_of
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.detail import Detail
from introtui.widgets.order_detail import order_drawn


class OrderDetailScreen(OrderKeys, Dialog[None]):
    """Specs, addresses, period, timeline, and the keys of what can be done."""

    BINDINGS = bindings(Scope.ORDER)
    CHANGES = changing(Scope.ORDER)

    def __init__(self, session: Session, row: OrderRow) -> None:
        super().__init__(f"Order {row.order_id} · {row.plan}")
        self.session = session
        self._row = row

    def compose_body(self) -> ComposeResult:
        """Lay out the detail."""
        yield Detail()

    def on_mount(self) -> None:
        """Load the order now and whenever an order changes."""
        follow(self, self.session.state, AccountState.orders, lambda _summary: self._reload())

    @property
    def order_row(self) -> OrderRow:
        """The order as it was shown last."""
        return self._row

    @property
    def selected_ids(self) -> tuple[int, ...]:
        """None: the commands are for the order shown."""
        return ()

    def _reload(self) -> None:
        self._load()

    @work(group="detail", exclusive=True)
    async def _load(self) -> None:
        order_id = self._row.order_id
        try:
            order = await self.session.read(lambda services, actor: services.orders.load(actor, order_id))
        except IntrotuiError as error:
            if self.is_open:
                self.show_error(str(error))
        else:
            if self.is_open:
                self._show(order)

    def _show(self, order: OrderView) -> None:
        self._row = order.row
        self.query_one(Detail).show(order_drawn(order, can=self.session.can))
        self.refresh_bindings()

    def shows_hint(self, action: str) -> bool:
        """Show a command's key only when it would work now."""
        command = command_of(action)
        return super().shows_hint(action) if command is None else self.shows_order_hint(command)

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Run work on this order; what the services refuse is shown as a sentence."""

        async def guarded() -> None:
            try:
                await work
            except IntrotuiError as error:
                self.say(str(error))

        self.show_error("")
        # A worker of the app: leaving the detail must not cancel a write.
        self.app.run_worker(guarded(), group=OPENING)

    def action_close(self) -> None:
        """Go back to the list."""
        self.dismiss(None)
