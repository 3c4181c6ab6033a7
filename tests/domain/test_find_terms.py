"""How a typed text is understood, and in which order hits stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.find_terms import LONGEST, MOST_WORDS, DocumentTerm, understand
from introtui.domain.finding import FoundBy, Group, Match, Nearness, nearness_of_name, ranked


@pytest.mark.parametrize(
    ("typed", "begins", "ends"),
    [
        ("+31 6 1234-5678", "+31612345678", ""),
        ("0031 (0)6 12345678", "+31612345678", ""),
        ("tel:+31-6-12345678", "+31612345678", ""),
        ("06 12345678", "", "612345678"),
        ("(06) 1234.5678", "", "612345678"),
        ("5678", "", ""),
        ("203.0.113.45", "", ""),
        ("kim 12345678", "", ""),
    ],
)
def test_a_phone_number_is_read_in_any_notation(typed: str, begins: str, ends: str) -> None:
    terms = understand(typed)
    assert (terms.phone_begins, terms.phone_ends) == (begins, ends)


@pytest.mark.parametrize(
    ("typed", "document"),
    [
        ("INV-2026-000123", DocumentTerm(series="INV", year=2026, numbers=((123, 123),))),
        ("inv 2026 0001", DocumentTerm(series="INV", year=2026, numbers=((1, 1), (100, 199)))),
        ("INV2026000123", DocumentTerm(series="INV", year=2026, numbers=((123, 123),))),
        ("cn-2026", DocumentTerm(series="CN", year=2026)),
        ("2026-000123", DocumentTerm(year=2026, numbers=((123, 123),))),
        ("123", DocumentTerm(numbers=((123, 123),))),
        ("2026", DocumentTerm(numbers=((2026, 2026),))),
        ("inv", None),
        ("invoice", None),
    ],
)
def test_an_invoice_is_named_in_full_or_in_part(typed: str, document: DocumentTerm | None) -> None:
    assert understand(typed).document == document


def test_other_things_are_known_by_how_they_are_written() -> None:
    assert understand(" #10231 ").number == 10231
    assert understand("9" * 19).number is None
    assert understand("rf19 INV2 0260 0012 3").reference == "RF19INV2026000123"
    assert understand("nl 0044.95.445.B01").vat_ids == ("NL0044.95.445.B01", "NL004495445B01")
    assert understand("Web1.Example.com").key == "web1.example.com"
    assert understand("de  Vries").words == ("de", "vries")
    assert understand("de  Vries").key == ""
    assert understand("ivan@example.com").words == ()


@pytest.mark.parametrize("typed", ["db3", "DB3.example", "-db", "a.b", "db-3", "srv-db3.example.net"])
def test_a_part_of_a_host_name_has_letters_and_is_long_enough_for_trigrams(typed: str) -> None:
    assert understand(typed).host_part == typed.lower()


@pytest.mark.parametrize("typed", ["db", "10231", "203.0.113.7", "db3 web", "db_3", "a@db3.example", "d%3", ""])
def test_nothing_else_is_looked_for_within_host_names(typed: str) -> None:
    assert understand(typed).host_part == ""


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("203.0.113.7", ("203.0.113.7", "::ffff:203.0.113.7")),
        ("::ffff:203.0.113.7", ("203.0.113.7", "::ffff:203.0.113.7")),
        ("2001:DB8:0:0::7", ("2001:db8::7",)),
        ("203.0.113.0/24", ()),
        ("203.0.113.", ()),
        ("203", ()),
    ],
)
def test_one_address_is_looked_for_as_it_may_be_written_at_a_sign_in(typed: str, written: tuple[str, ...]) -> None:
    assert understand(typed).came_from == written


@given(st.text(max_size=3 * LONGEST))
def test_every_text_is_understood_somehow(typed: str) -> None:
    terms = understand(typed)
    assert len(terms.words) <= MOST_WORDS
    assert not {"\x00", "\x1b"} & {*terms.key, *"".join(terms.vat_ids), *terms.reference}
    assert terms.number is None or 0 <= terms.number < 2**63


def match(number: int, nearness: Nearness, far: float = 0.0, group: Group = Group.ACCOUNTS) -> Match:
    return Match(group=group, number=number, by=FoundBy.NAME, nearness=nearness, far=far)


def test_the_nearest_come_first_and_each_thing_once() -> None:
    found = [
        match(1, Nearness.ALMOST, 1.5),
        match(2, Nearness.ALMOST, 1.0),
        match(3, Nearness.BEGINS),
        match(1, Nearness.HAS),
        match(1, Nearness.SAME, group=Group.ORDERS),
    ]
    places = [(each.group, each.number) for each in ranked(found)]
    assert places == [
        (Group.ORDERS, 1),
        (Group.ACCOUNTS, 3),
        (Group.ACCOUNTS, 1),
        (Group.ACCOUNTS, 2),
    ]


@pytest.mark.parametrize(
    ("words", "nearness"),
    [
        (("jan", "jansen"), Nearness.SAME),
        (("jansen",), Nearness.WORDS),
        (("jansen", "jan"), Nearness.WORDS),
        (("jans",), Nearness.BEGINS),
        (("sen",), Nearness.HAS),
        (("jansen", "piet"), None),
    ],
)
def test_a_name_is_as_near_as_the_words_it_has(words: tuple[str, ...], nearness: Nearness | None) -> None:
    assert nearness_of_name(words, "Jan Jansen") is nearness
