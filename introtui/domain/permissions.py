"""What staff may do: one table of roles, and nothing that is not in it (spec section 6).

A company's own roles are stored and hold permissions of this list; nobody holds one that no role gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from introtui.domain.errors import InvalidValue

LONGEST_NAME = 20
_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Permission(StrEnum):
    """One thing staff may be allowed to do; stored as these words."""

    READ = "accounts.read"
    AUDIT = "audit.read"
    NOTE = "accounts.note"
    ACT = "accounts.act"
    ACT_MONEY = "accounts.money"
    ACT_SECURITY = "accounts.security"
    CALLER = "callers.check"
    COMPANIES = "companies.verify"
    COUNTRIES = "countries.decide"
    DELIVERY = "orders.deliver"
    SUSPEND = "orders.suspend"
    TICKETS = "tickets.answer"
    MESSAGES = "messages.retry"
    POOLS = "pools.fill"
    PAYMENTS = "payments.record"
    STATEMENTS = "statements.import"
    CORRECT = "money.correct"
    APPROVE = "money.approve"
    BULK = "bulk.run"
    EXPORT = "lists.export"
    VAT = "vat.set"
    CATALOGUE = "catalogue.set"
    STAFF = "staff.manage"

    @property
    def sentence(self) -> str:
        """What it lets somebody do, after *may*."""
        return SENTENCES[self]


SENTENCES: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.READ: "find accounts and look at everything of one, also the way its owner sees it",
        Permission.AUDIT: "read who did what on every account",
        Permission.NOTE: "write notes on accounts",
        Permission.ACT: "act as a customer, with a reason",
        Permission.ACT_MONEY: "act as a customer where money moves",
        Permission.ACT_SECURITY: "act as a customer in contacts and sign-in",
        Permission.CALLER: "check the security code a caller says",
        Permission.COMPANIES: "verify companies and their VAT IDs, or reject them",
        Permission.COUNTRIES: "approve or refuse country changes",
        Permission.DELIVERY: "deliver orders: assign addresses, mark delivered, try again",
        Permission.SUSPEND: "suspend orders for a violation, and lift that",
        Permission.TICKETS: "answer and close tickets",
        Permission.MESSAGES: "have undelivered messages sent again",
        Permission.POOLS: "fill address pools",
        Permission.PAYMENTS: "record payments",
        Permission.STATEMENTS: "import bank statements",
        Permission.CORRECT: "correct balances and give refunds",
        Permission.APPROVE: "approve another's correction or refund",
        Permission.BULK: "act on many accounts or orders at once",
        Permission.EXPORT: "save lists of all customers as files",
        Permission.VAT: "set VAT rates",
        Permission.CATALOGUE: "change products, plans, prices and pools",
        Permission.STAFF: "add accounts, block them, give passwords and roles",
    }
)

_READING = frozenset({Permission.READ, Permission.AUDIT})
_SUPPORT = _READING | {
    Permission.NOTE,
    Permission.ACT,
    Permission.CALLER,
    Permission.DELIVERY,
    Permission.TICKETS,
    Permission.MESSAGES,
    Permission.POOLS,
}
_BILLING = _SUPPORT | {
    Permission.ACT_MONEY,
    Permission.COMPANIES,
    Permission.COUNTRIES,
    Permission.SUSPEND,
    Permission.PAYMENTS,
    Permission.STATEMENTS,
    Permission.CORRECT,
    Permission.APPROVE,
    Permission.BULK,
    Permission.EXPORT,
}
ADMIN = "admin"

ROLES: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {"read-only": _READING, "support": _SUPPORT, "billing": _BILLING, ADMIN: frozenset(Permission)}
)
"""The roles there always are; each holds what the one before it holds."""


def check_role_name(text: str) -> str:
    """Return the name of a company's own role; raises `InvalidValue`."""
    name = text.strip()
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise InvalidValue(f"Name a role by small letters, digits and hyphens, {LONGEST_NAME} at most.")
    if name in ROLES or name in ("customer", "operator"):
        raise InvalidValue(f"{name} is a role that is there already; choose another name.")
    return name


def check_permissions(words: Iterable[str]) -> frozenset[Permission]:
    """Return the permissions of these names; raises `InvalidValue` for a name there is none of."""
    names = sorted({word.strip() for word in words})
    unknown = [name for name in names if name not in list(Permission)]
    if unknown:
        raise InvalidValue(f"There is no permission {unknown[0]!r}; `introtui roles permissions` lists them.")
    if Permission.STAFF in names:
        raise InvalidValue(f"{Permission.STAFF} is for admins alone: it would give whoever has it the rest too.")
    return frozenset(map(Permission, names))
