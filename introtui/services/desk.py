"""What the desk shows of itself: whose it is, and what waits."""

from __future__ import annotations

from introtui.domain.access import Actor, Role
from introtui.domain.desk import DeskView
from introtui.domain.overview import Overview
from introtui.domain.permissions import ADMIN, Permission
from introtui.services.context import Context, own_account
from introtui.services.staff import require
from introtui.store.desk_queries import corrections_waiting, entries_waiting, waiting
from introtui.store.overview_queries import overview


class DeskService:
    """What everybody at the desk sees."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def load(self, actor: Actor) -> DeskView:
        """Return what waits; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            account = own_account(session, actor)
            role = ADMIN if account.role is Role.ADMIN else account.staff_role
            money = entries_waiting(session).count + corrections_waiting(session).count
            return DeskView(role=role, waiting=waiting(session, self._context.clock.now()), money=money)

    def overview(self, actor: Actor, days: int) -> Overview:
        """Return what waits, what is due, what failed, and the money of so many days; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return overview(session, self._context.clock.now(), days)
