"""`introtui backup`: a whole copy of the database, made while it is in use."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from introtui.domain.text import safe
from introtui.settings import load_settings
from introtui.words.acting import remark
from introtui.words.admin import progress_bar


def back_up(options: argparse.Namespace) -> int:
    """Write a backup and tell what it holds."""
    from introtui.compose import reach_database
    from introtui.store.backup import back_up as write

    settings = load_settings()
    with closing(reach_database(settings.database_url)) as database, progress_bar() as progress:
        held = write(database, Path(options.file), progress=progress)
    print(
        safe(f"{options.file} holds {held.accounts} accounts, {held.orders} orders, {held.documents} documents.")
    )
    remark(f"The key file is not in it. Back it up apart: {settings.key_file}")
    return 0
