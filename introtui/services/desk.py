"""What the desk shows of itself: whose it is, and what waits."""

from __future__ import annotations

from introtui.domain.access import Actor, Role
from introtui.domain.desk import DeskView
from introtui.domain.permissions import ADMIN, Permission
from introtui.services.context import Context, own_account
from introtui.services.staff import require
from introtui.store.desk_queries import waiting


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
            return DeskView(role=role, waiting=waiting(session, self._context.clock.now()))
