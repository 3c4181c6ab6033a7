"""The customer's own comment on an order."""

from __future__ import annotations

from introtui.domain.order_views import OrderView
from introtui.screens.dialogs.writing import WritingDialog
from introtui.session import Session

HINT = "Only you and support see it. At most 500 characters."


class CommentDialog(WritingDialog[OrderView]):
    """Returns the order once the comment is stored."""

    AREA = "comment"

    def __init__(self, session: Session, order: OrderView) -> None:
        super().__init__(f"Comment · order {order.row.order_id}", HINT, order.comment)
        self._session = session
        self._order_id = order.row.order_id

    def keep_words(self) -> str:
        """Return what the safe button says."""
        return "Keep the old one" if self.before else "No comment"

    async def store(self, text: str) -> OrderView:
        """Store the comment, unless another was stored meanwhile."""
        order_id, expected = self._order_id, self.before
        return await self._session.perform(
            lambda services, actor: services.orders.set_comment(actor, order_id, text, expected)
        )

    async def read_again(self) -> str:
        """Return the comment that is stored now."""
        order_id = self._order_id
        order = await self._session.read(lambda services, actor: services.orders.load(actor, order_id))
        return order.comment
