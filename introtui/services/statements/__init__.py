"""Bringing in bank statements: read whole and checked first, then booked in small transactions, each entry once.

A file is known by its digest, an entry by the bank's own number for it, or else by everything it says. Killed
in the middle and started again, an import goes on behind the last entry that is stored.
"""

from __future__ import annotations

from introtui.services.statements.service import StatementService

__all__ = ["StatementService"]
