"""Text from outside: honest names of every script get in, nothing invisible does, and the screen agrees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.errors import InvalidValue
from introtui.domain.text import clean_line, clean_text, safe

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
"""Every code point, lone surrogates included."""

HOSTILE = st.text(
    st.sampled_from(
        "ab \n\r\t\x1b\x85\u202e\u200b\u200c\u200d\u0301\u094d\u0915\u0631\u064e\u09b0\u09cd\ud800\u3164"
    ),
    max_size=30,
)
"""Texts dense in what the rules are about: joiners beside letters, viramas, marks and controls."""

NAMES = {
    "arabic": "\u0628\u0646\u0648 \u0634\u0639\u0628\u0629",
    "hebrew": "\u05e8\u05de\u05d5\u05ea \u05de\u05e0\u05e9\u05d4",
    "hebrew with vowel points": "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "japanese": "\u677e\u672c \u5b66",
    "japanese with a wide space": "\u677e\u672c\u3000\u5b66",
    "greek": "\u03a0\u03b1\u03c0\u03b1\u03b4\u03cc\u03c0\u03bf\u03c5\u03bb\u03bf\u03c2",
    "cyrillic": "\u0433. \u041c\u0430\u0439\u043a\u043e\u043f",
    "czech": "\u0160t\u011bp\u00e1nkov\u00e1",
    "vietnamese": "Nguy\u1ec5n Th\u1ecb",
    "persian with ZWNJ": "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
    "hindi with ZWJ": "\u0915\u094d\u200d\u0937\u092e\u093e",
    "sinhala with ZWJ": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "bengali with ZWJ before the virama": "\u09b0\u200d\u09cd\u09af\u09be\u09ac",
    "korean": "\uae40\ubbfc\uc900",
    "thai": "\u0e19\u0e49\u0e33\u0e1d\u0e19",
    "with a link in brackets": "[@click=app.quit]Ivan[/] {0} %s",
}


def forbidden(character: str) -> bool:
    """Say what may never reach a terminal, joiners apart; written anew from the Unicode categories."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in "\u200c\u200d"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_honest_names_are_accepted_and_shown_as_they_are(name: str) -> None:
    assert clean_line(name) == name
    assert safe(name) == name


@pytest.mark.parametrize(
    "text",
    [
        "A\x1b]52;c;QQ==\x07",
        "a\u202eb",
        "a\u009b31mb",
        "a\x7fb",
        "a\u200bb",
        "a\u00adb",
        "a\u2066b",
        "a\u200fb",
        "a\ufeffb",
        "a\u2028b",
        "a\ufff9b",
        "a\U000e0041b",
        "a\ufe0fb",
        "a\ud800b",
        "a\ufdd0b",
        "a\U0001ffffb",
        "a\u3164b",
        "a\u115fb",
        "a\uffa0b",
        "a\u2800b",
        "a\u200cb",
        "a\u200db",
        "\u0631\u200c",
        "\u0631\u200c\u200c\u0631",
        "\u0631\u200c\u0915",
        "\U0001f468\u200d\U0001f469",
    ],
    ids=ascii,
)
def test_control_and_invisible_characters_are_refused_and_never_shown(text: str) -> None:
    with pytest.raises(InvalidValue, match="cannot be used here; delete it"):
        clean_line(text)
    assert "\ufffd" in safe(text)


def test_a_joiner_is_no_way_to_stack_marks() -> None:
    stack = "\u0930\u094d\u094d\u094d\u094d" + "\u200d\u094d" * 20
    with pytest.raises(InvalidValue):
        clean_line(stack)
    assert "\u200d" not in safe(stack)


def test_the_refusal_names_the_character_and_where_it_stands() -> None:
    with pytest.raises(InvalidValue) as refusal:
        clean_line("  ab\u202ecd")
    assert str(refusal.value) == "Character 5 (U+202E) cannot be used here; delete it."


def test_four_marks_on_a_letter_are_accepted_and_a_fifth_is_not() -> None:
    four = "x" + "\u0301" * 4
    assert clean_line(four) == four
    with pytest.raises(InvalidValue, match=r"Character 6 \(U\+0301\) is one mark too many"):
        clean_line(four + "\u0301")
    assert safe(four + "\u0301") == four + "\ufffd"


def test_a_line_has_no_line_break_and_no_tab_inside() -> None:
    with pytest.raises(InvalidValue, match="Character 2 is a line break"):
        clean_line("a\nb")
    with pytest.raises(InvalidValue, match="Character 2 is a tab"):
        clean_line("a\tb")


def test_outer_white_space_goes_and_inner_stays() -> None:
    assert clean_line(" \u3000Bl. 18  Sc. 68\n") == "Bl. 18  Sc. 68"
    assert clean_line("   ") == ""


def test_the_same_name_typed_in_two_ways_is_the_same_text() -> None:
    assert clean_line("S\u030c") == clean_line("\u0160") == "\u0160"


def test_length_is_counted_in_composed_characters() -> None:
    assert clean_line("e\u0301" * 120) == "\u00e9" * 120
    with pytest.raises(InvalidValue, match="Use at most 120 characters; these are 121"):
        clean_line("x" * 121)
    with pytest.raises(InvalidValue, match="Use at most 10 characters"):
        clean_text("a" + "\u0301\u0316" * 1_000_000, max_length=10)


def test_a_comment_keeps_its_lines() -> None:
    assert clean_text("one\r\ntwo\rthree\n") == "one\ntwo\nthree"
    with pytest.raises(InvalidValue, match="a tab"):
        clean_text("one\n\ttwo")


def test_shown_breaks_become_spaces_unless_there_are_several_lines() -> None:
    assert safe("a\r\nb\tc") == "a b c"
    assert safe("a\r\nb\tc", multiline=True) == "a\nb c"


@given(ANY_TEXT | HOSTILE, st.booleans())
def test_what_is_shown_holds_nothing_forbidden_and_shows_the_same_again(text: str, multiline: bool) -> None:
    shown = safe(text, multiline=multiline)
    assert not any(forbidden(character) for character in shown if not (multiline and character == "\n"))
    assert safe(shown, multiline=multiline) == shown


@given(ANY_TEXT | HOSTILE)
def test_what_a_line_accepts_is_shown_unchanged_and_accepted_again(text: str) -> None:
    try:
        accepted = clean_line(text)
    except InvalidValue:
        return
    assert safe(accepted) == accepted
    assert clean_line(accepted) == accepted


@given(ANY_TEXT | HOSTILE)
def test_what_a_comment_accepts_is_shown_unchanged_and_accepted_again(text: str) -> None:
    try:
        accepted = clean_text(text)
    except InvalidValue:
        return
    assert safe(accepted, multiline=True) == accepted
    assert clean_text(accepted) == accepted
