"""IP addresses as 16 bytes that sort as the addresses do, and the ranges of them that a typed text means.

IPv4 stands at ::ffff:0:0/96, as an IPv4-mapped address does (RFC 4291 2.5.5.2): both are one address.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import Address, parse_address

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAPPED = 0xFFFF << 32
_MAPPED_END = _MAPPED + 2**32 - 1
_OCTETS = re.compile(r"\d{1,3}(\.\d{1,3}){1,3}\.?|\d{1,3}\.", re.ASCII)
_GROUPS = re.compile(r"[0-9a-f]{1,4}(:[0-9a-f]{1,4}){0,7}:?", re.IGNORECASE)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class KeyRange:
    """The addresses from `first` to `last`, both included."""

    first: bytes
    last: bytes

    @property
    def is_one(self) -> bool:
        """Whether it holds one address alone."""
        return self.first == self.last


def address_key(text: str) -> bytes | None:
    """Return the 16 bytes of an address, None for a text that is none."""
    try:
        return _bytes(_number(parse_address(text)))
    except InvalidValue:
        return None


def written_forms(key: bytes) -> tuple[str, ...]:
    """Return how the address with some 16 bytes may be written down where somebody came from it."""
    address = IPv6Address(key)
    plain = address.ipv4_mapped
    return (str(address),) if plain is None else (str(plain), f"::ffff:{plain}")


def address_ranges(text: str) -> tuple[KeyRange, ...]:
    """Return which addresses are meant by an address, the beginning of one, `a-b` or a network; none by others."""
    typed = text.strip()
    if len(typed) > _LONGEST or not ("." in typed or ":" in typed):
        return ()
    try:
        return tuple(KeyRange(_bytes(first), _bytes(last)) for first, last in _meant(typed))
    except ValueError:
        return ()


def _meant(typed: str) -> Iterator[tuple[int, int]]:
    if "/" in typed:
        network = ipaddress.ip_network(typed.replace(" ", ""), strict=False)
        yield from _without_mapped(_number(network.network_address), _number(network.broadcast_address))
    elif "-" in typed:
        first, last = (_parsed(end) for end in typed.split("-"))
        if first.version == last.version:
            yield from _without_mapped(*sorted((_number(first), _number(last))))
    else:
        yield from _one_or_begun(typed)


def _one_or_begun(typed: str) -> Iterator[tuple[int, int]]:
    try:
        number = _number(_parsed(typed))
    except ValueError:
        number = -1
    else:
        yield number, number
    if _OCTETS.fullmatch(typed):
        begun = _begun(typed.split("."), base=10, bits=8, groups=4)
        yield from ((_MAPPED + first, _MAPPED + last) for first, last in begun if (first, last) != _at(number))
    elif _GROUPS.fullmatch(typed):
        yield from _begun(typed.split(":"), base=16, bits=16, groups=8)
    elif typed.endswith("::") and _GROUPS.fullmatch(typed[:-1]):
        yield from _begun([*typed[:-2].split(":"), ""], base=16, bits=16, groups=8)


def _begun(parts: list[str], *, base: int, bits: int, groups: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of addresses whose text begins like this; the last part may go on or be blank."""
    *whole, last = parts
    limit = 2**bits
    numbers = [int(part, base) for part in whole]
    if len(parts) > groups or any(number >= limit for number in numbers):
        return
    rest = bits * (groups - len(parts))
    above = 0
    for number in numbers:
        above = above * limit + number
    for first, end in _going_on(last, base, limit):
        yield ((above * limit + first) << rest, ((above * limit + end + 1) << rest) - 1)


def _going_on(last: str, base: int, limit: int) -> Iterator[tuple[int, int]]:
    if not last:
        yield 0, limit - 1
        return
    first, end = int(last, base), int(last, base)
    if last.startswith("0") and len(last) > 1:
        return
    while first < limit:
        yield first, min(end, limit - 1)
        if first == 0:
            return
        first, end = first * base, end * base + base - 1


def _at(number: int) -> tuple[int, int]:
    return number - _MAPPED, number - _MAPPED


def _parsed(text: str) -> Address:
    try:
        return parse_address(text)
    except InvalidValue as error:
        raise ValueError(str(error)) from error


def _without_mapped(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield a range; one of IPv6 ends before the IPv4-mapped addresses and goes on behind them."""
    if low >= _MAPPED and high <= _MAPPED_END:
        yield low, high
        return
    if low < _MAPPED:
        yield low, min(high, _MAPPED - 1)
    if high > _MAPPED_END:
        yield max(low, _MAPPED_END + 1), high


def _number(address: Address) -> int:
    return int(address) if isinstance(address, IPv6Address) else _MAPPED + int(address)


def _bytes(number: int) -> bytes:
    return number.to_bytes(16, "big")
