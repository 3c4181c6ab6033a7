"""Who is acting: the three kinds of accounts, and the account a session works for (spec 1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from introtui.domain.permissions import Permission


class Role(StrEnum):
    """What an account may do; stored as these words."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The account behind one session, as every service receives it.

    `address` is the remote address as text, or empty when there is none; `way` is how the
    session came in: "local", "ssh" or "demo". Without `session_id` nobody signed in: the administrator of
    the machine acts. `needs_two_factor` are staff who have yet to turn it on, and may do nothing else.
    `needs_password` is who signed in by a password alone that is too short for that, and may change nothing else.
    """

    account_id: int
    login: str
    role: Role
    address: str
    way: str
    session_id: int | None = None
    needs_two_factor: bool = False
    needs_password: bool = False
    by: Actor | None = None
    """The member of staff who is in this account in its owner's place."""
    reason: str = ""
    """Why they act; without one they may only look."""
    permissions: frozenset[Permission] = frozenset()
    """What an operator's role lets them do; an admin may do everything, a customer nothing of it."""

    @property
    def person(self) -> Actor:
        """Who sits at the keyboard, whoever's account it is."""
        return self.by or self

    def may(self, permission: Permission) -> bool:
        """Tell whether the actor's role holds a permission (spec section 6)."""
        return self.role is Role.ADMIN or (self.role is Role.OPERATOR and permission in self.permissions)
