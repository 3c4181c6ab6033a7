"""Passwords: length counts, composition does not, and what others would try first is refused."""

from __future__ import annotations

import sys
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.errors import InvalidValue
from introtui.domain.passwords import check_password, normalized, strength

PERSONAL = ("ivanov", "Ivan", "\u0160t\u011bp\u00e1nkov\u00e1", "Acme Hosting B.V.", "ivan@example.com")


def refused(password: str, *, two_factor: bool = True) -> str:
    with pytest.raises(InvalidValue) as refusal:
        check_password(password, two_factor=two_factor, personal=PERSONAL)
    return str(refusal.value)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "all lower case words",
        "k3F-9qLm2#vR8tZp",
        "\u77ed\u3044\u65e5\u672c\u8a9e\u306e\u6587\u7ae0\u3092\u66f8\u304d\u307e\u3057\u305f\u3088",
        "ivan likes green tea",
        "kq7" + "wz4xj0vmp2rt" * 10,
    ],
)
def test_long_passwords_need_no_digits_or_signs(password: str) -> None:
    check_password(password, two_factor=False, personal=PERSONAL)


def test_the_least_length_depends_on_two_factor_authentication() -> None:
    check_password("vq7rk2mx", two_factor=True, personal=PERSONAL)
    assert refused("vq7rk2m") == "Use at least 8 characters; a few words are easy to remember."
    check_password("vq7rk2mxlp9wz4t", two_factor=False, personal=PERSONAL)
    assert refused("vq7rk2mxlp9wz4", two_factor=False).startswith("Use at least 15 characters, or turn on")


def test_the_greatest_length_is_128() -> None:
    words = "a quick brown fox jumped over one lazy dog and slept all day long " * 2
    check_password(words[:128], two_factor=False, personal=PERSONAL)
    assert refused(words[:129]) == "Use at most 128 characters."
    assert refused("\u0301\u0316" * 1_000_000) == "Use at most 128 characters."


def test_the_same_password_from_another_keyboard_is_the_same() -> None:
    composed, decomposed = "\u00e9t\u00e9 vq7", "e\u0301te\u0301 vq7"
    assert normalized(composed) == normalized(decomposed)
    assert refused("\u00e9vq7rk2") == refused("e\u0301vq7rk2")


@pytest.mark.parametrize("password", ["password", "PassWord", "password2026!", "1qaz2wsx", "\uff50assword"])
def test_common_passwords_are_refused_whatever_their_dress(password: str) -> None:
    assert "common" in refused(password)


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaaaaa", "abcabcabcabcabc", "123456789012345", "abcdefghijklmnopq", "zyxwvutsrqponmlk"],
)
def test_repeats_and_sequences_are_refused(password: str) -> None:
    assert refused(password, two_factor=False) == "This password only repeats or counts; add a few words."


@pytest.mark.parametrize(
    "password",
    [
        "ivanovivan2026",
        "Ivan.Ivanov.1984!",
        "2026 ACME hosting",
        "s\u030ctepankova\u0301"[:2] + "t\u011bp\u00e1nkov\u00e11999",
        "ivan@example.com",
    ],
)
def test_a_password_made_of_ones_own_names_is_refused(password: str) -> None:
    assert "your own names" in refused(password)


@pytest.mark.parametrize("password", ["vq7rk2mx\x1b[A", "vq7rk2mx\ud800", "vq7rk2mx\x00", "vq7rk2mx\n"])
def test_what_cannot_be_typed_or_encoded_is_refused(password: str) -> None:
    assert "cannot type" in refused(password)


@given(st.text(st.characters(exclude_categories=()), max_size=200), st.booleans())
def test_what_is_accepted_can_be_hashed(password: str, two_factor: bool) -> None:
    try:
        check_password(password, two_factor=two_factor, personal=PERSONAL)
    except InvalidValue:
        return
    assert normalized(password).encode()


def test_overlapping_own_words_take_no_time() -> None:
    words = ("aa", "aaa", "aaaa", "ab", "aab")
    check_password("aab" * 5 + "aaaaaaaaaaaaaaaaaaab" * 5 + "q!", two_factor=True, personal=words)


def test_the_list_names_its_source_and_holds_only_what_the_length_lets_through() -> None:
    lines = resources.files("introtui").joinpath("data", "common_passwords.txt").read_text("utf-8").splitlines()
    assert lines[0].startswith("#")
    assert "zxcvbn" in lines[0]
    assert "MIT" in lines[0]
    assert len(lines) > 10_000
    assert min(map(len, lines[1:])) == 8


def test_the_meter_rises_with_the_password() -> None:
    weak, strong = strength("sunny day", PERSONAL), strength("correct horse battery staple", PERSONAL)
    assert weak.score < strong.score == 4
    assert weak.hint.endswith(".")
    assert (strong.label, strong.hint) == ("strong", "")


@pytest.mark.parametrize("password", ["", "password", "ivanov ivan 2026", "abcabcabcabcabc"])
def test_what_would_be_refused_is_never_called_strong(password: str) -> None:
    meter = strength(password, PERSONAL)
    assert (meter.score, meter.label) == (0, "very weak")
    assert meter.hint.endswith(".")


@pytest.mark.parametrize("password", ["4@8({[<3691!|17$5+%2" * 4, "x" * 100_000, "\ud800abc\U0001f600"])
def test_the_meter_bears_any_input(password: str) -> None:
    assert 0 <= strength(password, PERSONAL).score <= 4


def test_the_meter_keeps_no_word_of_the_user() -> None:
    strength("vq7rk2mxlp9wz4t", ["unmistakable"])
    matching = sys.modules["zxcvbn.matching"]
    assert "unmistakable" not in matching.RANKED_DICTIONARIES.get("user_inputs", {})
