"""Which characters a text may hold: refused on entry, replaced on show (spec 5, "Text is hostile").

Both ways ask the same function, so `safe` shows unchanged whatever `clean_line` and `clean_text` accept.
Nothing here knows markup: stored text is never parsed as anything.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from introtui.domain.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator

REPLACEMENT = "\ufffd"
"""What stands for a forbidden character on the screen."""

MAX_MARKS = 4
"""How many combining marks may follow one another; the longest honest stacks (Hebrew) have four."""

_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, format characters (bidi, zero-width, tags, joiners), lone surrogates, line separators."""

_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffb"
    "\ufdd0-\ufdef\U00013430-\U0001345f\U00016fe4\U0001d159\U000e0000-\U000e0fff]"
)
"""Characters of other categories that leave no ink.

Unicode's Default_Ignorable_Code_Point (fillers, variation selectors, tags), glyphs that are blank, and the
noncharacters U+FDD0..FDEF.
"""

_JOINERS = "\u200c\u200d"
"""ZWNJ and ZWJ: part of the spelling in some scripts, invisible anywhere else."""

# fmt: off
_JOINING_SCRIPTS = frozenset(
    {
        "ARABIC", "SYRIAC", "MANDAIC", "MONGOLIAN", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI",
        "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER",
        "MYANMAR", "BALINESE", "JAVANESE", "SUNDANESE", "CHAKMA", "GRANTHA", "NEWA", "TIRHUTA",
    }
)
# fmt: on
"""Scripts whose spelling needs joiners between letters, by the first word of their characters' names."""

_VIRAMA = 9
"""Combining class of the marks that silence a vowel; one may follow a joiner (Bengali ya-phalaa)."""

_OUTER = " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""White space dropped at both ends; not all of `str.strip`, which drops some controls unseen."""

_LINE_END = re.compile("\r\n?")


def safe(text: str, *, multiline: bool = False) -> str:
    """Return `text` fit to be shown: forbidden characters become U+FFFD, tabs a space, line breaks a space.

    `multiline` keeps line breaks, each as one newline. Never fails, and is its own fixed point.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_END.sub("\n", text).replace("\t", " ")
    if not multiline:
        text = text.replace("\n", " ")
    shown = list(text)
    for at, _ in _faults(text, multiline=multiline):
        shown[at] = REPLACEMENT
    return "".join(shown)


def folded(text: str) -> str:
    """Return text as it is compared while finding: no accents, no case."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def clean_line(text: str, *, max_length: int = 120) -> str:
    """Return one line of user text in NFC without outer white space; may be empty.

    Raises `InvalidValue` naming the first character that is forbidden, a line break or a tab, or the length.
    """
    return _clean(text, max_length, multiline=False)


def clean_text(text: str, *, max_length: int = 2000) -> str:
    r"""Return user text of several lines in NFC, ended by `\n`, without outer white space; may be empty.

    Raises `InvalidValue` like `clean_line`, but accepts line breaks.
    """
    return _clean(_LINE_END.sub("\n", text), max_length, multiline=True)


def _clean(text: str, max_length: int, *, multiline: bool) -> str:
    # No character decomposes to more than four, so nothing short enough is lost, and normalising stays cheap.
    if (raw := len(text.strip(_OUTER))) > 4 * max_length:
        raise _too_long(raw, max_length)
    text = unicodedata.normalize("NFC", text)
    cleaned = text.strip(_OUTER)
    skipped = len(text) - len(text.lstrip(_OUTER))
    for at, fault in _faults(cleaned, multiline=multiline):
        raise InvalidValue(_sentence(cleaned[at], skipped + at + 1, fault))
    if len(cleaned) > max_length:
        raise _too_long(len(cleaned), max_length)
    return cleaned


def _too_long(length: int, max_length: int) -> InvalidValue:
    return InvalidValue(f"Use at most {max_length} characters; these are {length}.")


def _sentence(character: str, place: int, fault: str) -> str:
    if character in "\n\r":
        return f"Character {place} is a line break; write everything on one line."
    if character == "\t":
        return f"Character {place} is a tab; use a space."
    return f"Character {place} (U+{ord(character):04X}) {fault}"


def _faults(text: str, *, multiline: bool) -> Iterator[tuple[int, str]]:
    """Yield the index and the reason of every character that cannot stay, from left to right.

    A replaced character is no letter to the joiner after it: so replacing once leaves nothing to replace.
    """
    before, marks = "", 0
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if multiline and character == "\n":
            before = character
        elif fault := _fault_at(text, at, category, before, marks):
            before = REPLACEMENT
            yield at, fault
        else:
            before = character


def _fault_at(text: str, at: int, category: str, before: str, marks: int) -> str:
    character = text[at]
    if marks > MAX_MARKS:
        return f"is one mark too many: a letter can carry {MAX_MARKS}; delete it."
    if character in _JOINERS and _joins(before, text[at + 1 : at + 2]):
        return ""
    if category in _FORBIDDEN_CATEGORIES or _INVISIBLE.match(character) or ord(character) & 0xFFFE == 0xFFFE:
        return "cannot be used here; delete it."
    return ""


def _joins(before: str, after: str) -> bool:
    """Tell whether a joiner may stand here: between letters of one script that needs it.

    The letter before may carry marks. A mark after is accepted only when it is a virama and the letter is
    bare; any other would let marks be stacked without end.
    """
    script = _joining_script(before)
    if not script or script != _joining_script(after):
        return False
    if unicodedata.combining(after) == _VIRAMA:
        return before.isalpha()
    return after.isalpha()


def _joining_script(character: str) -> str:
    if not character or unicodedata.category(character)[0] not in "LM":
        return ""
    script = unicodedata.name(character, "").partition(" ")[0]
    return script if script in _JOINING_SCRIPTS else ""
