"""IP restriction: reading the list a user types, and asking it about an address (spec 2 Security, spec 5).

An entry is one address, a range `a-b` or a network in CIDR notation; commas or new lines separate entries.
IPv4-mapped IPv6 (::ffff:0:0/96, RFC 4291 2.5.5.2) is IPv4 everywhere.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from introtui.domain.errors import IntrotuiError, InvalidValue
from introtui.domain.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Address = IPv4Address | IPv6Address

MAX_ENTRIES = 500
"""Entries one list may have."""

MAX_CHARACTERS = 20_000
"""Characters one list may have, as typed."""

_SHOWN = 45
"""Characters of a wrong entry that its error repeats; the longest address has as many."""

_MAPPED_BITS = 96
"""Bits before the IPv4 address in an IPv4-mapped IPv6 address."""


class InvalidLines(IntrotuiError):
    """Lines of a list cannot be accepted; `errors` maps a line number, from 1, to its sentence."""

    def __init__(self, errors: Mapping[int, str]) -> None:
        """Keep a copy of `errors`, in the order of the lines."""
        super().__init__(" ".join(f"Line {line}: {sentence}" for line, sentence in errors.items()))
        self.errors: dict[int, str] = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class IpRange:
    """One entry: the addresses from `first` to `last`, both included and of one version.

    `line` is where it was typed, from 1; `text` is what was typed, without spaces.
    """

    first: Address
    last: Address
    line: int
    text: str

    def __contains__(self, address: Address) -> bool:
        """Tell whether the range holds `address`, compared as an integer of the same IP version."""
        return self.first.version == address.version and int(self.first) <= int(address) <= int(self.last)

    @property
    def beginning(self) -> str:
        """How every address in the range begins, as it is written; blank where they have nothing in common."""
        dot = "." if self.first.version == 4 else ":"
        groups = zip(self.first.exploded.split(dot), self.last.exploded.split(dot), strict=True)
        common = ""
        for first, last in groups:
            # From a group of zeros on, an IPv6 address may be written shorter (RFC 5952).
            if first != last or (dot == ":" and int(first, 16) == 0):
                break
            common += (first if dot == "." else f"{int(first, 16):x}") + dot
        return common


@dataclass(frozen=True, slots=True)
class IpRules:
    """A whole list; without entries it admits everybody."""

    ranges: tuple[IpRange, ...]

    @property
    def admits_everyone(self) -> bool:
        """Tell whether nothing is restricted."""
        return not self.ranges

    @property
    def text(self) -> str:
        """The list to store and to edit again: one entry a line."""
        return "\n".join(entry.text for entry in self.ranges)

    def admits(self, address: Address) -> IpRange | None:
        """Return the first entry that holds `address`, or None; None also when the list is empty."""
        plain = _unmapped(address)
        return next((entry for entry in self.ranges if plain in entry), None)

    def allows(self, address: Address) -> bool:
        """Tell whether `address` may sign in: nothing is restricted, or an entry holds it."""
        return self.admits_everyone or self.admits(address) is not None


def parse_address(text: str) -> Address:
    """Return one IP address, IPv4-mapped IPv6 as IPv4.

    Raises `InvalidValue`, also for zone ids and for leading zeros (some readers take them as octal).
    """
    trimmed = text.strip()
    if "%" in trimmed:
        raise InvalidValue(f"Enter the address without its zone, the part from % on: {_shown(trimmed)}.")
    try:
        return _unmapped(ipaddress.ip_address(trimmed))
    except ValueError as error:
        if re.fullmatch(r"(\d+\.){3}\d+", trimmed, re.ASCII) and re.search(r"(^|\.)0\d", trimmed):
            raise InvalidValue(f"Write the numbers of {_shown(trimmed)} without leading zeros.") from error
        raise InvalidValue(f"{_shown(trimmed)} is not an IP address; enter one such as 192.0.2.10.") from error


def lies_between(text: str, first: str, last: str) -> bool:
    """Tell whether a stored text is an address between two of its version, both included."""
    try:
        address, start, end = (ipaddress.ip_address(each) for each in (text, first, last))
    except ValueError:
        return False
    return address.version == start.version and int(start) <= int(address) <= int(end)


def parse_ip_rules(text: str) -> IpRules:
    """Return the list typed as `text`; raises `InvalidLines` with one sentence for each wrong line."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidLines({1: f"Use at most {MAX_CHARACTERS} characters; use ranges to shorten the list."})
    ranges: list[IpRange] = []
    errors: dict[int, str] = {}
    for number, (line, entry) in enumerate(_entries(text), start=1):
        if number > MAX_ENTRIES:
            errors[line] = f"Use at most {MAX_ENTRIES} entries; use ranges to shorten the list."
            break
        try:
            ranges.append(_parse_entry(entry, line))
        except InvalidValue as error:
            errors[line] = f"{errors[line]} {error}" if line in errors else str(error)
    if errors:
        raise InvalidLines(errors)
    return IpRules(tuple(ranges))


def _entries(text: str) -> Iterator[tuple[int, str]]:
    # Not str.splitlines: it also splits at characters that no editor counts as a line.
    for line, content in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        for entry in content.split(","):
            if trimmed := entry.strip():
                yield line, trimmed


def _parse_entry(entry: str, line: int) -> IpRange:
    if "/" in entry:
        return _parse_network(entry, line)
    if "-" in entry:
        return _parse_range(entry, line)
    address = parse_address(entry)
    return IpRange(first=address, last=address, line=line, text=entry)


def _parse_range(entry: str, line: int) -> IpRange:
    ends = [end.strip() for end in entry.split("-")]
    if len(ends) != 2 or not all(ends):
        raise InvalidValue("A range has two addresses, such as 192.0.2.1-192.0.2.10.")
    first, last = (parse_address(end) for end in ends)
    if first.version != last.version:
        raise InvalidValue("A range cannot go from IPv4 to IPv6; write one range for each.")
    if int(first) > int(last):
        raise InvalidValue(f"The range runs backwards; did you mean {last}-{first}?")
    return IpRange(first=first, last=last, line=line, text="-".join(ends))


def _parse_network(entry: str, line: int) -> IpRange:
    typed, _, length = (part.strip() for part in entry.partition("/"))
    base = _typed_address(typed)
    if not re.fullmatch(r"\d{1,3}", length, re.ASCII) or int(length) > base.max_prefixlen:
        raise InvalidValue(
            f"After the slash of a network comes a number from 0 to {base.max_prefixlen}, such as /24."
        )
    network = ipaddress.ip_network(f"{base}/{int(length)}", strict=False)
    if network.network_address != base:
        raise InvalidValue(f"{_shown(entry)} starts inside a network; did you mean {network}?")
    first: Address = network.network_address
    last: Address = network.broadcast_address
    if int(length) >= _MAPPED_BITS:
        first, last = _unmapped(first), _unmapped(last)
    return IpRange(first=first, last=last, line=line, text=f"{typed}/{length}")


def _typed_address(text: str) -> Address:
    """Return the address as typed: the length after its slash counts the bits of that version."""
    plain = parse_address(text)
    return IPv6Address(text) if ":" in text else plain


def _unmapped(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def _shown(text: str) -> str:
    shown = safe(text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
