"""Proofs that money and secrets are safe, whatever fails or tries; a few rounds in the suite, all by `prove`."""

from __future__ import annotations

import os


def rounds(few: int, many: int) -> int:
    """Return how many rounds to go: `many` when INTROTUI_PROVE is set."""
    return many if os.environ.get("INTROTUI_PROVE") else few


def quietly(_done: int, _total: int, _what: str) -> None:
    """Progress that nobody wants to see."""
