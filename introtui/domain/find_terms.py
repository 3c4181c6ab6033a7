"""How a typed text is understood: everything it may stand for is looked up, the rest is not asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from introtui.domain.address_keys import KeyRange, address_ranges, written_forms
from introtui.domain.documents import SERIES
from introtui.domain.find_text import fold
from introtui.domain.text import REPLACEMENT, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 200
"""Characters of a typed text that count; no name or address has more."""
MOST_WORDS = 6
FEWEST_DIGITS = 5
"""Digits from which on a number may be the end of a phone number."""
NUMBER_DIGITS = 18
"""An order has no more digits: its number fits into 63 bits."""
PRINTED_DIGITS = 6
"""Digits that the number of a document is printed with at least."""

_DOCUMENT = re.compile(
    r"(?:(inv|cn)[\W_]*)?(?:(\d{4})(?:[\W_]+|(?=\d{6}$))|(\d{4})$)?(\d{0,9})", re.ASCII | re.IGNORECASE
)
_REFERENCE = re.compile(r"RF\d\d[0-9A-Z]{1,21}")
_PHONE = re.compile(r"(?:tel:)?([+\uff0b]?[\d\s().\-/\u2010-\u2015\u2212]+)", re.IGNORECASE)
_TRUNK = re.compile(r"\(0\)")
_HOST_PART = re.compile(r"(?=.*[a-z])[a-z0-9.\-]{3,}")
"""What trigrams find; a number alone is that of an order, an invoice or a phone."""
_VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z.\-+*/]*\d[0-9A-Z.\-+*/]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTerm:
    """Documents that are meant: of a series and a year where they are named, numbered from one to the other."""

    series: str = ""
    year: int | None = None
    numbers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTerms:
    """What a text may stand for; whatever it cannot be is blank.

    `words` are folded, for names. `key` is one word in small letters, for logins, emails and host names;
    `host_part` the same where it may stand within one: letters, digits, dots and hyphens alone. `number` is that
    of an order. `phone_begins` is E.164 or the beginning of one, `phone_ends` the digits it ends with.
    """

    words: tuple[str, ...] = ()
    key: str = ""
    host_part: str = ""
    number: int | None = None
    document: DocumentTerm | None = None
    reference: str = ""
    phone_begins: str = ""
    phone_ends: str = ""
    vat_ids: tuple[str, ...] = ()
    addresses: tuple[KeyRange, ...] = ()

    @property
    def came_from(self) -> tuple[str, ...]:
        """How the one address that is meant may be written down at a sign-in; empty where none or many are."""
        return next((written_forms(wanted.first) for wanted in self.addresses if wanted.is_one), ())


def understand(text: str) -> FindTerms:
    """Return what a typed text may stand for, whatever characters it has."""
    line = safe(normalize("NFC", text[:LONGEST])).strip().replace(REPLACEMENT, "")
    squashed = "".join(line.upper().split())
    addresses = address_ranges(line)
    key = line.lower() if len(line.split()) == 1 else ""
    begins, ends = ("", "") if any(each.is_one for each in addresses) else _phone(line)
    return FindTerms(
        words=() if "@" in line else tuple(dict.fromkeys(fold(line).split()))[:MOST_WORDS],
        key=key,
        host_part=key if _HOST_PART.fullmatch(key) else "",
        number=_number(line),
        document=_document(line),
        reference=squashed if _REFERENCE.fullmatch(squashed) else "",
        phone_begins=begins,
        phone_ends=ends,
        vat_ids=tuple(dict.fromkeys(_vat_ids(squashed))),
        addresses=addresses,
    )


def _number(line: str) -> int | None:
    digits = line.removeprefix("#").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_DIGITS else None


def _document(line: str) -> DocumentTerm | None:
    found = _DOCUMENT.fullmatch(line)
    if found is None or not line:
        return None
    series, *years, digits = found.groups(default="")
    year = "".join(years)
    if not year and not digits:
        return None
    if year and not digits and years[1]:
        # Four digits alone may be the number as well as the year.
        numbers = ((int(year), int(year)),) if not series else ()
        return DocumentTerm(series=_series(series), year=int(year) if series else None, numbers=numbers)
    return DocumentTerm(
        series=_series(series),
        year=int(year) if year else None,
        numbers=tuple(_numbers(digits, begun=bool(series or year))),
    )


def _series(typed: str) -> str:
    return typed.upper() if typed.upper() in SERIES.values() else ""


def _numbers(digits: str, *, begun: bool) -> Iterator[tuple[int, int]]:
    """Yield which numbers are meant; beside a year they may be printed in full or only begun."""
    if not digits:
        return
    yield int(digits), int(digits)
    if begun and len(digits) < PRINTED_DIGITS:
        yield int(digits.ljust(PRINTED_DIGITS, "0")), int(digits.ljust(PRINTED_DIGITS, "9"))


def _phone(line: str) -> tuple[str, str]:
    """Return how a number begins, where its country is written, and how it ends, where not."""
    found = _PHONE.fullmatch(line)
    if found is None:
        return "", ""
    written = _TRUNK.sub("", found[1]).strip()
    digits = "".join(character for character in written if character.isdigit() and character.isascii())
    if len(digits) < FEWEST_DIGITS:
        return "", ""
    if written[0] in "+\uff0b" or re.match("00[1-9]", digits):
        return f"+{digits.removeprefix('00')}", ""
    return "", digits.lstrip("0")


def _vat_ids(squashed: str) -> Iterator[str]:
    if _VAT_ID.fullmatch(squashed):
        yield squashed
        yield "".join(character for character in squashed if character.isalnum())
