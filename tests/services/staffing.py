"""Staff at work: an admin and an operator of a database."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from introtui.domain.access import Actor, Role
from introtui.store.engine import Database
from introtui.store.tables import Audit
from tests.building import ACCOUNT, add_account


def staff(database: Database, role: Role = Role.ADMIN, name: str = "billing") -> Actor:
    """Write a staff account and return who acts under it, an operator in the role of that name.

    The login is the kind of account.
    """
    named = name if role is Role.OPERATOR else ""
    return add_account(database, replace(ACCOUNT, login=role.value, role=role, staff_role=named), balance="0")


def last_audit(database: Database) -> tuple[str, int | None, str, str, str]:
    """Return who did what on whose account, about what, and in which words, of the newest audit row."""
    with database.read() as session:
        row = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
        return row.actor, row.account_id, row.action, row.subject, row.detail
