"""Phone numbers in the notations people use, kept as E.164."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from introtui.domain.errors import InvalidValue
from introtui.domain.phones import parse_phone, show_phone

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("+81 90-1234-5678", "JP", "+819012345678"),
        ("090-1234-5678", "JP", "+819012345678"),
        ("601 123 456", "CZ", "+420601123456"),
        ("(506) 234-5678", "CA", "+15062345678"),
        ("tel:+49-1512-3456789", "DE", "+4915123456789"),
        ("TEL:0612345678;phone-context=+31", "NL", "+31612345678"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("050-234-5678", "IL", "+972502345678"),
        ("010 01234567", "EG", "+201001234567"),
        ("691 234 5678", "gr", "+306912345678"),
        ("043 012 345", "BG", "+35943012345"),
        ("0031 6 12345678", "NL", "+31612345678"),
        (" +31 6 12345678 ", "CZ", "+31612345678"),
        ("+39 06 1234 5678", "XX", "+390612345678"),
        ("\u0660\u0661\u0660 \u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "EG", "+201001234567"),
    ],
)
def test_any_notation_is_read_with_the_country(text: str, country: str, e164: str) -> None:
    assert parse_phone(text, country) == e164


@pytest.mark.parametrize(
    "text", ["12ab", "call 0612345678", "06", "+", "0" * 5000, "06123\x1b45678", "1-800-FLOWERS"]
)
def test_what_is_no_number_is_refused_with_an_example_of_the_country(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"^This is not a phone number; enter one such as \+31 6 12345678\.$"):
        parse_phone(text, "NL")


def test_a_national_number_needs_a_known_country() -> None:
    with pytest.raises(InvalidValue, match="not a phone number"):
        parse_phone("0612345678", "XX")


def test_nothing_asks_for_a_number() -> None:
    with pytest.raises(InvalidValue, match=r"^Enter a phone number, such as \+1 "):
        parse_phone(" ", "US")


def test_an_extension_is_not_lost_in_silence() -> None:
    with pytest.raises(InvalidValue, match="without an extension"):
        parse_phone("tel:+1-201-555-0123;ext=12", "US")


def test_old_text_that_is_no_number_is_still_shown_safely() -> None:
    assert show_phone("n/a\x1b[2J") == "n/a\ufffd[2J"


@given(st.sampled_from(REGIONS), st.sampled_from(phonenumbers.PhoneNumberType.values()))
def test_what_is_shown_can_be_typed_again(region: str, kind: int) -> None:
    number = phonenumbers.example_number_for_type(region, kind)
    assume(number is not None and phonenumbers.is_valid_number(number))
    assert number is not None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert parse_phone(e164, "") == parse_phone(show_phone(e164), "US") == e164
