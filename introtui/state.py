"""The shared reactive model of one session: screens follow its slices, only committed results are assigned."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.dom import DOMNode
from textual.reactive import Reactive, var
from textual.widget import Widget

if TYPE_CHECKING:
    from introtui.domain.account import ProfileView
    from introtui.domain.billing import BillingView
    from introtui.domain.desk import DeskView
    from introtui.domain.notifications import NotificationView
    from introtui.domain.order_views import OrdersSummary
    from introtui.domain.security import SecurityView
    from introtui.domain.vat import VatRate

T = TypeVar("T")


class AccountState(DOMNode):
    """One slice a section; None until it was loaded. It is attached to no tree: it outlives every screen.

    A slice is shown when it differs from the one before, but `notifications`, `orders` and `billing` each time:
    their rows are read by page, and one can change without the counts, or even the revision where commits overtake
    each other.
    """

    profile: var[ProfileView | None] = var(None, init=False)
    security: var[SecurityView | None] = var(None, init=False)
    notifications: var[NotificationView | None] = var(None, init=False, always_update=True)
    orders: var[OrdersSummary | None] = var(None, init=False, always_update=True)
    billing: var[BillingView | None] = var(None, init=False, always_update=True)
    vat: var[tuple[VatRate, ...] | None] = var(None, init=False)
    desk: var[DeskView | None] = var(None, init=False, always_update=True)
    is_away: var[bool | None] = var(None, init=False)
    """Whether the database is being reached again; no slice of it."""


def follow(follower: Widget, state: AccountState, slice_: Reactive[T | None], show: Callable[[T], None]) -> None:
    """Call `show` with a slice's value now, if there is one, and at each change while `follower` lives.

    The slice is named by attribute (`AccountState.profile`), so that a misspelt name is an error and not silence.
    """

    def changed(value: T | None) -> None:
        if value is not None:
            show(value)

    follower.watch(state, slice_.name, changed)
