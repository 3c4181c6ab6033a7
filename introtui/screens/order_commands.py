"""What can be done to one order, the same from the list and from its detail."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.actions import parse
from textual.app import App

from introtui.commands import DONE_TO_ORDER, ON_ORDER
from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused
from introtui.domain.order_views import OrderRow, OrderView
from introtui.domain.orders import OrderAction, refusal
from introtui.domain.text import safe
from introtui.session import Session

if TYPE_CHECKING:
    from introtui.services.registry import Services

ACTIONS: dict[str, tuple[OrderAction, ...]] = {
    "renew": (OrderAction.RENEW,),
    "change_plan": (OrderAction.CHANGE_PLAN,),
    "cancel_order": (OrderAction.CANCEL_NOW, OrderAction.CANCEL_AT_END),
    "undo": (OrderAction.UNDO_CANCEL, OrderAction.UNDO_CHANGE),
    "auto_renew": (OrderAction.AUTO_RENEW,),
    "comment": (OrderAction.COMMENT,),
}
"""Which entries of the transition table a command stands for; one allowed entry is enough."""

RENEW, PAY = "renew", "pay"
NO_ORDER = "Choose an order in the list first."
NOTHING_OPEN = "No invoice of this order is open, so there is nothing to pay."
NOTHING_SCHEDULED = "Nothing is scheduled for this order, so there is nothing to undo."


def reason_against(command: str, row: OrderRow, session: Session) -> str | None:
    """Return why a command is refused for an order now to whoever sits here, None when it is allowed."""
    if command == PAY:
        nothing_open = NOTHING_OPEN if row.unpaid_document_id is None else None
        return session.refused(DONE_TO_ORDER[PAY]) or nothing_open
    reasons = {action: refusal(action, row.facts, Role.CUSTOMER, row.today) for action in ACTIONS[command]}
    possible = [action for action, reason in reasons.items() if reason is None]
    refused = session.refused([f"order.{action}" for action in possible or reasons])
    if refused is not None or possible:
        return refused
    # Neither of two reasons alone says that there is nothing to take back.
    different = set(reasons.values())
    return NOTHING_SCHEDULED if command == "undo" and len(different) > 1 else next(iter(reasons.values()))


def command_of(action: str) -> str | None:
    """Return which command on an order an action runs, None when it runs another one."""
    _namespace, name, parameters = parse(action)
    return str(parameters[0]) if name == ON_ORDER else None


class OrderScreen(Protocol):
    """A screen with an order at hand: the one at the cursor, or the one it shows."""

    session: Session

    @property
    def app(self) -> App[None]:
        """The program."""
        ...

    @property
    def order_row(self) -> OrderRow | None:
        """The order the commands are for."""
        ...

    @property
    def selected_ids(self) -> Sequence[int]:
        """The selected orders, which are renewed together; empty where none is."""
        ...

    def start(self, work: Coroutine[object, object, None]) -> object:
        """Run work in the background, and show why it was refused."""
        ...


class OrderKeys:
    """Mixed into a screen, it makes the keys of every command on an order work there."""

    def action_order(self: OrderScreen, command: str) -> None:
        """Run a command on the order at hand, or renew the selected ones."""
        commands, selected = OrderCommands(self.session, self.app), self.selected_ids
        renews = command == RENEW and selected
        self.start(commands.renew(selected) if renews else commands.run(command, self.order_row))

    def shows_order_hint(self: OrderScreen, command: str) -> bool:
        """Return whether a command would work on the order at hand, so that its key is worth showing."""
        row = self.order_row
        if command == RENEW and self.selected_ids:
            return True
        return row is not None and reason_against(command, row, self.session) is None


class OrderCommands:
    """Runs the commands on an order; the screens decide which one and show what came of it."""

    def __init__(self, session: Session, app: App[None]) -> None:
        self._session = session
        self._app = app

    async def run(self, command: str, row: OrderRow | None) -> None:
        """Run a command; raises `ActionRefused` with the reason when it is not allowed now."""
        if row is None:
            raise ActionRefused(NO_ORDER)
        reason = reason_against(command, row, self._session)
        if reason is not None:
            raise ActionRefused(reason)
        order = await self._session.read(lambda services, actor: services.orders.load(actor, row.order_id))
        steps: dict[str, Callable[[OrderView], Coroutine[object, object, None]]] = {
            RENEW: lambda order: self.renew((order.row.order_id,)),
            PAY: self._pay,
            "change_plan": self._change_plan,
            "cancel_order": self._cancel,
            "undo": self._undo,
            "auto_renew": self._auto_renew,
            "comment": self._comment,
        }
        await steps[command](order)

    async def renew(self, order_ids: Sequence[int]) -> None:
        """Renew orders; raises `ActionRefused` with the reason when none of them can be."""
        from introtui.screens.order_renewal import renew

        sentence = await renew(self._session, self._app, order_ids)
        if sentence is not None:
            self._app.notify(safe(sentence), markup=False)

    async def _pay(self, order: OrderView) -> None:
        from introtui.screens.billing_commands import BillingCommands

        document_id = order.row.unpaid_document_id
        if document_id is None:
            raise ActionRefused(NOTHING_OPEN)
        billing = BillingCommands(self._session, self._app)
        block = await billing.pay(document_id)
        if block is not None:
            await billing.mend(block)

    async def _change_plan(self, order: OrderView) -> None:
        from introtui.screens.dialogs.change_plan import ChangePlanDialog

        order_id = order.row.order_id
        plans = await self._session.read(lambda services, actor: services.orders.plan_offers(actor, order_id))
        self._tell(await self._app.push_screen_wait(ChangePlanDialog(self._session, order, plans)))

    async def _cancel(self, order: OrderView) -> None:
        from introtui.screens.dialogs.cancel_order import CancelOrderDialog

        self._tell(await self._app.push_screen_wait(CancelOrderDialog(self._session, order)))

    async def _undo(self, order: OrderView) -> None:
        order_id = order.row.order_id
        if order.actions[OrderAction.UNDO_CANCEL] is None:
            await self._write(lambda services, actor: services.orders.undo_cancel(actor, order_id))
        else:
            await self._write(lambda services, actor: services.orders.undo_change(actor, order_id))

    async def _auto_renew(self, order: OrderView) -> None:
        order_id, on = order.row.order_id, not order.row.auto_renew
        await self._write(lambda services, actor: services.orders.set_auto_renew(actor, order_id, on))

    async def _comment(self, order: OrderView) -> None:
        from introtui.screens.dialogs.comment import CommentDialog

        self._tell(await self._app.push_screen_wait(CommentDialog(self._session, order)))

    async def _write(self, call: Callable[[Services, Actor], OrderView]) -> None:
        self._tell(await self._session.perform(call))

    def _tell(self, order: OrderView | None) -> None:
        if order is not None and order.timeline:
            sentence = f"Order {order.row.order_id}: {order.timeline[0].sentence}"
            self._app.notify(safe(sentence), markup=False)
