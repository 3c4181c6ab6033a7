"""Who is acting: the three roles, and the account a session works for (spec 1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
