"""Lines of accounts.csv: what each column may hold, and the account a checked line stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import partial

from introtui.domain.account import ProfileFields, check_field
from introtui.domain.countries import check_country
from introtui.domain.emails import parse_email
from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import InvalidLines, parse_ip_rules
from introtui.domain.money import check_currency, parse_amount
from introtui.domain.text import clean_line
from introtui.services.bulk_values import NewAccount
from introtui.services.importing.rows import YES, Layout, Row, read_date, read_time, read_yes_no

ACCOUNTS = Layout(
    file="accounts.csv",
    columns=(
        "login",
        "last_name",
        "first_name",
        "email",
        "email_confirmed_at",
        "country",
        "city",
        "address",
        "mobile_phone",
        "phone_verified_at",
        "profile_type",
        "company_name",
        "vat_id",
        "postal_recipient",
        "postal_street",
        "postal_code",
        "postal_city",
        "postal_region",
        "postal_country",
        "currency",
        "opening_balance",
        "news",
        "balance_alert",
        "ip_restriction",
        "created_at",
    ),
    required=frozenset(
        {"login", "last_name", "first_name", "email", "country", "currency", "created_at", "profile_type"}
    ),
)
"""The columns; city and address may be blank in old data and are then shown as still to be filled in."""

MOST_LOGIN = 64
"""Characters of a login."""

_PROFILE_FIELDS = tuple(field.name for field in fields(ProfileFields))


def check_account(row: Row) -> None:
    """Read every column; one that is read with another that is wrong is left alone."""
    row.read("login", read_login)
    country = row.read("country", check_country)
    currency = row.read("currency", check_currency)
    row.read("email", parse_email)
    row.read("email_confirmed_at", read_time)
    row.read("phone_verified_at", read_time)
    row.read("created_at", read_date)
    row.read("news", read_yes_no)
    row.read("ip_restriction", _ip_rules)
    draft = ProfileFields(**{name: row.cell(name) for name in _PROFILE_FIELDS})
    for name in _PROFILE_FIELDS:
        # National notation means nothing without the country.
        if country or name != "mobile_phone":
            row.read(name, partial(_profile_field, name, draft, country))
    if currency:
        row.read("opening_balance", partial(read_amount, currency, negative=True))
        row.read("balance_alert", partial(read_amount, currency))


def new_account(values: Mapping[str, str]) -> NewAccount:
    """Return the account a checked line stands for; only `vat_id` and the like were not proven by anybody."""
    currency = values["currency"]
    alert = values["balance_alert"]
    return NewAccount(
        login=values["login"],
        created_on=date.fromisoformat(values["created_at"]),
        email=values["email"],
        email_confirmed_at=_time(values["email_confirmed_at"]),
        phone_verified_at=_time(values["phone_verified_at"]),
        country=values["country"],
        opening_balance=parse_amount(values["opening_balance"] or "0", currency, negative=True),
        profile=ProfileFields(**{name: values[name] for name in _PROFILE_FIELDS}),
        ip_restriction=values["ip_restriction"],
        news=values["news"] == YES,
        low_balance=parse_amount(alert, currency) if alert else None,
    )


def read_login(text: str) -> str:
    """Return a login; raises `InvalidValue` unless it is one word, as it is typed."""
    login = clean_line(text, max_length=MOST_LOGIN)
    if not login or login != "".join(login.split()):
        raise InvalidValue("Write the login as one word, without spaces.")
    return login


def read_amount(currency: str, text: str, *, negative: bool = False) -> str:
    """Return an amount with the currency's own decimals; raises `InvalidValue`."""
    return parse_amount(text, currency, negative=negative).amount


def _profile_field(name: str, draft: ProfileFields, country: str, _text: str) -> str:
    return check_field(name, draft, country)


def _ip_rules(text: str) -> str:
    try:
        return parse_ip_rules(text).text
    except InvalidLines as error:
        raise InvalidValue(" ".join(error.errors.values())) from error


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
