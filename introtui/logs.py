"""The log: one file in the user's log folder (XDG); the screen is never written to.

Everything that logs goes there, libraries too: without a handler Python writes their warnings to the terminal.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping
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


class SharedFile(RotatingFileHandler):
    """A file that several processes write; when one of them rolls it, the others write to the new one."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self.stream is not None and self._is_rolled(self.stream.fileno()):
            self.stream.close()
            self.stream = self._open()
        super().emit(record)

    def _is_rolled(self, handle: int) -> bool:
        try:
            there = os.stat(self.baseFilename)  # noqa: PTH116 - a handler's file is a text
        except OSError:
            return True
        mine = os.fstat(handle)
        return (there.st_dev, there.st_ino) != (mine.st_dev, mine.st_ino)


def log_to_file(folder: Path | None = None) -> None:
    """Write the log to a file that grows to a megabyte and is then rolled; once a process."""
    _log_by(lambda: _handler(folder))


def log_service(environment: Mapping[str, str]) -> None:
    """Write a service's log: to the file where somebody looks on at a terminal, else to standard error.

    systemd sets JOURNAL_STREAM (systemd.exec(5)) and keeps what is written there.
    """
    if "JOURNAL_STREAM" in environment or not sys.stderr.isatty():
        _log_by(logging.StreamHandler)
    else:
        log_to_file()


def _log_by(make: Callable[[], logging.Handler]) -> None:
    log = logging.getLogger()
    if any(isinstance(handler.formatter, SafeFormatter) for handler in log.handlers):
        return
    handler = make()
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    # A full disk must not print a traceback either.
    logging.raiseExceptions = False
    threading.excepthook = _log_thread
    sys.unraisablehook = _log_unraisable


def log_place() -> str:
    """Return where the log of this process is, as people are told."""
    by = {type(handler) for handler in logging.getLogger().handlers}
    return "the log of the service" if logging.StreamHandler in by else str(log_file())


def log_file() -> Path:
    """Return where the file of the log is."""
    from platformdirs import user_log_path

    return user_log_path("introtui") / NAME


def _handler(folder: Path | None) -> logging.Handler:
    """Return where the log goes: nowhere when the folder cannot be made."""
    folder = folder or log_file().parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return logging.NullHandler()
    return SharedFile(folder / NAME, maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True)


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
