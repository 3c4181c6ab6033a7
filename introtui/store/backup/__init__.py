"""Whole copies of a database, made while others write."""

from __future__ import annotations

from introtui.store.backup.copying import back_up
from introtui.store.backup.held import Held, Progress
from introtui.store.backup.new_file import BackupError

__all__ = ["BackupError", "Held", "Progress", "back_up"]
