"""The log of the program under test, written the way it writes it."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from introtui.logs import SafeFormatter, log_to_file


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the file the program logs to."""
    # Setting them to what they are makes the fixture put them back.
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    root = logging.getLogger()
    before = root.handlers[:]
    # Another test may have had the program log to a file of its own.
    root.handlers = [handler for handler in before if not isinstance(handler.formatter, SafeFormatter)]
    log_to_file(tmp_path)
    yield tmp_path / "introtui.log"
    for handler in set(root.handlers) - set(before):
        handler.close()
    root.handlers = before
