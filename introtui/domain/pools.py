"""Address pools: what new orders of a product are given, and how addresses are named (spec section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import InvalidLines, IpRange, parse_ip_rules

MOST_ADDRESSES: Final = 4096
"""Addresses one call may add: a /20 of IPv4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolView:
    """One pool: a product's addresses of one IP version in one location, blank for any."""

    product: str
    location: str
    ip_version: int
    addresses: int
    free: int


def pool_addresses(text: str) -> list[str]:
    """Return the addresses that an address, a range `a-b` or a network names; raises `InvalidValue`.

    Of an IPv4 network the first and last address are left out.
    """
    try:
        ranges = parse_ip_rules(text).ranges
    except InvalidLines as error:
        raise InvalidValue(" ".join(error.errors.values())) from error
    if not ranges:
        raise InvalidValue("Name an address, a range or a network, such as 192.0.2.0/28.")
    if sum(int(one.last) - int(one.first) + 1 for one in ranges) > MOST_ADDRESSES:
        raise InvalidValue(f"Name at most {MOST_ADDRESSES} addresses at once, such as a smaller range.")
    return list(dict.fromkeys(address for one in ranges for address in _each(one)))


def _each(entry: IpRange) -> Iterator[str]:
    first, last = int(entry.first), int(entry.last)
    if "/" in entry.text and entry.first.version == 4 and last - first > 1:
        first, last = first + 1, last - 1
    kind = type(entry.first)
    return (str(kind(number)) for number in range(first, last + 1))
