"""Money is exact, keeps its currency, and rounds once, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.errors import InvalidValue
from introtui.domain.money import (
    Money,
    check_currency,
    half_up,
    minor_digits,
    parse_amount,
    percent,
    share,
)

MINOR = st.integers(-(10**15), 10**15)
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"])


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (1694, "EUR", "EUR 16.94"),
        (5, "EUR", "EUR 0.05"),
        (-5, "EUR", "EUR -0.05"),
        (0, "EUR", "EUR 0.00"),
        (1592, "JPY", "JPY 1592"),
        (-3000, "KWD", "KWD -3.000"),
        (12345, "CLF", "CLF 1.2345"),
    ],
)
def test_an_amount_is_shown_with_its_currencys_decimals(minor: int, currency: str, shown: str) -> None:
    assert str(Money(minor, currency)) == shown
    assert Money(minor, currency).amount == shown.removeprefix(f"{currency} ")


def test_amounts_add_subtract_negate_and_compare() -> None:
    ten, three = Money(1000, "EUR"), Money(300, "EUR")
    assert ten + three == Money(1300, "EUR")
    assert ten - three == Money(700, "EUR")
    assert -ten == Money(-1000, "EUR")
    assert three < ten
    assert three <= ten <= Money(1000, "EUR")
    assert ten > three
    assert ten >= three
    assert sum([ten, three], Money.zero("EUR")) == Money(1300, "EUR")


def test_currencies_never_mix() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    assert euro != dollar
    for mix in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro <= dollar,
        lambda: euro > dollar,
        lambda: euro >= dollar,
    ):
        with pytest.raises(ValueError, match="EUR and USD"):
            mix()


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("UYW", 4), ("HUF", 2)])
def test_decimals_follow_iso_4217(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


def test_a_known_currency_code_is_accepted() -> None:
    assert check_currency("EUR") == "EUR"


@pytest.mark.parametrize("code", ["", "eur", "EURO", "EU", "QQQ", " EUR", "€", "978"])
def test_any_other_currency_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidValue, match=r"such as EUR\.$"):
        check_currency(code)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (1, 2, 1),
        (-1, 2, -1),
        (3, 2, 2),
        (-3, 2, -2),
        (1, 3, 0),
        (2, 3, 1),
        (1, -2, -1),
        (0, 7, 0),
        (-1, 3, 0),
    ],
)
def test_halves_round_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@given(numerator=MINOR, denominator=st.integers(1, 10**6))
def test_rounding_agrees_with_exact_decimals(numerator: int, denominator: int) -> None:
    doubled = 2 * abs(half_up(numerator, denominator)) * denominator
    assert doubled - denominator <= 2 * abs(numerator) < doubled + denominator


@given(minor=MINOR, rate_bp=st.integers(0, 10_000))
def test_a_percentage_is_what_decimal_arithmetic_gives(minor: int, rate_bp: int) -> None:
    exact = Decimal(minor) * rate_bp / 10_000
    assert percent(Money(minor, "EUR"), rate_bp).minor == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("minor", "rate_bp", "expected"),
    [
        pytest.param(50, 100, 1, id="half a cent goes up"),
        pytest.param(250, 100, 3, id="and so does two and a half"),
        pytest.param(-50, 100, -1, id="away from zero when it is given back"),
        pytest.param(1_050, 1_900, 200, id="199.5"),
        pytest.param(9_007_199_254_740_993, 10_000, 9_007_199_254_740_993, id="more than a float can hold"),
    ],
)
def test_vat_of_an_exact_half_is_rounded_up_and_no_amount_is_too_large(
    minor: int, rate_bp: int, expected: int
) -> None:
    assert percent(Money(minor, "EUR"), rate_bp) == Money(expected, "EUR")


def test_shares_are_rounded_once_from_the_whole() -> None:
    assert share(Money(995, "EUR"), 30, 31) == Money(963, "EUR")
    assert share(Money(2495, "EUR"), 9, 31) == Money(724, "EUR")
    assert share(Money(5000, "EUR"), 15, 31) == Money(2419, "EUR")
    assert percent(Money(1862, "EUR"), 2100) == Money(391, "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("442.30", "EUR", 44230),
        ("442.3", "EUR", 44230),
        ("442", "EUR", 44200),
        (" 0.05 ", "EUR", 5),
        ("1592", "JPY", 1592),
        ("3.001", "KWD", 3001),
        ("999999999999.99", "EUR", 99999999999999),
    ],
)
def test_amounts_are_read_as_typed(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "sentence"),
    [
        ("", "EUR", "Enter an amount such as 442.30."),
        ("abc", "JPY", "Enter an amount such as 442."),
        ("1e3", "EUR", "Enter an amount such as 442.30."),
        (".5", "EUR", "Enter an amount such as 442.30."),
        ("5.", "EUR", "Enter an amount such as 442.30."),
        ("٤٤", "EUR", "Enter an amount such as 442.30."),
        ("EUR 5", "EUR", "Enter an amount such as 442.30."),
        ("1,000.00", "EUR", "Write the amount without commas, such as 442.30."),
        ("442,30", "EUR", "Write the amount without commas, such as 442.30."),
        ("-5", "EUR", "Enter the amount without a sign, such as 442.30."),
        ("+5", "EUR", "Enter the amount without a sign, such as 442.30."),
        ("1.005", "EUR", "EUR has 2 decimals; enter an amount such as 442.30."),
        ("1.0", "JPY", "JPY has no decimals; enter a whole amount such as 442."),
        ("1.0005", "KWD", "KWD has 3 decimals; enter an amount such as 442.300."),
        ("1000000000000", "EUR", "Enter an amount of at most 12 digits before the point."),
    ],
)
def test_an_unreadable_amount_says_what_to_enter(text: str, currency: str, sentence: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_amount(text, currency)
    assert str(caught.value) == sentence


@given(minor=st.integers(1 - 10**12, 10**12 - 1), currency=CURRENCIES)
def test_a_shown_amount_reads_back_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert parse_amount(money.amount, currency, negative=True) == money
