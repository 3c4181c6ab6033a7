"""What is done to many orders without money: a line in their comments, a suspension for a violation, its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.bulk import BulkKind, BulkTask, CheckedItem
from introtui.domain.errors import ActionRefused, IntrotuiError
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.topics import Topic
from introtui.services.bulk_jobs.kind import Item, Outcome
from introtui.services.context import Context
from introtui.services.order_reading import LoadedOrder, allowed_or_refused, load_any, load_many
from introtui.services.orders import LONGEST_COMMENT
from introtui.services.timeline import note_order
from introtui.store.tables import Order

ACTIONS: Mapping[BulkKind, OrderAction] = MappingProxyType(
    {
        BulkKind.COMMENT: OrderAction.COMMENT,
        BulkKind.SUSPEND: OrderAction.SUSPEND,
        BulkKind.LIFT: OrderAction.LIFT_SUSPENSION,
    }
)


class Noting:
    """Comments on orders, suspends them or lifts that; the reason stands in each order's timeline."""

    MOVES_MONEY: ClassVar[bool] = False

    def __init__(self, context: Context, task: BulkTask) -> None:
        self._context = context
        self._task = task
        self._action = ACTIONS[task.kind]

    @property
    def _today(self) -> date:
        return self._context.clock.today()

    def check(self, session: Session, by: Actor, target_ids: Sequence[int]) -> Iterator[CheckedItem]:
        """Yield which of them the rules allow it to be done to."""
        loaded = load_many(session, target_ids, self._today)
        for order_id in target_ids:
            if order_id not in loaded:
                yield CheckedItem(target_id=order_id, refusal=f"There is no order {order_id}.")
                continue
            try:
                self._require(by, loaded[order_id])
            except IntrotuiError as error:
                yield CheckedItem(target_id=order_id, refusal=str(error))
            else:
                yield CheckedItem(target_id=order_id)

    def do(self, item: Item) -> Outcome:
        """Do it to one."""
        loaded = load_any(item.session, item.by, item.target_id, self._today, self._task.kind.needs)
        self._require(item.by, loaded)
        sentence = self._change(loaded.order)
        note_order(
            self._context,
            item.session,
            item.by,
            loaded.order,
            action=f"order.{self._action}",
            sentence=sentence,
            topics=(Topic.ORDERS,),
        )
        return Outcome(sentence=sentence)

    def _require(self, by: Actor, loaded: LoadedOrder) -> None:
        allowed_or_refused(loaded, self._action, by.role, self._today)
        if self._task.kind is BulkKind.COMMENT and len(self._comment(loaded.order)) > LONGEST_COMMENT:
            raise ActionRefused(f"Its comment would be longer than {LONGEST_COMMENT} characters.")

    def _change(self, order: Order) -> str:
        if self._task.kind is BulkKind.COMMENT:
            order.comment = self._comment(order)
            return f"Comment added: {self._task.text}"
        if self._task.kind is BulkKind.SUSPEND:
            order.status, order.suspended_for = OrderStatus.SUSPENDED, SuspendedFor.VIOLATION
            order.suspended_on = self._today
            return f"Suspended for a violation of the terms: {self._task.text}"
        order.status, order.suspended_for, order.suspended_on = OrderStatus.ACTIVE, None, None
        return f"No longer suspended: {self._task.text}"

    def _comment(self, order: Order) -> str:
        """Return the comment with one line more; what the customer wrote stays."""
        return f"{order.comment}\n{self._task.text}" if order.comment else self._task.text
