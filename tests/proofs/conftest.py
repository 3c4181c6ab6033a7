"""What the proofs run on."""

from __future__ import annotations

from tests.copies import copies

__all__ = ["copies"]
