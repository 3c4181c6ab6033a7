"""What a name is stored and asked for as: one form for every script, whatever it is written with."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.almost import farness, is_forgiving, pieces
from introtui.domain.find_text import find_text, fold, turned_digits

WORD = st.text("abcdeorstzéøłß", min_size=4, max_size=14)


@pytest.mark.parametrize(
    ("written", "found_by"),
    [
        ("Łukasz Dąbrowski", "lukasz dabrowski"),
        ("Sören Groß-Ørsted", "soren gross orsted"),
        ("O'Brien, O\u2019Brien B.V.", "obrien obrien bv"),
        ("Ελένη Ivanová", "eleni ivanova"),
        ("Иван", "ivan"),
        ('NEAR("a" *) OR %_\\\'\x00\x1b[2J', "near a or 2j"),
        ("", ""),
    ],
)
def test_a_text_is_found_by_its_words_in_plain_letters(written: str, found_by: str) -> None:
    assert fold(written) == found_by
    assert fold(normalize("NFD", written)) == found_by


@given(st.text())
def test_folding_leaves_nothing_that_a_database_could_take_for_a_command(text: str) -> None:
    folded = fold(text)
    assert re.fullmatch("([a-z0-9]+( [a-z0-9]+)*)?", folded)
    assert fold(folded) == folded
    assert find_text([text]).split() == folded.split()


def test_a_name_and_a_company_are_words_of_one_text_between_spaces() -> None:
    assert find_text(["Ivan", "Ivanov", ""]) == " ivan ivanov "
    assert find_text(["", " "]) == ""


def test_a_number_is_turned_whatever_stands_between_its_digits() -> None:
    assert turned_digits("+31 6-12345678") == "87654321613"
    assert turned_digits("") == ""


def mistaken(word: str) -> st.SearchStrategy[str]:
    """Return a word with one mistake: another letter, one left out, one too many, two swapped."""
    place = st.integers(0, len(word) - 1)
    return st.one_of(
        place.map(lambda at: word[:at] + "x" + word[at + 1 :]),
        place.map(lambda at: word[:at] + word[at + 1 :]),
        place.map(lambda at: word[:at] + "x" + word[at:]),
        place.map(
            lambda at: word[: at - 1] + word[at : at + 1] + word[at - 1 : at] + word[at + 1 :] if at else word
        ),
    )


@given(WORD.flatmap(lambda word: st.tuples(st.just(word), mistaken(fold(word)))))
def test_a_word_with_one_mistake_has_a_piece_of_the_right_one_and_is_near_it(pair: tuple[str, str]) -> None:
    right, wrong = fold(pair[0]), pair[1]
    if is_forgiving(wrong):
        assert any(piece in f" {right} " for piece in pieces(wrong))
        assert all(len(piece) >= 3 for piece in pieces(wrong))
        assert farness([wrong], right) is not None


def test_nothing_is_forgiven_in_short_words_and_in_numbers() -> None:
    assert farness(["jam"], "jan") is None
    assert farness(["1234"], "1235") is None
    assert farness(["jansen", "jam"], "jan jansen") is None
    assert farness(["janssem"], "jan jansen") is None


def test_a_whole_word_is_nearer_than_one_that_only_begins_like_it() -> None:
    whole, begun = farness(["jamsen"], "jansen"), farness(["jamsen"], "jansenius")
    assert whole is not None
    assert begun is not None
    assert whole < begun
