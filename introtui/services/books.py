"""The ledger's only writer: balanced postings, and one effect for one key (spec section 4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import KeyReused
from introtui.domain.money import Money
from introtui.store.rows import Row, add_row, add_rows, add_unless_there, table_of
from introtui.store.tables import Idempotency, LedgerTransaction, Posting

CUSTOMER, RECEIVABLE, REVENUE, VAT, BANK, OPENING = (
    "customer",
    "receivable",
    "revenue",
    "vat",
    "bank",
    "opening",
)

_POSTING = table_of(Posting).c
_BALANCE = select(func.coalesce(func.sum(_POSTING.minor), 0)).where(
    _POSTING.account_id == bindparam("account_id"), _POSTING.currency == bindparam("currency")
)


def balance_of(session: Session, account_id: int, currency: str) -> Money:
    """Return the sum of the customer's postings in one currency."""
    total = session.scalar(_BALANCE, {"account_id": account_id, "currency": currency})
    return Money(int(total or 0), currency)


def book(
    session: Session,
    *,
    actor: Actor,
    account_id: int,
    kind: str,
    memo: str,
    at: datetime,
    amounts: Mapping[str, Money],
    order_id: int | None = None,
    idempotency_key: str | None = None,
) -> int:
    """Write one transaction and return its id; `amounts` maps a book to what it gains and must sum to zero."""
    transaction = {
        "account_id": account_id,
        "order_id": order_id,
        "kind": kind,
        "memo": memo,
        "currency": _balanced(kind, amounts),
        "at": at,
        "actor": actor.person.login,
        "idempotency_key": idempotency_key,
    }
    transaction_id = add_row(session, LedgerTransaction, transaction)
    add_rows(session, Posting, list(_postings(transaction_id, account_id, amounts)))
    return transaction_id


def _balanced(kind: str, amounts: Mapping[str, Money]) -> str:
    """Return the one currency of amounts that sum to zero; ValueError for any others."""
    currencies = {amount.currency for amount in amounts.values()}
    if len(currencies) != 1 or sum(amount.minor for amount in amounts.values()) != 0:
        raise ValueError(f"postings of {kind} do not balance: {dict(amounts)}")
    return currencies.pop()


def _postings(transaction_id: int, account_id: int, amounts: Mapping[str, Money]) -> Iterator[Row]:
    for name, amount in amounts.items():
        if amount.minor:
            yield {
                "transaction_id": transaction_id,
                "book": name,
                "account_id": account_id if name == CUSTOMER else None,
                "currency": amount.currency,
                "minor": amount.minor,
            }


def already_done(session: Session, *, key: str, account_id: int, request: str, at: datetime) -> bool:
    """Claim an idempotency key; True when the same request was booked with it before.

    A key that comes back with another request raises `KeyReused`.
    """
    digest = hashlib.sha256(request.encode()).hexdigest()
    claim = {"key": key, "account_id": account_id, "digest": digest, "at": at}
    if add_unless_there(session, Idempotency, claim):
        return False
    known = session.get_one(Idempotency, key)
    if (known.account_id, known.digest) != (account_id, digest):
        raise KeyReused("This confirmation belongs to another request. Close the dialog and open it again.")
    return True
