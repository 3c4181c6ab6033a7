"""Which passwords are accepted, and how strong one is (spec 5; NIST SP 800-63B).

A password is compared and hashed as `normalized` returns it, so one typed on another keyboard still fits.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from introtui.domain.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MIN_LENGTH = 15
"""Characters at least, without two-factor authentication."""

MIN_LENGTH_TWO_FACTOR = 8
"""Characters at least, with two-factor authentication."""

MAX_LENGTH = 128
"""Characters at most; it bounds the work of hashing."""

_MAX_RAW = 4 * MAX_LENGTH
"""Characters above which nothing is normalised: no character decomposes to more than four."""

_LONGEST_PATTERN = 10
"""Characters of a pattern that is too easy when the password only repeats it."""

_MAX_ESTIMATED = 72
"""Characters that are estimated; the time grows with the square of it, and the rest cannot make it weaker."""

_LEET = "0123456789@({[<|!$+%"
"""Characters that stand for letters in zxcvbn's tables."""

_MAX_LEET = 5
"""Different leet characters that are estimated; each may double the time, and twenty took 5 s."""

_LABELS = ("very weak", "weak", "fair", "good", "strong")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How hard a password is to guess: `score` from 0 to 4, its word, and what would help (may be empty)."""

    score: int
    label: str
    hint: str


def normalized(password: str) -> str:
    """Return the form in which a password is hashed and compared: NFKC (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, two_factor: bool, personal: Sequence[str]) -> None:
    """Raise `InvalidValue` unless `password` may be used.

    `personal` are the login, names, company and email: a password made of their words alone is refused.
    """
    _check_length(password, two_factor=two_factor)
    if any(unicodedata.category(character) in ("Cc", "Cn", "Cs") for character in password):
        raise InvalidValue("The password has a character that keyboards cannot type; take it out.")
    if weakness := _weakness(normalized(password).casefold(), _words(personal)):
        raise InvalidValue(weakness)


def strength(password: str, personal: Sequence[str]) -> Strength:
    """Estimate how hard `password` is to guess, knowing the `personal` words (zxcvbn).

    What `check_password` refuses for its content scores 0. Takes up to about 0.1 s: not for the event loop.
    """
    if not password:
        return Strength(score=0, label=_LABELS[0], hint="Enter a password.")
    words = _words(personal)
    judged = normalized(password[:MAX_LENGTH])
    if weakness := _weakness(judged.casefold(), words):
        return Strength(score=0, label=_LABELS[0], hint=weakness)
    # Imported late: it costs 40 ms. Not zxcvbn.zxcvbn(): that leaves the user's words in a table of the
    # module, where the session of another thread would find them.
    from zxcvbn import feedback, matching, scoring, time_estimates

    estimated = _estimable(judged[:_MAX_ESTIMATED])
    own = matching.build_ranked_dict(sorted(words))
    matches = matching.omnimatch(estimated, {**matching.RANKED_DICTIONARIES, "user_inputs": own})
    best = scoring.most_guessable_match_sequence(estimated, matches)
    score = int(time_estimates.guesses_to_score(best["guesses"]))
    advice = feedback.get_feedback(score, best["sequence"])
    hint = " ".join(str(sentence) for sentence in (advice["warning"], *advice["suggestions"][:1]) if sentence)
    return Strength(score=score, label=_LABELS[score], hint=hint)


def is_long_enough_alone(password: str) -> bool:
    """Return whether a password has the length it needs without a second factor (NIST SP 800-63B-4, 3.1.1.2)."""
    return _length(password) >= MIN_LENGTH


def _length(password: str) -> int:
    return len(password) if len(password) > _MAX_RAW else len(unicodedata.normalize("NFC", password))


def _check_length(password: str, *, two_factor: bool) -> None:
    length = _length(password)
    if length > MAX_LENGTH:
        raise InvalidValue(f"Use at most {MAX_LENGTH} characters.")
    if two_factor and length < MIN_LENGTH_TWO_FACTOR:
        raise InvalidValue(f"Use at least {MIN_LENGTH_TWO_FACTOR} characters; a few words are easy to remember.")
    if not two_factor and length < MIN_LENGTH:
        raise InvalidValue(
            f"Use at least {MIN_LENGTH} characters, or turn on two-factor authentication to use"
            f" {MIN_LENGTH_TWO_FACTOR}."
        )


def _weakness(folded: str, words: frozenset[str]) -> str:
    """Return why a folded password is too easy whatever its length, or nothing."""
    if _is_common(folded):
        return "This password is on the list of common ones; choose another."
    if _repeats(folded) or _steps(folded):
        return "This password only repeats or counts; add a few words."
    if _made_of(folded, words):
        return "This password is made of your own names; choose words that are not in your account."
    return ""


@functools.cache
def _common() -> frozenset[str]:
    from importlib import resources

    text = resources.files("introtui").joinpath("data", "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.casefold() for line in text.splitlines() if line and not line.startswith("#"))


def _is_common(folded: str) -> bool:
    """Tell whether the password, or it without the digits and signs around it, is on the list."""
    ends = "".join({character for character in folded if not character.isalpha()})
    return folded in _common() or folded.strip(ends) in _common()


def _repeats(folded: str) -> bool:
    """Tell whether it is a short pattern one and a half times or more, as in "123456789012345"."""
    longest = min(_LONGEST_PATTERN, 2 * len(folded) // 3)
    return any((folded[:size] * len(folded)).startswith(folded) for size in range(1, longest + 1))


def _steps(folded: str) -> bool:
    """Tell whether every character is the same step from the one before, as in "abcdefgh" and "87654321"."""
    return len({ord(after) - ord(before) for before, after in itertools.pairwise(folded)}) <= 1


def _words(personal: Iterable[str]) -> frozenset[str]:
    """Return the words of the personal texts, folded; single letters (initials) are no words."""
    words: set[str] = set()
    for text in personal:
        folded = normalized(text).casefold()
        words.update("".join(c if _in_word(c) else " " for c in folded).split())
    return frozenset(word for word in words if len(word) > 1 or not word.isascii())


def _in_word(character: str) -> bool:
    # Vowel signs of Indic scripts are marks: a word would fall apart without them.
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _made_of(folded: str, words: frozenset[str]) -> bool:
    """Tell whether `folded` is one or more of `words` and else only digits, signs and spaces."""
    reached = {0}
    for at, character in enumerate(folded):
        if at not in reached:
            continue
        if not character.isalpha():
            reached.add(at + 1)
        reached.update(at + len(word) for word in words if folded.startswith(word, at))
    return len(folded) in reached and any(word in folded for word in words)


def _estimable(password: str) -> str:
    """Return `password` with its leet characters made dots, except the first few; that only weakens it."""
    found = [character for character in dict.fromkeys(password) if character in _LEET]
    return password.translate(dict.fromkeys(map(ord, found[_MAX_LEET:]), "."))
