"""Writing a list of orders as a file: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from introtui.domain.errors import ActionRefused
from introtui.domain.exporting import ExportFormat, export_orders
from introtui.domain.order_views import OrderRow


def count_words(number: int) -> str:
    """Return how many orders there are."""
    return "1 order" if number == 1 else f"{number} orders"


def save_orders(path: Path, rows: Iterable[OrderRow], selected: frozenset[int]) -> int:
    """Write the selected rows, or all when none is selected, and return how many they were.

    The file's ending says the format; a file that cannot be written raises `ActionRefused`.
    """
    kept = [row for row in rows if not selected or row.order_id in selected]
    text = export_orders(kept, ExportFormat(path.suffix[1:]))
    try:
        _replace_file(path, text)
    except OSError as error:
        raise ActionRefused(f"{path} cannot be written: {error.strerror}. Nothing was saved.") from error
    return len(kept)


def _replace_file(path: Path, text: str) -> None:
    """Put a file in place once it is complete; until then, and when that fails, the old one stays."""
    part = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
