"""Customers nobody named: drawn from dice, country by country."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from introtui.demo.dice import Dice
from introtui.demo.names import COMPANY_ENDINGS, LOCALES, Locale
from introtui.domain.account import ProfileFields, ProfileType
from introtui.domain.money import Money, minor_digits
from introtui.services.bulk_values import NewAccount, NewLogin

ORDER_COUNTS = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8)
"""How many orders they have, as often as each comes up."""

DOMAINS = ("example.com", "example.net", "example.org")


def random_account(dice: Dice, number: int, today: date) -> NewAccount:
    """Return the account with a running number; `number` alone decides the login and the country."""
    locale = LOCALES[number % len(LOCALES)]
    login = f"customer{number:06d}"
    created_on = today - timedelta(days=30 + dice.below(2000))
    created_at = datetime.combine(created_on, time(8, 30), UTC)
    company = dice.chance(25)
    unit = 10 ** minor_digits(locale.currency)
    return NewAccount(
        login=login,
        created_on=created_on,
        email=f"{login}@{dice.pick(DOMAINS)}",
        country=locale.country,
        opening_balance=Money(dice.below(300 * unit), locale.currency),
        profile=_profile(dice, locale, company=company),
        email_confirmed_at=created_at if dice.chance(85) else None,
        phone_verified_at=created_at if dice.chance(50) else None,
        company_verified_at=created_at if company and dice.chance(70) else None,
        news=dice.chance(40),
        low_balance=Money(10 * unit, locale.currency) if dice.chance(50) else None,
        logins=(_login(dice, number, today),) if dice.chance(80) else (),
    )


def _profile(dice: Dice, locale: Locale, *, company: bool) -> ProfileFields:
    first_name, last_name = dice.pick(locale.given), dice.pick(locale.family)
    city, street = dice.pick(locale.cities), f"{locale.street} {1 + dice.below(200)}"
    digits = 10**locale.digits
    return ProfileFields(
        last_name=last_name,
        first_name=first_name,
        city=city,
        address=street,
        mobile_phone=f"{locale.phone}{dice.below(digits):0{locale.digits}d}",
        profile_type=ProfileType.COMPANY if company else ProfileType.INDIVIDUAL,
        company_name=f"{last_name} {dice.pick(COMPANY_ENDINGS)}" if company else "",
        postal_recipient=f"{first_name} {last_name}",
        postal_street=street,
        # Every eighth address is not complete, which blocks payments.
        postal_code="" if dice.below(8) == 0 else f"{10000 + dice.below(90000)}",
        postal_city=city,
        postal_country=locale.country,
    )


def _login(dice: Dice, number: int, today: date) -> NewLogin:
    at = datetime.combine(today - timedelta(days=1 + dice.below(60)), time(7 + dice.below(12), 20), UTC)
    return NewLogin(at=at, address=f"203.0.113.{1 + number % 254}", way="ssh")
