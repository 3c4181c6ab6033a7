"""The tables that come with the program, read line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources


def packaged_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the lines of one of the package's CSV files by their columns."""
    text = resources.files("introtui").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
