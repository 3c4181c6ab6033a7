"""The operators' find: one text, whatever it stands for (spec section 6)."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby, islice

from introtui.domain.access import Actor
from introtui.domain.find_terms import understand
from introtui.domain.finding import MOST_SHOWN, FindResults, Found, FoundGroup, Group, Match, ranked
from introtui.domain.permissions import Permission
from introtui.services.context import Context
from introtui.services.staff import require
from introtui.store.finding import matches_of, shown

HITS = 8
"""Of each kind, unless another number is asked for."""
MOST_HITS = 100
FURTHER = 20
"""Of one kind, each time that more are asked for."""


class FindService:
    """Finds accounts, orders and invoices of the whole company."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def find(self, actor: Actor, text: str, limit: int = HITS) -> FindResults:
        """Return what is like a text, at most `limit` of each kind; staff only.

        Nothing is too strange to be looked for: what a text cannot stand for finds nothing.
        """
        require(actor, Permission.READ)
        limit = min(max(limit, 1), MOST_HITS)
        with self._context.database.read() as session:
            groups = _by_group(ranked(matches_of(session, understand(text), limit + 1)))
            hits = shown(session, [match for matches in groups.values() for match in matches[:limit]])
        found = {group: tuple(each) for group, each in groupby(hits, key=lambda hit: hit.group)}
        return FindResults(text=text, groups=tuple(_group(group, found, groups[group], limit) for group in found))

    def further(self, actor: Actor, text: str, group: Group, shown_already: Collection[int]) -> FoundGroup:
        """Return the next hits of one kind, by the numbers of those that are shown; staff only.

        Asked for are as many as are shown and some: so none comes twice, and none is passed over, whatever came
        to be found in between.
        """
        require(actor, Permission.READ)
        known = set(islice(shown_already, MOST_SHOWN))
        with self._context.database.read() as session:
            found = ranked(matches_of(session, understand(text), len(known) + FURTHER + 1))
            others = [match for match in found if match.group is group and match.number not in known]
            hits = shown(session, others[:FURTHER])
        return FoundGroup(group=group, hits=tuple(hits), more=len(others) > FURTHER)


def _by_group(matches: list[Match]) -> dict[Group, list[Match]]:
    """Return the ranked matches by kind, the kind with the nearest first."""
    groups: dict[Group, list[Match]] = {}
    for match in matches:
        groups.setdefault(match.group, []).append(match)
    return groups


def _group(group: Group, found: dict[Group, tuple[Found, ...]], matches: list[Match], limit: int) -> FoundGroup:
    return FoundGroup(group=group, hits=found[group], more=len(matches) > limit)
