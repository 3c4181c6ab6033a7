"""The roles of staff: those there always are, and the company's own, which an admin makes and gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.permissions import ADMIN, ROLES, Permission, check_permissions, check_role_name
from introtui.domain.sessions import Ended
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.identity.live import end_sessions
from introtui.services.staff import account_named, require, require_staff
from introtui.store.tables import Account, StaffRole


def permissions_of(session: Session, account: Account) -> frozenset[Permission]:
    """Return what an account's role lets it do; a role that is gone gives nothing."""
    if account.role is not Role.OPERATOR:
        return frozenset()
    if account.staff_role in ROLES:
        return ROLES[account.staff_role]
    own = session.get(StaffRole, account.staff_role)
    return frozenset() if own is None else _stored(own)


def role_named(session: Session, name: str) -> tuple[Role, str]:
    """Return the kind of account and the staff role that a name stands for; raises `NotFound`."""
    if name in (Role.CUSTOMER, ADMIN):
        return Role(name), ""
    if name not in ROLES and session.get(StaffRole, name) is None:
        raise NotFound(f"There is no role {name!r}; `introtui roles list` shows them.")
    return Role.OPERATOR, name


class StaffRoleService:
    """What admins do about roles; whoever has one that changes signs in anew."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def every(self, actor: Actor) -> Mapping[str, frozenset[Permission]]:
        """Return every role with its permissions, the built-in ones first; staff only."""
        require_staff(actor)
        with self._context.database.read() as session:
            own = session.scalars(select(StaffRole).order_by(StaffRole.name))
            return {**ROLES, **{row.name: _stored(row) for row in own}}

    def save(self, actor: Actor, name: str, permissions: Iterable[str]) -> None:
        """Make a role, or change what one may do; raises `InvalidValue`."""
        require(actor, Permission.STAFF)
        checked, given = check_role_name(name), check_permissions(permissions)

        def work(session: Session) -> None:
            row = session.get(StaffRole, checked) or StaffRole(name=checked)
            row.permissions = "\n".join(sorted(given))
            session.add(row)
            self._end_sessions_of(session, checked)
            self._record(session, actor, "role.save", checked, ", ".join(sorted(given)) or "nothing")

        self._context.database.transact(work)

    def remove(self, actor: Actor, name: str) -> None:
        """Remove a role that nobody has; raises `NotFound` or `ActionRefused`."""
        require(actor, Permission.STAFF)

        def work(session: Session) -> None:
            row = session.get(StaffRole, name)
            if row is None:
                raise NotFound(f"There is no own role {name!r}.")
            holder = session.scalars(self._holders(name).limit(1)).first()
            if holder is not None:
                raise ActionRefused(f"{holder.login} has this role; give them another one first.")
            session.delete(row)
            self._record(session, actor, "role.remove", name, "")

        self._context.database.transact(work)

    def give(self, actor: Actor, login: str, name: str) -> None:
        """Give an account a role, by its name, and end its sessions; raises `NotFound` or `ActionRefused`."""
        require(actor, Permission.STAFF)
        if login == actor.login:
            raise ActionRefused("Nobody changes their own role.")

        def work(session: Session) -> None:
            account = account_named(session, login)
            account.role, account.staff_role = role_named(session, name)
            end_sessions(session, account.id, Ended.ROLE, self._context.clock.now())
            self._record(session, actor, "account.role", login, name, account.id)

        self._context.database.transact(work)

    def _end_sessions_of(self, session: Session, name: str) -> None:
        for account in session.scalars(self._holders(name)):
            end_sessions(session, account.id, Ended.ROLE, self._context.clock.now())

    @staticmethod
    def _holders(name: str) -> Select[Account]:
        return select(Account).where(Account.role == Role.OPERATOR, Account.staff_role == name)

    def _record(
        self, session: Session, actor: Actor, action: str, subject: str, detail: str, account_id: int | None = None
    ) -> None:
        self._context.record(
            session,
            actor,
            action=action,
            topics=(Topic.SECURITY,),
            subject=subject,
            detail=detail,
            account_id=account_id,
        )


def _stored(row: StaffRole) -> frozenset[Permission]:
    # A newer program beside this one may have stored a permission that is unknown here.
    return frozenset(Permission(name) for name in row.permissions.split("\n") if name in list(Permission))
