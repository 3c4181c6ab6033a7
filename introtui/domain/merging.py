"""Merging two edits of one form that began from the same values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The values where at most one side changed, and the fields both changed to different ones."""

    values: Mapping[str, str]
    conflicts: tuple[str, ...]


def merge(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merged:
    """Take each field from the side that changed it; where both did, keep mine and name the conflict."""
    values: dict[str, str] = {}
    conflicts: list[str] = []
    for name, old in base.items():
        mine_changed = mine[name] != old
        values[name] = mine[name] if mine_changed else theirs[name]
        if mine_changed and theirs[name] not in (old, mine[name]):
            conflicts.append(name)
    return Merged(values=values, conflicts=tuple(conflicts))
