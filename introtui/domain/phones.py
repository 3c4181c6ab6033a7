"""Phone numbers: read in any common notation, kept as E.164, shown internationally (data: phonenumbers)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from introtui.domain.errors import InvalidValue
from introtui.domain.text import safe

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_WRITTEN = re.compile(
    r"(?P<uri>tel:)?(?P<number>[+\uff0b]?[\d\s().\-/\u2010-\u2015\u2212]+)(?P<parameters>;[!-~]+)?",
    re.IGNORECASE,
)
"""Digits with the usual separators, perhaps as a tel: URI with its parameters (RFC 3966).

Checked first because phonenumbers skips letters before a number and reads letters in it as keys."""

_MAX_LENGTH = 100
"""Characters; E.164 allows 15 digits, the rest is notation."""

_FALLBACK_EXAMPLE = "+31 6 12345678"


def parse_phone(text: str, country: str) -> str:
    """Return the number as E.164, such as "+31612345678"; national notation is read with `country`'s code.

    Raises `InvalidValue` with an example for the country; an extension is refused: E.164 cannot keep it.
    """
    # Imported late: the tables cost 45 ms.
    import phonenumbers

    trimmed = text.strip()
    if not trimmed:
        raise InvalidValue(f"Enter a phone number, such as {_example(country)}.")
    written = _WRITTEN.fullmatch(trimmed) if len(trimmed) <= _MAX_LENGTH else None
    if written is None or (written["parameters"] and not written["uri"]):
        raise _not_a_number(country)
    if written["uri"]:
        trimmed = trimmed.lower()  # phonenumbers knows the scheme in lower case only
    try:
        number = phonenumbers.parse(trimmed, country.strip().upper() or None)
    except phonenumbers.NumberParseException as error:
        raise _not_a_number(country) from error
    if number.extension:
        raise InvalidValue(f"Enter the number without an extension, such as {_example(country)}.")
    if not phonenumbers.is_valid_number(number):
        raise _not_a_number(country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """Return a stored number in the international format, such as "+31 6 12345678".

    Text that is no number is returned as `safe` shows it, so old data never stops a screen.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return safe(e164)
    return _international(number)


def _international(number: PhoneNumber) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _not_a_number(country: str) -> InvalidValue:
    return InvalidValue(f"This is not a phone number; enter one such as {_example(country)}.")


def _example(country: str) -> str:
    import phonenumbers

    example = phonenumbers.example_number_for_type(country.strip().upper(), phonenumbers.PhoneNumberType.MOBILE)
    return _FALLBACK_EXAMPLE if example is None else _international(example)


def is_landline(e164: str) -> bool:
    """Return whether a stored number is that of a fixed line, which shows no calling number; not known is no."""
    import phonenumbers

    try:
        kind = phonenumbers.number_type(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return False
    return kind == phonenumbers.PhoneNumberType.FIXED_LINE
