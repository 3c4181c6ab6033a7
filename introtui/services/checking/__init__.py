"""The proof of the books: whatever does not agree is found, with what to do about it (spec 4)."""

from __future__ import annotations

from introtui.services.checking.finding import Finding
from introtui.services.checking.run import CHECKS, check_all

__all__ = ["CHECKS", "Finding", "check_all"]
