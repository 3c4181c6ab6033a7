"""Whether the name a bank gives for a sender is the name of an account's holder."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_LEGAL_FORMS = frozenset(
    {
        *(
            "ab",
            "ag",
            "as",
            "asa",
            "bv",
            "bvba",
            "cv",
            "doo",
            "eeig",
            "eurl",
            "gmbh",
            "inc",
            "kft",
            "kg",
            "limited",
        ),
        *(
            "llc",
            "llp",
            "ltd",
            "mbh",
            "nv",
            "oe",
            "oo",
            "ou",
            "oy",
            "oyj",
            "plc",
            "pty",
            "sa",
            "sarl",
            "sas",
            "se",
        ),
        *("sia", "sl", "snc", "sp", "spa", "spol", "srl", "sro", "uab", "ug", "vof", "zoo"),
    }
)
"""Words that a company may leave out of its name, or a bank."""
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_ONE_LETTER = str.maketrans({"ø": "o", "æ": "a", "ł": "l", "đ": "d"})
"""Banks write letters beyond the basic ones in either way, as the SEPA character set has none of them."""


def is_holder(sender: str, person: tuple[str, str], company: str) -> bool:
    """Tell whether a sender's name is that of a company, or holds a person's first and last name.

    Case, accents, the order of words and legal forms do not count; a name that is only partly there does not do.
    """
    said = _spellings(sender)
    if company:
        wanted = {_without_form(words) for words in _spellings(company)}
        return any(words and words in wanted for words in map(_without_form, said))
    if not all(person):
        return False
    return any(set(words) >= set(wanted) for words in said for wanted in _spellings(" ".join(person)) if wanted)


def words_of(name: str) -> frozenset[str]:
    """Return every word of a name that can tell it from another, in each spelling."""
    return frozenset(word for words in _spellings(name) for word in words if word not in _LEGAL_FORMS)


def _spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Return a name's words as either way of writing its letters has them."""
    composed = unicodedata.normalize("NFC", name).casefold()
    # Casefold writes ß as ss already.
    return tuple(_words(composed.translate(letters)) for letters in (_TWO_LETTERS, _ONE_LETTER))


def _words(text: str) -> tuple[str, ...]:
    parted = unicodedata.normalize("NFKD", text)
    return tuple(_WORD.findall("".join(each for each in parted if not unicodedata.combining(each))))


def _without_form(words: tuple[str, ...]) -> tuple[str, ...]:
    # "B.V." is two words of one letter.
    joined = " ".join(words)
    for dotted in ("b v", "n v", "s a", "s r l", "o u", "a s", "s p a"):
        joined = re.sub(rf"(?<!\S){dotted}(?!\S)", "", joined)
    return tuple(sorted(word for word in joined.split() if word not in _LEGAL_FORMS))
