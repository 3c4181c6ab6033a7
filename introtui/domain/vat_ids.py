"""VAT identification numbers: how a member state's number is written, and its check digits (python-stdnum)."""

from __future__ import annotations

from typing import Final

from introtui.domain.errors import InvalidValue
from introtui.domain.text import clean_line
from introtui.domain.vat import EU_MEMBERS

GREECE, NORTHERN_IRELAND = "EL", "XI"
"""Prefixes that are no ISO country codes; Northern Ireland's goods, and so VIES, still know XI."""

PREFIXES: Final = (EU_MEMBERS - {"GR"}) | {GREECE, NORTHERN_IRELAND}
"""What the numbers that VIES knows begin with."""

_PUNCTUATION = str.maketrans("", "", " -./,")
MOST_CHARACTERS = 20


def parse_vat_id(text: str, country: str = "") -> str:
    """Return a VAT ID as it is stored: capitals, no spaces; `country` is the account's, where there is one.

    A member state's number must pass its own check; numbers of other countries are taken as they are. Raises
    `InvalidValue`.
    """
    number = clean_line(text, max_length=MOST_CHARACTERS).upper().replace(" ", "")
    bare = number.translate(_PUNCTUATION)
    if bare.startswith("GR"):
        bare = GREECE + bare.removeprefix("GR")
    if is_european(bare):
        return _checked(bare)
    if country in EU_MEMBERS and not bare[:2].isalpha():
        prefix = GREECE if country == "GR" else country
        raise InvalidValue(f"Begin the VAT ID with the letters of its country, such as {prefix}.")
    return number


def is_european(vat_id: str) -> bool:
    """Tell whether VIES can be asked about a number, by what it begins with."""
    return vat_id[:2] in PREFIXES


def _checked(number: str) -> str:
    # Imported late: few sessions write a VAT ID.
    from stdnum.eu import vat
    from stdnum.exceptions import ValidationError

    try:
        vat.validate(number)
    except ValidationError as error:
        raise InvalidValue(
            f"{number} is no VAT ID of {number[:2]}: check its digits, and that none is missing."
        ) from error
    return number
