"""How often somebody may try, and what tries are counted by (spec section 5).

Failures count by account and by where they come from, so that guessing from elsewhere never locks the owner out.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import parse_address

NETWORK_BITS = {4: 24, 6: 64}
"""How much of an address is one network: what one subscriber or attacker can easily change lies behind it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within a time, counted back from now."""

    tries: int
    within: timedelta


FAILURES = Limit(10, timedelta(hours=1))
"""Failed sign-ins of one account from one network."""

NETWORK_FAILURES = Limit(100, timedelta(hours=1))
"""Failed sign-ins of all accounts from one network: one password tried on everybody."""

CONNECTION_FAILURES = 6
"""Failed tries on one connection, after which it ends."""

CODE_CHECKS = Limit(5, timedelta(days=1))
"""Security codes staff may try for one account."""


def network_of(address: str) -> str:
    """Return the network an address belongs to, /24 of IPv4 and /64 of IPv6; no address is one network too."""
    try:
        parsed = parse_address(address)
    except InvalidValue:
        return "unknown"
    return str(ipaddress.ip_network(f"{parsed}/{NETWORK_BITS[parsed.version]}", strict=False))


def counted_by(*what: str) -> str:
    """Return the key tries are counted by: a digest, for people also type passwords where the login goes."""
    return sha256("\0".join(what).encode("utf-8", "surrogatepass")).hexdigest()
