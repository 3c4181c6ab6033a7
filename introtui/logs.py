"""The log: one file in the user's log folder (XDG); the screen is never written to."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

MOST_BYTES = 1_000_000
KEPT_FILES = 3


def log_to_file(folder: Path | None = None) -> None:
    """Write introtui's log to a file that grows to a megabyte and is then rolled; once a process."""
    log = logging.getLogger("introtui")
    if log.handlers:
        return
    if folder is None:
        from platformdirs import user_log_path

        folder = user_log_path("introtui")
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "introtui.log", maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
