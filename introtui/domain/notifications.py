"""Notification settings: what is sent, when and where (spec section 2)."""

from __future__ import annotations

from dataclasses import dataclass

from introtui.domain.emails import parse_email
from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.money import Money, parse_amount

ADDRESS_FIELDS = ("invoices_email", "support_email", "complaints_email")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationFields:
    """The form as typed; a blank threshold switches the alert off, a blank address means the account's email."""

    news: bool = False
    low_balance: str = ""
    invoices_email: str = ""
    support_email: str = ""
    complaints_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationView:
    """The settings as committed; how many messages were sent, and how many of late did not arrive."""

    version: int
    fields: NotificationFields
    currency: str
    account_email: str
    messages: int
    not_delivered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSettingsChecked:
    """Settings fit to store."""

    news: bool
    low_balance: Money | None
    addresses: dict[str, str]


def check_notification(name: str, value: str, currency: str) -> str | Money | None:
    """Return one field fit to store, or raise `InvalidValue` saying what to do."""
    text = value.strip()
    if name == "low_balance":
        return parse_amount(text, currency) if text else None
    return parse_email(text) if text else ""


def check_notifications(draft: NotificationFields, currency: str) -> NotificationSettingsChecked:
    """Return settings fit to store, or raise `InvalidFields` with every field's error."""
    errors: dict[str, str] = {}
    threshold: Money | None = None
    addresses: dict[str, str] = {}
    for name in ("low_balance", *ADDRESS_FIELDS):
        try:
            value = check_notification(name, getattr(draft, name), currency)
        except InvalidValue as error:
            errors[name] = str(error)
            continue
        if isinstance(value, str):
            addresses[name] = value
        else:
            threshold = value
    if errors:
        raise InvalidFields(errors)
    return NotificationSettingsChecked(news=draft.news, low_balance=threshold, addresses=addresses)
