"""Addresses that sort, and which of them a typed text means."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.address_keys import address_key, address_ranges

V4 = st.ip_addresses(v=4)
V6: st.SearchStrategy[IPv6Address] = st.integers(0, 2**128 - 1).map(IPv6Address)
"""Hardly ever IPv4-mapped: one in 2**96."""


def means(typed: str, address: str) -> bool:
    """Tell whether a typed text means an address."""
    key = address_key(address)
    assert key is not None
    return any(wanted.first <= key <= wanted.last for wanted in address_ranges(typed))


@given(V4)
def test_ipv4_and_its_mapped_form_are_one_address(address: IPv4Address) -> None:
    assert address_key(str(address)) == address_key(f"::ffff:{address}")
    assert means(f"::ffff:{address}", str(address))


@given(st.one_of(V4, V6), st.one_of(V4, V6))
def test_keys_sort_as_addresses_of_one_version_do(
    one: IPv4Address | IPv6Address, other: IPv4Address | IPv6Address
) -> None:
    if one.version == other.version:
        keys = address_key(str(one)), address_key(str(other))
        assert (keys[0] < keys[1]) == (int(one) < int(other))  # type: ignore[operator]


@given(st.one_of(V4, V6), st.one_of(V4, V6), st.integers(0, 128))
def test_a_network_means_what_it_holds_and_nothing_else(
    base: IPv4Address | IPv6Address, address: IPv4Address | IPv6Address, length: int
) -> None:
    network = ip_network(f"{base}/{min(length, base.max_prefixlen)}", strict=False)
    assert means(str(network), str(address)) == (address in network)
    assert means(str(network), str(base))
    assert means(f"{network[0]} - {network[-1]}", str(base))


@given(V4, st.integers(1, 14))
def test_the_beginning_of_an_address_means_it(address: IPv4Address, length: int) -> None:
    begun = str(address)[:length]
    if "." in begun:
        assert means(begun, str(address))


@given(V6, st.integers(1, 38))
def test_the_beginning_of_an_ipv6_address_means_it(address: IPv6Address, length: int) -> None:
    text = ":".join(f"{int(group, 16):x}" for group in address.exploded.split(":"))
    begun = text[:length]
    if ":" in begun:
        assert means(begun, str(address))


@pytest.mark.parametrize(
    ("typed", "inside", "outside"),
    [
        ("198.18.3", "198.18.30.4", "198.18.4.3"),
        ("10.", "10.255.255.255", "11.0.0.0"),
        ("10.0.0.5/24", "10.0.0.200", "10.0.1.0"),
        ("10.0.0.9-10.0.0.1", "10.0.0.5", "10.0.0.10"),
        ("2001:db8:", "2001:db8::1", "2001:db9::"),
        ("2001:db8::", "2001:db8::7", "2001:db9::"),
        ("::/0", "2001:db8::7", "10.0.0.1"),
        ("0.0.0.0/0", "10.0.0.1", "2001:db8::7"),
    ],
)
def test_what_is_typed_means_some_addresses_and_not_others(typed: str, inside: str, outside: str) -> None:
    assert means(typed, inside)
    assert not means(typed, outside)


@pytest.mark.parametrize(
    "typed", ["", "10", "ivanov", "10.0.0.300", "1.2.3.4.5", "::1-10.0.0.1", "10.0.0.1/33", "fe80::1%eth0", "1.x"]
)
def test_other_texts_mean_no_address(typed: str) -> None:
    assert address_ranges(typed) == ()


@given(st.text(st.characters(max_codepoint=0x2FF)) | st.text("0123456789.:/-abcdef"))
def test_no_text_is_too_strange(typed: str) -> None:
    address_ranges(typed)
    assert address_key(typed) is None or ip_address(typed.strip())
