"""Text as it is stored to be found by, and as it is asked for: one function for both.

Names are written in plain small letters of ASCII, whatever their script (library anyascii): so accents and letters
such as ø, ł and ß are forgiven, a Greek name is found by Latin letters, and no database needs to know an alphabet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile("[a-z0-9]+")
_WITHIN_WORDS = str.maketrans("", "", "'`.\u00b4\u02bc\u2018\u2019")
"""What is written within a word and left out as often: O'Brien, B.V."""


def fold(text: str) -> str:
    """Return the words of a text, each of a-z and 0-9 alone, with one space between them; its own fixed point."""
    if not text.isascii():
        # Imported late: only names in other scripts need its tables.
        from anyascii import anyascii

        plain = "".join(character for character in normalize("NFKC", text) if not combining(character))
        text = anyascii(plain.translate(_WITHIN_WORDS))
    return " ".join(_WORD.findall(text.translate(_WITHIN_WORDS).lower()))


def find_text(names: Iterable[str]) -> str:
    """Return what an account is found by: the words of its names, with a space before and after each."""
    folded = fold(" ".join(names))
    return f" {folded} " if folded else ""


def turned_digits(phone: str) -> str:
    """Return the digits of a number backwards, so that an index finds a number by how it ends."""
    return "".join(character for character in reversed(phone) if character.isascii() and character.isdigit())
