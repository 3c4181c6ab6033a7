"""Address lists against plain integers: written, asked and answered here without the library the program uses."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from introtui.domain.ip_rules import parse_address, parse_ip_rules
from introtui.services.identity.addresses import locks_out
from tests.proofs import rounds

PAIRS = rounds(3_000, 30_000)
BITS = {4: 32, 6: 128}
MAPPED = 0xFFFF << 32
"""Where the IPv4 addresses lie within IPv6 (RFC 4291 2.5.5.2)."""
PLACES = {
    4: (0, 0x7F000001, 0x0A0A0100, 0xC0A80000, 0xC000020A, 0xFFFFFFFF),
    6: (
        0,
        1,
        MAPPED - 1,
        MAPPED + 2**32,
        0x20010DB8 << 96,
        (0x20010DB8 << 96) + (7 << 64),
        0xFE80 << 112,
        2**128 - 1,
    ),
}
"""Around which addresses are made up, so that entries and what is asked meet: also where a version ends."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is meant and as it is written."""

    version: int
    first: int
    last: int
    text: str


def dotted(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def grouped(number: int, dice: Random) -> str:
    """Write an IPv6 address: in full, with its zeros left out, in small letters or large ones."""
    form = dice.choice(["x", "X", "04x"])
    groups = [format(number >> shift & 0xFFFF, form) for shift in range(112, -1, -16)]
    zeros = [place for place, group in enumerate(groups) if int(group, 16) == 0]
    if not zeros or dice.random() < 0.3:
        return ":".join(groups)
    start = end = dice.choice(zeros)
    while end + 1 in zeros:
        end += 1
    return f"{':'.join(groups[:start])}::{':'.join(groups[end + 1 :])}"


def written(version: int, number: int, dice: Random) -> str:
    """Write an address; one of IPv4 sometimes as what it is within IPv6."""
    if version == 6:
        return grouped(number, dice)
    mapped = (f"::ffff:{dotted(number)}", f"0:0:0:0:0:FFFF:{dotted(number)}", grouped(MAPPED + number, dice))
    return dice.choice(mapped) if dice.random() < 0.25 else dotted(number)


def near(version: int, dice: Random) -> int:
    far = 1 << dice.choice([2, 2, 8, BITS[version] // 2, BITS[version]])
    number = dice.choice(PLACES[version]) + dice.randrange(-far, far)
    return min(max(number, 0), (1 << BITS[version]) - 1)


def is_mapped(version: int, number: int) -> bool:
    return version == 6 and number >> 32 == 0xFFFF


def network(version: int, dice: Random) -> Entry:
    """Make up a network: the addresses with the same first bits."""
    length = dice.choice([0, 1, 8, 24, 30, 31, 32] if version == 4 else [0, 1, 64, 80, 95, 127, 128])
    rest = BITS[version] - length
    first = near(version, dice) >> rest << rest
    if is_mapped(version, first):
        return single(version, dice)
    text = dotted(first) if version == 4 else grouped(first, dice)
    if version == 4 and dice.random() < 0.3:
        text, length = f"::ffff:{text}", length + 96
    return Entry(version, first, first + (1 << rest) - 1, f"{text}{dice.choice(['/', ' / '])}{length}")


def single(version: int, dice: Random) -> Entry:
    number = near(version, dice)
    if is_mapped(version, number):
        version, number = 4, number & 0xFFFFFFFF
    return Entry(version, number, number, written(version, number, dice))


def between(version: int, dice: Random) -> Entry:
    """Make up a range; its ends are of one version."""
    one, other = (single(version, dice).first for _ in range(2))
    one, other = (number for number in sorted((one, other)))
    if is_mapped(version, one) or is_mapped(version, other):
        return single(version, dice)
    ends = written(version, one, dice), written(version, other, dice)
    return Entry(version, one, other, dice.choice(["-", " - "]).join(ends))


def made_up(dice: Random) -> list[Entry]:
    kinds = dice.choices([single, between, network], k=dice.choice([0, 1, 1, 2, 3, 5, 8]))
    return [kind(dice.choice([4, 4, 6]), dice) for kind in kinds]


def asked_of(entries: list[Entry], dice: Random) -> tuple[int, int]:
    """Return an address, mostly one at the end of an entry or beside it, as version and number."""
    if entries and dice.random() < 0.8:
        entry = dice.choice(entries)
        number = dice.choice([entry.first, entry.last, entry.first - 1, entry.last + 1])
        # The same number in the other version is another address.
        version = entry.version if dice.random() < 0.95 or number >> 32 else 10 - entry.version
    else:
        version = dice.choice([4, 6])
        number = near(version, dice)
    number = min(max(number, 0), (1 << BITS[version]) - 1)
    return (4, number & 0xFFFFFFFF) if is_mapped(version, number) else (version, number)


def test_lists_admit_just_what_integers_say() -> None:
    dice, admitted, at_an_end = Random(1), 0, 0
    for _ in range(PAIRS):
        entries = made_up(dice)
        version, number = asked_of(entries, dice)
        text = dice.choice(["\n", ",", ", ", "\r\n", "\n\n"]).join(entry.text for entry in entries)
        asked = written(version, number, dice)
        holding = [
            place for place, e in enumerate(entries) if e.version == version and e.first <= number <= e.last
        ]
        rules = parse_ip_rules(parse_ip_rules(text).text)
        found = rules.admits(parse_address(asked))
        assert (None if found is None else rules.ranges.index(found)) == (holding[0] if holding else None), (
            text,
            asked,
        )
        assert locks_out(rules, asked) == (bool(entries) and not holding), (text, asked)
        admitted += bool(holding)
        at_an_end += any(number in {e.first - 1, e.first, e.last, e.last + 1} for e in entries)
    assert 0.3 < admitted / PAIRS < 0.7
    assert at_an_end / PAIRS > 0.5
