"""Which names are almost what was typed: a letter wrong, left out, too many, or two swapped (rapidfuzz)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SHORTEST = 4
"""Letters of a word from which on a mistake in it is forgiven."""
LONG = 6
"""Letters of a word from which on it has so many trigrams that it is known by some of them."""
TWO_MISTAKES = 8
"""Letters of a word from which on two are."""
BEGUN = 0.5
"""How much farther a word is that only begins like what was typed."""


def pieces(word: str) -> tuple[str, ...]:
    """Return texts of which a name has one at least, wherever in the word one mistake was made.

    The name has a space before and after each word. One half is as it should be, unless the two letters in the
    middle were swapped.
    """
    half = len(word) // 2
    head, tail = f" {word[:half]}", word[half:]
    # A longer piece may stand anywhere: what was typed may be the beginning of a word.
    return head, (tail if len(word) >= LONG else f"{tail} "), swaps(word)[half - 1]


def swaps(word: str) -> tuple[str, ...]:
    """Return the word with two neighbours swapped, in each place, with a space around it."""
    pairs = range(len(word) - 1)
    return tuple(f" {word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]} " for at in pairs)


def trigrams(word: str) -> tuple[str, ...]:
    """Return each group of three characters in a word with a space around it."""
    text = f" {word} "
    return tuple(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))


def is_forgiving(word: str) -> bool:
    """Tell whether mistakes in a word are forgiven: it is long enough, and no number."""
    return len(word) >= SHORTEST and word.isalpha()


def farness(words: Sequence[str], folded: str) -> float | None:
    """Return how far a folded name is from folded words, None when it is not almost like them."""
    have, total = folded.split(), 0.0
    for word in words:
        nearest = min(_distances(word, have), default=None)
        if nearest is None:
            return None
        total += nearest
    return total


def _distances(word: str, have: Sequence[str]) -> Iterator[float]:
    if not is_forgiving(word):
        yield from (BEGUN * (word != each) for each in have if each.startswith(word))
        return
    # Imported late: only a find needs it.
    from rapidfuzz.distance import OSA

    most = 2 if len(word) >= TWO_MISTAKES else 1
    for each in have:
        for begun in {each, *(each[:length] for length in range(len(word) - 1, len(word) + 2))}:
            distance = OSA.distance(word, begun, score_cutoff=most)
            if distance <= most:
                yield distance + (0 if begun == each else BEGUN)
