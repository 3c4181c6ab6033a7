"""`introtui init`, `import` and `config`: what an administrator does once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from introtui.clock import SystemClock
from introtui.domain.errors import IntrotuiError
from introtui.domain.messages import Channel
from introtui.domain.text import safe
from introtui.key_file import make_key_file
from introtui.sending_settings import missing
from introtui.sending_values import shown
from introtui.setting_values import Value
from introtui.settings import Settings, load_settings, setting_names, settings_file
from introtui.words.acting import remark

if TYPE_CHECKING:
    from introtui.services.importing.report import ImportProblem, ImportReport, Progress
    from introtui.store.engine import Database

MOST_SHOWN = 100


def initialise_installation(options: argparse.Namespace) -> int:
    """Make an empty installation, or bring an old one up to this program's schema."""
    from introtui.compose import reach_database
    from introtui.services.identity.administering import require_no_secrets
    from introtui.services.setup import initialise

    settings = load_settings()
    make_folder_of(settings.database_url)
    database = reach_database(settings.database_url)
    try:
        initialise(database, SystemClock())
        if not Path(settings.key_file).exists():
            require_no_secrets(database)
            make_key_file(Path(settings.key_file))
        if options.admin is not None:
            _make_admin(database, settings, options)
    finally:
        database.close()
    print(f"Ready: {shown_url(settings.database_url)}")
    return 0


def _make_admin(database: Database, settings: Settings, options: argparse.Namespace) -> None:
    from introtui.services.staff_accounts import ensure_admin

    made = ensure_admin(
        database,
        SystemClock(),
        login=options.admin,
        email=options.email or settings.support_contact,
        country=settings.seller_country,
    )
    print(f"Staff account {options.admin} {'made' if made else 'is there already'}.")
    if made:
        print(f"Give it a password: introtui accounts password {options.admin} --as {options.admin}")


def make_folder_of(url: str) -> None:
    """Create the folder an SQLite file will lie in, readable by its owner alone."""
    prefix = "sqlite:///"
    if url.startswith(prefix):
        Path(url.removeprefix(prefix)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def shown_url(url: str) -> str:
    """Return a database URL without its password."""
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)


def import_folder(options: argparse.Namespace) -> int:
    """Load plans, accounts and orders from a folder; every problem by file, line and column, all or nothing."""
    from introtui.compose import open_database
    from introtui.services.importing import run_import

    folder = Path(options.folder)
    if not folder.is_dir():
        raise IntrotuiError(f"{folder} is not a folder.")
    settings = load_settings()
    database = open_database(settings.database_url)
    try:
        with progress_bar() as progress:
            report = run_import(
                database,
                SystemClock(),
                folder,
                dry_run=options.dry_run,
                progress=progress,
                seller=settings.company().taxed,
            )
    finally:
        database.close()
    return _tell_problems(report) if report.problems else _tell_done(report, dry_run=options.dry_run)


def _tell_problems(report: ImportReport) -> int:
    for problem in report.problems[:MOST_SHOWN]:
        print(safe(_problem_words(problem)), file=sys.stderr)
    hidden = len(report.problems) - MOST_SHOWN
    if hidden > 0:
        print(f"... and {hidden} more", file=sys.stderr)
    number = len(report.problems)
    print(f"introtui: {number} problem{'s' * (number != 1)}; nothing was imported.", file=sys.stderr)
    return 1


def _problem_words(problem: ImportProblem) -> str:
    """Return where a problem is, as far as it has a place in its file, and what it is."""
    line = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return ": ".join(part for part in (line, problem.column, problem.message) if part)


def _tell_done(report: ImportReport, *, dry_run: bool) -> int:
    done = "Would import" if dry_run else "Imported"
    new = f"{report.plans} prices, {report.accounts} accounts, {report.orders} orders"
    print(f"{done} {new}; {report.unchanged} lines were there already.")
    return 0


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Draw progress on a terminal, and nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def advance(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield advance


def show_config(options: argparse.Namespace) -> int:
    """Print every setting in force and where it came from."""
    settings = load_settings()
    values = {name: _shown_value(settings, name) for name in setting_names()}
    if options.json:
        print(json.dumps(values, indent=2))
        for sentence in unsent_words(settings):
            remark(sentence)
        return 0
    import os

    print(f"# file: {settings_file(os.environ)}")
    for name, value in values.items():
        # JSON writes texts, numbers and lists of texts the way TOML does.
        print(safe(f"{name} = {json.dumps(value, ensure_ascii=False)}  # {settings.sources[name]}"))
    for sentence in unsent_words(settings):
        print(f"# {sentence}")
    return 0


def unsent_words(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each channel there is nothing to send by."""
    for channel, name in missing(settings).items():
        what = "Calls cannot be placed" if channel is Channel.CALL else f"{channel.label} waits in the outbox"
        yield f"{what}: {name} is not set."


def _shown_value(settings: Settings, name: str) -> Value:
    value: Value = getattr(settings, name)
    return shown_url(str(value)) if name == "database_url" else shown(name, value)
