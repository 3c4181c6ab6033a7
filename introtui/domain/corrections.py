"""Balances that staff move by hand: what may be booked, and when by two pairs of eyes (spec section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue
from introtui.domain.money import Money, check_currency, parse_amount
from introtui.domain.text import clean_line


class CorrectionKind(StrEnum):
    """What a booking by hand is; stored as these words."""

    CORRECTION = "correction"
    """The balance is put right, up or down; revenue bears it."""
    REFUND = "refund"
    """Money of the balance goes back through the bank."""


class CorrectionState(StrEnum):
    """What became of it; stored as these words."""

    WAITING = "waiting"
    BOOKED = "booked"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDraft:
    """What somebody asks for, checked; `amount` is what the balance gains, so a refund's is below zero."""

    login: str
    kind: CorrectionKind
    amount: Money
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionQuote:
    """What a correction does to a balance before anything is booked; `needs_second` tells that another decides."""

    draft: CorrectionDraft
    holder: str
    before: Money
    needs_second: bool

    @property
    def after(self) -> Money:
        """What the balance is afterwards."""
        return self.before + self.draft.amount

    @property
    def lines(self) -> tuple[str, ...]:
        """What is booked, in lines for people."""
        when = "waits until somebody else approves it" if self.needs_second else "is booked at once"
        return (
            f"{self.draft.amount} for {self.draft.login} ({self.holder})",
            f"balance {self.before.amount} -> {self.after}",
            when,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """One correction as the list shows it."""

    correction_id: int
    account_id: int
    login: str
    holder: str
    kind: CorrectionKind
    amount: Money
    why: str
    asked_at: datetime
    asked_by: str
    state: CorrectionState
    decided_by: str
    decided_why: str
    balance: Money


def read_correction(login: str, kind: CorrectionKind, amount: str, why: str, currency: str) -> CorrectionDraft:
    """Return what is typed; raises `InvalidFields`, by the names of the parameters."""
    errors: dict[str, str] = {}
    money, reason = Money.zero(currency), ""
    try:
        money = parse_amount(amount, currency, negative=kind is CorrectionKind.CORRECTION)
        if not money.minor:
            errors["amount"] = "Enter an amount other than zero."
    except InvalidValue as error:
        errors["amount"] = str(error)
    try:
        reason = clean_line(why, max_length=200)
        if not reason:
            errors["why"] = "Say why; the customer reads it in the statement."
    except InvalidValue as error:
        errors["why"] = str(error)
    if errors:
        raise InvalidFields(errors)
    given_back = -money if kind is CorrectionKind.REFUND else money
    return CorrectionDraft(login=login, kind=kind, amount=given_back, why=reason)


def check_refund(draft: CorrectionDraft, balance: Money) -> None:
    """Raise `ActionRefused` for a refund of more than the balance holds."""
    if draft.kind is CorrectionKind.REFUND and balance < -draft.amount:
        raise ActionRefused(f"The balance is {balance}; no more than that can be refunded.")


def needs_second(amount: Money, limits: Sequence[Money]) -> bool:
    """Tell whether somebody else has to approve: above its currency's limit, or where its currency has none."""
    limit = next((each for each in limits if each.currency == amount.currency), None)
    return limit is None or abs(amount.minor) > limit.minor


def read_limits(text: str) -> tuple[str, ...]:
    """Return limits as they are kept in settings, such as "EUR 100.00"; raises `InvalidValue`."""
    limits = [limit_of(line) for line in text.replace(";", "\n").replace(",", "\n").splitlines() if line.strip()]
    twice = [each.currency for each in limits if [other.currency for other in limits].count(each.currency) > 1]
    if twice:
        raise InvalidValue(f"{twice[0]} is there twice; write one sum for a currency.")
    return tuple(map(str, limits))


def limit_of(line: str) -> Money:
    """Return one limit, such as EUR 100.00; raises `InvalidValue`."""
    currency, _, amount = line.strip().partition(" ")
    try:
        return parse_amount(amount, check_currency(currency.upper()))
    except InvalidValue as error:
        raise InvalidValue(f"Write a sum as EUR 100.00. {error}") from error
