"""Writing a list of orders as a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from introtui.domain.exporting import ExportFormat, export_orders
from introtui.domain.order_views import OrderRow
from introtui.screens.saving import save_file


def count_words(number: int) -> str:
    """Return how many orders there are."""
    return "1 order" if number == 1 else f"{number} orders"


def save_orders(path: Path, rows: Iterable[OrderRow], selected: frozenset[int]) -> int:
    """Write the selected rows, or all when none is selected, and return how many they were.

    The file's ending says the format; a file that cannot be written raises `ActionRefused`.
    """
    kept = [row for row in rows if not selected or row.order_id in selected]
    text = export_orders(kept, ExportFormat(path.suffix[1:]))
    save_file(path, text.encode("utf-8"))
    return len(kept)
