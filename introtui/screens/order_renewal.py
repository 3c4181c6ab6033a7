"""Renewing the orders at hand: those that can be, once it was said which cannot and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from introtui.domain.access import Role
from introtui.domain.errors import ActionRefused
from introtui.domain.order_views import OrderRow
from introtui.domain.orders import OrderAction, refusal
from introtui.domain.renewals import MOST_AT_ONCE
from introtui.session import Session

if TYPE_CHECKING:
    from textual.app import App


async def renew(session: Session, app: App[None], order_ids: Sequence[int]) -> str | None:
    """Ask for terms and payment, book it, and return what was done as a sentence; None when nothing was.

    Raises `ActionRefused` with the reason when none of the orders can be renewed.
    """
    from introtui.screens.dialogs.renew import RenewDialog

    if len(order_ids) > MOST_AT_ONCE:
        raise ActionRefused(f"At most {MOST_AT_ONCE} orders can be renewed at once; select fewer.")
    rows = await session.read(lambda services, actor: services.orders.rows(actor, order_ids))
    refused = {row.order_id: reason for row in rows if (reason := _reason_against(row)) is not None}
    allowed = [row for row in rows if row.order_id not in refused]
    if refused and not await _accepted(app, refused, len(allowed)):
        return None
    renewed = await app.push_screen_wait(RenewDialog(session, allowed))
    if renewed is None:
        return None
    first = await session.read(lambda services, actor: services.orders.load(actor, renewed[0]))
    if len(renewed) == 1:
        return f"Order {renewed[0]}: {first.timeline[0].sentence}"
    number, due = first.row.facts.unpaid_invoice, first.row.facts.unpaid_due
    return f"{len(renewed)} orders: {f'invoice {number}, due on {due}.' if number else 'renewed.'}"


def _reason_against(row: OrderRow) -> str | None:
    return refusal(OrderAction.RENEW, row.facts, Role.CUSTOMER, row.today)


async def _accepted(app: App[None], refused: dict[int, str], others: int) -> bool:
    """Say which orders are left out and why; True when the user goes on with the others."""
    from introtui.screens.dialogs.confirm import ConfirmDialog

    first, reason = next(iter(refused.items()))
    if not others:
        only = len(refused) == 1
        raise ActionRefused(reason if only else f"None of them can be renewed. Order {first}: {reason}")
    lines = "\n".join(f"{order_id}  {why}" for order_id, why in refused.items())
    title = f"{len(refused)} of {len(refused) + others} orders cannot be renewed"
    yes = f"Renew the other {'order' if others == 1 else f'{others} orders'}"
    return await app.push_screen_wait(ConfirmDialog(title, lines, yes=yes, no="Not now")) is True
