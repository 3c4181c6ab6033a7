"""The log: one file in the user's log folder (XDG); the screen is never written to.

Everything that logs goes there, libraries too: without a handler Python writes their warnings to the terminal.
"""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from secrets import token_hex

from introtui.domain.text import safe

NAME = "introtui.log"
MOST_BYTES = 1_000_000
KEPT_FILES = 3

log = logging.getLogger("introtui")


class SafeFormatter(logging.Formatter):
    """Writes lines that can be read in a terminal: an error's words may hold what somebody stored."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record, its trace included, without control characters."""
        return safe(super().format(record), multiline=True)


def log_to_file(folder: Path | None = None) -> None:
    """Write the log to a file that grows to a megabyte and is then rolled; once a process."""
    log = logging.getLogger()
    if any(isinstance(handler.formatter, SafeFormatter) for handler in log.handlers):
        return
    handler = _handler(folder)
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    # A full disk must not print a traceback either.
    logging.raiseExceptions = False
    threading.excepthook = _log_thread
    sys.unraisablehook = _log_unraisable


def log_file() -> Path:
    """Return where the log is."""
    from platformdirs import user_log_path

    return user_log_path("introtui") / NAME


def _handler(folder: Path | None) -> logging.Handler:
    """Return where the log goes: nowhere when the folder cannot be made."""
    folder = folder or log_file().parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return logging.NullHandler()
    return RotatingFileHandler(
        folder / NAME, maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
    )


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        logging.getLogger("introtui").error("a thread ended", exc_info=failed.exc_value)


def _log_unraisable(failed: sys.UnraisableHookArgs) -> None:
    logging.getLogger("introtui").error("nobody could be told", exc_info=failed.exc_value)


def log_with_reference(error: BaseException) -> str:
    """Log an error's trace, without local variables, and return the reference shown to the user."""
    reference = token_hex(4)
    log.error("reference %s", reference, exc_info=(type(error), error, error.__traceback__))
    return reference
