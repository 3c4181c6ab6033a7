"""Bringing in accounts and orders from CSV files: all of a folder or nothing.

Two passes keep memory flat. The first reads and checks every line and spools the good ones to a temporary file;
the second, only when nothing was wrong, writes the spool in one transaction.
"""

from __future__ import annotations

from introtui.services.importing.report import ImportProblem, ImportReport, Progress
from introtui.services.importing.run import run_import

__all__ = ["ImportProblem", "ImportReport", "Progress", "run_import"]
