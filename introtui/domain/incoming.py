"""Money that came in from outside, and what booking it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.money import Money, parse_amount
from introtui.domain.text import clean_line

BANK_TRANSFER = "bank_transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingPayment:
    """Money that arrived; `external_id` is the bank's own number, `reference` what the sender gave.

    `paying` are references of invoices that are paid with it, beside the one that `reference` may be.
    """

    login: str
    amount: Money
    received_on: date
    external_id: str
    reference: str = ""
    method: str = BANK_TRANSFER
    paying: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """One payment as the list of what came in shows it."""

    payment_id: int
    account_id: int
    login: str
    holder: str
    amount: Money
    received_on: date
    method: str
    reference: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPayment:
    """A payment as somebody types it, each field as text."""

    login: str
    amount: str
    received_on: str
    reference: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentQuote:
    """What booking a payment does: the balance before, and the invoices that are paid with it."""

    payment: IncomingPayment
    account_id: int
    holder: str
    before: Money
    pays: tuple[tuple[str, Money], ...]

    @property
    def after(self) -> Money:
        """What the balance is afterwards."""
        paid = sum((total for _number, total in self.pays), Money.zero(self.before.currency))
        return self.before + self.payment.amount - paid

    @property
    def lines(self) -> tuple[str, ...]:
        """What is booked, in lines for people."""
        paid = (f"pays {number}, {total}" for number, total in self.pays)
        return (
            f"{self.payment.amount} for {self.payment.login} ({self.holder})",
            *(paid if self.pays else ("goes to the balance",)),
            f"balance {self.before.amount} -> {self.after}",
        )


def read_payment(typed: TypedPayment, currency: str, today: date) -> IncomingPayment:
    """Return what is typed; raises `InvalidFields`, by the names of its fields."""
    errors: dict[str, str] = {}

    def read(name: str, reader: Callable[[], str]) -> str:
        try:
            return reader()
        except InvalidValue as error:
            errors[name] = str(error)
            return ""

    amount = read("amount", lambda: _above_zero(typed.amount, currency).amount)
    day = read("received_on", lambda: str(_day(typed.received_on, today)))
    reference = read("reference", lambda: clean_line(typed.reference))
    number = read("external_id", lambda: clean_line(typed.external_id))
    if not number and "external_id" not in errors:
        errors["external_id"] = "Enter the bank's own number of it: a number is booked once."
    if errors:
        raise InvalidFields(errors)
    return IncomingPayment(
        login=typed.login,
        amount=parse_amount(amount, currency),
        received_on=date.fromisoformat(day),
        external_id=number,
        reference=reference,
    )


def _above_zero(text: str, currency: str) -> Money:
    amount = parse_amount(text, currency)
    if amount.minor <= 0:
        raise InvalidValue("Enter an amount above zero; a correction is a booking of its own.")
    return amount


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(f"Enter the day it arrived as YYYY-MM-DD, such as {today}.") from None
    if day > today:
        raise InvalidValue(f"That day is still to come; today is {today}.")
    return day
