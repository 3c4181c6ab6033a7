"""The operators' find: what the database is asked, alike on both but for the words of names."""

from __future__ import annotations

from introtui.store.finding.looking import matches_of
from introtui.store.finding.showing import shown

__all__ = ["matches_of", "shown"]
