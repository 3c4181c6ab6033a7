"""How the text of a setting becomes its value; each reader raises `InvalidValue` with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from introtui.domain.errors import InvalidValue
from introtui.domain.taxation import ONE_STOP_SHOP
from introtui.domain.vat import EU_MEMBERS
from introtui.sending_values import SENDING_LISTS, SENDING_NUMBERS, SENDING_READERS, read_url
from introtui.serving_settings import SERVING_LISTS, SERVING_NUMBERS, SERVING_READERS

MOST_DAYS = 365
_SEPARATORS = re.compile(r"[\s,;]+")
_LINE_ENDS = re.compile(r"[\n;]")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")

Value = str | int | tuple[str, ...]
Reader = Callable[[str], Value]


def read_text(text: str) -> str:
    """Return any text as it is."""
    return text


def read_theme(text: str) -> str:
    """Return the name of a theme there is."""
    from introtui.themes import THEMES

    names = [theme.name for theme in THEMES]
    if text not in names:
        raise InvalidValue(f"There is no theme {text!r}; known are {', '.join(names)}.")
    return text


def read_line(text: str) -> str:
    """Return one line of text."""
    from introtui.domain.text import clean_line

    return clean_line(text)


def read_lines(text: str) -> tuple[str, ...]:
    """Return lines of an address, separated by line breaks or semicolons."""
    lines = (read_line(line) for line in _LINE_ENDS.split(text))
    return tuple(line for line in lines if line)


def read_country(text: str) -> str:
    """Return an ISO 3166-1 alpha-2 code."""
    from introtui.domain.countries import check_country

    return check_country(text)


def read_vat_id(text: str) -> str:
    """Return a VAT ID; blank is none."""
    from introtui.domain.vat_ids import parse_vat_id

    return parse_vat_id(text) if text.strip() else ""


def read_iban(text: str) -> str:
    """Return an IBAN whose check digits are right (ISO 13616); blank is none."""
    from stdnum import iban
    from stdnum.exceptions import ValidationError

    if not text.strip():
        return ""
    try:
        return str(iban.validate(text))
    except ValidationError as error:
        raise InvalidValue(
            "Write the IBAN as the bank gives it, such as EE382200221020145685; its check digits do not fit."
        ) from error


def read_bic(text: str) -> str:
    """Return a BIC of 8 or 11 characters (ISO 9362); blank is none."""
    bic = text.strip().upper()
    if bic and not _BIC.fullmatch(bic):
        raise InvalidValue("Write the BIC with its 8 or 11 characters, such as HABAEE2X.")
    return bic


def read_email(text: str) -> str:
    """Return an email address; blank is none."""
    from introtui.domain.emails import parse_email

    return parse_email(text) if text.strip() else ""


def read_registrations(text: str) -> tuple[str, ...]:
    """Return where VAT is paid: OSS, or codes of member states; blank is nowhere but at home."""
    codes = tuple(code for code in _SEPARATORS.split(text.upper()) if code)
    for code in codes:
        if code != ONE_STOP_SHOP and code not in EU_MEMBERS:
            raise InvalidValue(
                f"{code!r} is no member state; write {ONE_STOP_SHOP}, or two-letter codes such as DE, FR."
            )
    return codes


def read_approvals(text: str) -> tuple[str, ...]:
    """Return the sums above which two pairs of eyes are needed, one for a currency."""
    from introtui.domain.corrections import read_limits

    return read_limits(text)


def read_statement_columns(text: str) -> tuple[str, ...]:
    """Return how the bank's CSV is written, one thing a line; blank is not known."""
    from introtui.domain.statement_files import read_columns

    parts = tuple(line.strip() for line in text.splitlines() if line.strip())
    if parts:
        read_columns(parts)
    return parts


def read_days(text: str) -> int:
    """Return a number of days, from 0 to a year."""
    days = text.strip()
    if not (days.isascii() and days.isdigit()) or int(days) > MOST_DAYS:
        raise InvalidValue(f"Write a number of days from 0 to {MOST_DAYS}.")
    return int(days)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "theme": read_theme,
        "seller_name": read_line,
        "seller_address": read_lines,
        "seller_country": read_country,
        "seller_vat_id": read_vat_id,
        "seller_iban": read_iban,
        "seller_bic": read_bic,
        "seller_email": read_email,
        "vat_registrations": read_registrations,
        "invoice_days": read_days,
        "auto_renew_days": read_days,
        "suspend_days": read_days,
        "terminate_days": read_days,
        "payment_days": read_days,
        "remind_days": read_days,
        "approval_above": read_approvals,
        "statement_columns": read_statement_columns,
        "vies_url": read_url,
        "mail_sender": read_email,
        **SENDING_READERS,
        **SERVING_READERS,
    }
)
"""How each setting is read; a setting that is not here is any text."""

LISTS = (
    frozenset({"seller_address", "vat_registrations", "approval_above", "statement_columns"})
    | SENDING_LISTS
    | SERVING_LISTS
)
_DAYS = frozenset(name for name, reader in READERS.items() if reader is read_days)
NUMBERS = _DAYS | SENDING_NUMBERS | SERVING_NUMBERS


def text_in_file(name: str, value: object) -> str:
    """Return what a TOML file gives for a setting as the text a variable would hold; raises `InvalidValue`."""
    if isinstance(value, str):
        return value
    if name in NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if name in LISTS and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    if name in NUMBERS:
        raise InvalidValue("Write a whole number.")
    if name in LISTS:
        raise InvalidValue('Write a list of texts in quotes, such as ["one", "two"].')
    raise InvalidValue("Write a text in quotes.")
