"""The IP restriction: what a list admits, checked against plain integers, and what its errors say."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import InvalidLines, IpRules, parse_address, parse_ip_rules
from introtui.domain.text import safe

SMALL = st.integers(0, 40)
BASES = {4: int(IPv4Address("10.0.0.0")), 6: int(IPv6Address("2001:db8::"))}


def written(version: int, offset: int) -> str:
    number = BASES[version] + offset
    return str(IPv4Address(number)) if version == 4 else str(IPv6Address(number))


def spelled(version: int, first: int, last: int, spaces: str) -> str:
    if first == last:
        return written(version, first)
    return f"{written(version, first)}{spaces}-{spaces}{written(version, last)}"


ENTRY = st.tuples(st.sampled_from([4, 6]), SMALL, SMALL).map(lambda e: (e[0], min(e[1:]), max(e[1:])))


def errors_of(text: str) -> dict[int, str]:
    with pytest.raises(InvalidLines) as refusal:
        parse_ip_rules(text)
    return refusal.value.errors


@given(
    st.lists(ENTRY, min_size=1, max_size=8),
    st.sampled_from(["\n", ",", " , ", "\r\n", "\n\n"]),
    st.sampled_from(["", " "]),
    st.tuples(st.sampled_from([4, 6]), SMALL),
)
def test_a_list_admits_exactly_the_addresses_between_its_ends(
    entries: list[tuple[int, int, int]], separator: str, spaces: str, asked: tuple[int, int]
) -> None:
    rules = parse_ip_rules(separator.join(spelled(*entry, spaces) for entry in entries))
    holding = [
        at
        for at, (version, first, last) in enumerate(entries)
        if version == asked[0] and first <= asked[1] <= last
    ]
    found = rules.admits(parse_address(written(*asked)))
    assert found == (rules.ranges[holding[0]] if holding else None)
    assert rules.allows(parse_address(written(*asked))) == bool(holding)


@given(st.integers(0, 2**32 - 1), st.integers(0, 32), st.integers(0, 2**32 - 1))
def test_a_network_admits_exactly_the_addresses_with_its_first_bits(number: int, length: int, asked: int) -> None:
    base = number >> (32 - length) << (32 - length)
    for entry in (f"{IPv4Address(base)}/{length}", f"::ffff:{IPv4Address(base)}/{96 + length}"):
        admitted = parse_ip_rules(entry).admits(IPv4Address(asked)) is not None
        assert admitted == (asked >> (32 - length) == base >> (32 - length))


@given(st.lists(ENTRY, max_size=8), st.sampled_from([", ", "\n"]))
def test_the_stored_text_means_the_same_list(entries: list[tuple[int, int, int]], separator: str) -> None:
    rules = parse_ip_rules(separator.join(spelled(*entry, " ") for entry in entries))
    again = parse_ip_rules(rules.text)
    assert [(r.first, r.last, r.text) for r in again.ranges] == [(r.first, r.last, r.text) for r in rules.ranges]
    assert again.text == rules.text


@given(st.text(st.sampled_from("0123456789abcdef.:-/%, \n\x1b\u202e"), max_size=60))
def test_any_text_is_a_list_or_has_errors_on_its_own_lines(text: str) -> None:
    errors: dict[int, str] = {}
    try:
        stored = parse_ip_rules(text).text
    except InvalidLines as refusal:
        stored, errors = "", refusal.errors
    assert set(errors) <= set(range(1, text.count("\n") + 2))
    assert not any(safe(sentence) != sentence for sentence in errors.values())
    assert parse_ip_rules(stored).text == stored


def test_the_example_of_the_help_page_is_accepted() -> None:
    rules = parse_ip_rules("192.15.3.2, 10.10.1.1, 192.168.0.1-192.168.0.10")
    assert rules.text == "192.15.3.2\n10.10.1.1\n192.168.0.1-192.168.0.10"
    assert rules.admits(parse_address("192.168.0.11")) is None


def test_the_entry_that_admits_knows_its_line() -> None:
    found = parse_ip_rules("192.0.2.1\n\n10.10.1.1, 10.10.1.0/24").admits(parse_address("10.10.1.1"))
    assert found is not None
    assert (found.line, found.text) == (3, "10.10.1.1")


@pytest.mark.parametrize("text", ["", " \n , \n"])
def test_an_empty_list_restricts_nobody(text: str) -> None:
    rules = parse_ip_rules(text)
    assert rules == IpRules(())
    assert rules.admits_everyone
    assert rules.allows(parse_address("203.0.113.9"))


def test_one_family_is_never_taken_for_the_other() -> None:
    assert not parse_ip_rules("::/0").allows(parse_address("192.0.2.1"))
    assert not parse_ip_rules("0.0.0.0/0").allows(parse_address("::c000:201"))


def test_a_mapped_address_is_the_ipv4_address() -> None:
    assert parse_address("::ffff:192.0.2.10") == IPv4Address("192.0.2.10")
    assert parse_ip_rules("192.0.2.10").allows(IPv6Address("::ffff:192.0.2.10"))
    assert parse_ip_rules("::ffff:192.0.2.1-192.0.2.20").allows(parse_address("192.0.2.10"))


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("10.0.0.9-10.0.0.1", "The range runs backwards; did you mean 10.0.0.1-10.0.0.9?"),
        ("10.0.0.5/24", "10.0.0.5/24 starts inside a network; did you mean 10.0.0.0/24?"),
        ("10.0.0.1-2001:db8::1", "A range cannot go from IPv4 to IPv6; write one range for each."),
        ("10.0.0.1-10.0.0.2-10.0.0.3", "A range has two addresses, such as 192.0.2.1-192.0.2.10."),
        ("10.0.0.1-", "A range has two addresses, such as 192.0.2.1-192.0.2.10."),
        ("fe80::1%eth0", "Enter the address without its zone, the part from % on: fe80::1%eth0."),
        ("10.0.0.010", "Write the numbers of 10.0.0.010 without leading zeros."),
        ("10.0.0.256", "10.0.0.256 is not an IP address; enter one such as 192.0.2.10."),
        ("10.0.0.0/33", "After the slash of a network comes a number from 0 to 32, such as /24."),
        ("10.0.0.0/255.0.0.0", "After the slash of a network comes a number from 0 to 32, such as /24."),
        ("host\x1b[2J", "host\ufffd[2J is not an IP address; enter one such as 192.0.2.10."),
    ],
)
def test_a_wrong_entry_says_what_to_do_on_its_line(entry: str, sentence: str) -> None:
    assert errors_of(f"192.0.2.1\n192.0.2.2, {entry}\n") == {2: sentence}


def test_every_wrong_line_is_told_at_once() -> None:
    errors = errors_of("nonsense\n10.0.0.1\n1.2.3, 1.2.4")
    assert list(errors) == [1, 3]
    assert "1.2.3 is not" in errors[3]
    assert "1.2.4 is not" in errors[3]


def test_a_list_has_a_bound() -> None:
    assert len(parse_ip_rules("192.0.2.1\n" * 500).ranges) == 500
    assert errors_of("192.0.2.1\n" * 501) == {501: "Use at most 500 entries; use ranges to shorten the list."}
    assert 1 in errors_of(" " * 20_001)


@pytest.mark.parametrize(
    "text", ["", "1", "127.1", "0x7f.0.0.1", "1.2.3.4/32", "::1%1", "\u0661.2.3.4", "localhost"]
)
def test_what_is_no_single_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_address(text)
