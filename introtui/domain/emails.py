"""Email addresses: syntax only, as email-validator reads RFC 5321, 5322 and 6531; nothing is looked up."""

from __future__ import annotations

from introtui.domain.errors import InvalidValue
from introtui.domain.text import clean_line, safe

MAX_LENGTH = 254
"""Characters in an address (RFC 5321 4.5.3.1.3, less the angle brackets)."""

_HINT = "enter one such as name@example.com."


def parse_email(text: str) -> str:
    """Return the address with its domain in lower case and the part before the @ as typed (NFC).

    Raises `InvalidValue`; quoted local parts, display names and address literals are refused.
    """
    # Imported late: it costs 30 ms.
    from email_validator import EmailNotValidError, validate_email

    address = clean_line(text, max_length=MAX_LENGTH)
    if not address:
        raise InvalidValue("Enter an email address, such as name@example.com.")
    try:
        checked = validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        reason = safe(str(error)).rstrip(". ")
        raise InvalidValue(f"{reason}; {_HINT}") from error
    return clean_line(checked.normalized, max_length=MAX_LENGTH)
