"""One order in full, with its commands; it follows what is committed while it is open."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult

from introtui.commands import Scope, bindings
from introtui.domain.errors import IntrotuiError
from introtui.domain.order_views import OrderRow, OrderView
from introtui.domain.text import safe
from introtui.screens.dialogs.base import Dialog
from introtui.screens.order_commands import ACTIONS, OrderCommands, reason_against
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.order_detail import OrderDetail


class OrderDetailScreen(Dialog[None]):
    """Specs, addresses, period, timeline, and the keys of what can be done."""

    BINDINGS = bindings(Scope.ORDER)

    def __init__(self, session: Session, row: OrderRow) -> None:
        super().__init__(f"Order {row.order_id} · {row.plan}")
        self.session = session
        self._row = row

    def compose_body(self) -> ComposeResult:
        """Lay out the detail."""
        yield OrderDetail()

    def on_mount(self) -> None:
        """Load the order now and whenever an order changes."""
        follow(self, self.session.state, AccountState.orders, lambda _summary: self._reload())

    @property
    def _is_open(self) -> bool:
        # A closed screen loses its widgets before it counts as detached.
        return self in self.app.screen_stack

    def _reload(self) -> None:
        self._load()

    @work(group="detail", exclusive=True)
    async def _load(self) -> None:
        order_id = self._row.order_id
        try:
            order = await self.session.read(lambda services, actor: services.orders.load(actor, order_id))
        except IntrotuiError as error:
            if self._is_open:
                self.show_error(str(error))
        else:
            if self._is_open:
                self._show(order)

    def _show(self, order: OrderView) -> None:
        self._row = order.row
        self.query_one(OrderDetail).show(order)
        self.refresh_bindings()

    def shows_hint(self, action: str) -> bool:
        """Show a command's key only when it would work now."""
        if action in ACTIONS:
            return reason_against(action, self._row) is None
        return super().shows_hint(action)

    def _run(self, command: str) -> None:
        async def run() -> None:
            try:
                await OrderCommands(self.session, self.app).run(command, self._row)
            except IntrotuiError as error:
                self._say(str(error))

        self.show_error("")
        self.app.run_worker(run())

    def _say(self, sentence: str) -> None:
        """Show what went wrong; the answer may come after the detail was left."""
        if self._is_open:
            self.show_error(sentence)
        else:
            self.app.notify(safe(sentence), severity="error", markup=False)

    def action_close(self) -> None:
        """Go back to the list."""
        self.dismiss(None)

    def action_change_plan(self) -> None:
        """Change the plan."""
        self._run("change_plan")

    def action_cancel_order(self) -> None:
        """Cancel the order."""
        self._run("cancel_order")

    def action_undo(self) -> None:
        """Take back what is scheduled."""
        self._run("undo")

    def action_auto_renew(self) -> None:
        """Switch automatic renewal."""
        self._run("auto_renew")

    def action_comment(self) -> None:
        """Comment on the order."""
        self._run("comment")
