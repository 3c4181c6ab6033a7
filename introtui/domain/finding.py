"""What a find gives: hits of three kinds, the nearest first, each saying by what it was found (spec section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from introtui.domain.find_text import fold

MOST_SHOWN = 500
"""Hits of one kind that are shown, a page after the other."""


class Group(StrEnum):
    """What kind of thing was found; the words stand over the hits."""

    ACCOUNTS = "Accounts"
    ORDERS = "Orders"
    INVOICES = "Invoices"


class FoundBy(StrEnum):
    """What of it was like the text; the words stand beside the hit."""

    LOGIN = "login"
    EMAIL = "email"
    NAME = "name"
    COMPANY = "company"
    PHONE = "phone"
    VAT_ID = "VAT ID"
    ORDER = "order number"
    ADDRESS = "address"
    HOSTNAME = "host name"
    SIGN_IN = "signed in from there"
    INVOICE = "invoice number"
    REFERENCE = "reference"


class Nearness(IntEnum):
    """How much like the text it is: the same, with its words, beginning like it, having it, almost like it."""

    SAME = 0
    WORDS = 1
    BEGINS = 2
    HAS = 3
    ALMOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One thing that was found; `number` is the order's or the document's, the account's own for an account.

    `value` is the stored text it was found by, blank where the hit shows it anyway. `far` tells matches of one
    nearness apart, the smaller the nearer.
    """

    group: Group
    number: int
    by: FoundBy
    nearness: Nearness
    value: str = ""
    far: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """One thing of an account that a list is to be opened at: an order or a document, by its number."""

    group: Group
    number: int
    is_ended: bool = False
    """Whether it is an order that ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit as it is shown: what it is called, whose it is, and why it is here."""

    group: Group
    number: int
    account_id: int
    login: str
    label: str
    who: str
    by: FoundBy
    nearness: Nearness
    value: str
    is_ended: bool = False
    """Whether it is an order that ended."""

    @property
    def sought(self) -> Sought | None:
        """What of the account was found, None for the account itself."""
        if self.group is Group.ACCOUNTS:
            return None
        return Sought(group=self.group, number=self.number, is_ended=self.is_ended)

    @property
    def why(self) -> str:
        """What it was found by, such as `phone +31612345678` or `almost the name`."""
        words = f"almost the {self.by}" if self.nearness is Nearness.ALMOST else self.by.value
        return f"{words} {self.value}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundGroup:
    """The hits of one kind, the nearest first; `more` says that there are others like the last of them."""

    group: Group
    hits: tuple[Found, ...]
    more: bool

    @property
    def goes_on(self) -> bool:
        """Whether further hits can be asked for: after so many, it takes less time to type on."""
        return self.more and len(self.hits) < MOST_SHOWN

    def going_on(self, further: FoundGroup) -> FoundGroup:
        """Return the same with further hits of its kind behind; those of another kind are none of its."""
        if further.group is not self.group:
            return self
        return replace(self, hits=(*self.hits, *further.hits), more=further.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindResults:
    """What was found for a text, the group with the nearest hit first."""

    text: str
    groups: tuple[FoundGroup, ...] = ()

    @property
    def hits(self) -> tuple[Found, ...]:
        """Every hit, in the order shown."""
        return tuple(hit for group in self.groups for hit in group.hits)

    def of(self, group: Group) -> tuple[Found, ...]:
        """Return the hits of one kind."""
        return tuple(hit for hit in self.hits if hit.group is group)

    def going_on(self, further: FoundGroup) -> FindResults:
        """Return the same with further hits of a kind behind those that there are."""
        return replace(self, groups=tuple(each.going_on(further) for each in self.groups))


def ranked(matches: Iterable[Match]) -> list[Match]:
    """Return the matches, the nearest first, and each thing once: by what it is most like."""
    found: dict[tuple[Group, int], Match] = {}
    for match in sorted(matches, key=_place):
        found.setdefault((match.group, match.number), match)
    return list(found.values())


def _place(match: Match) -> tuple[int, float, int]:
    return match.nearness, match.far, match.number


def nearness_of(value: str, typed: str) -> Nearness:
    """Return how near a stored text is that begins with what was typed, in capitals or not."""
    return Nearness.SAME if value.lower() == typed.lower() else Nearness.BEGINS


def nearness_of_host(hostname: str, typed: str) -> Nearness:
    """Return how near a host name is that has what was typed somewhere."""
    return nearness_of(hostname, typed) if hostname.lower().startswith(typed.lower()) else Nearness.HAS


def nearness_of_name(words: Sequence[str], name: str) -> Nearness | None:
    """Return how near a name is that has all of the folded words somewhere, None for any other."""
    folded = fold(name)
    have = folded.split()
    if folded == " ".join(words):
        return Nearness.SAME
    if all(word in have for word in words):
        return Nearness.WORDS
    if all(any(each.startswith(word) for each in have) for word in words):
        return Nearness.BEGINS
    return Nearness.HAS if all(word in folded for word in words) else None
