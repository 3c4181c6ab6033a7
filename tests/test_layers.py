"""What may be loaded where: rules and use cases run without any user interface."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIST = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def loaded_after(statement: str) -> set[str]:
    """Return the top-level modules a fresh process has after a statement."""
    output = subprocess.run(
        [sys.executable, "-c", f"{statement}; {LIST}"], check=True, capture_output=True, text=True
    )
    return set(output.stdout.split())


@pytest.mark.parametrize(
    "package",
    ["introtui.domain", "introtui.services"],
)
def test_rules_and_use_cases_load_no_user_interface(package: str) -> None:
    everything = (
        f"import {package}, pkgutil, importlib; "
        f"[importlib.import_module(m.name) for m in pkgutil.walk_packages({package}.__path__, '{package}.')]"
    )
    modules = loaded_after(everything)
    assert "introtui" in modules
    assert not modules & {"textual", "rich", "asyncssh"}


def test_the_first_frame_waits_for_no_database_library() -> None:
    modules = loaded_after("import introtui.app, introtui.demo.open")
    assert "textual" in modules
    assert not modules & {"sqlalchemy", "alembic", "phonenumbers", "pycountry", "argon2"}


def test_the_version_is_told_without_loading_the_program() -> None:
    assert not loaded_after("import introtui.cli") & {"textual", "sqlalchemy", "rich"}


def test_what_accepts_connections_holds_neither_programs_nor_a_database() -> None:
    front = (
        "introtui.cli, introtui.words.serving, introtui.ssh.front, introtui.ssh.listening, introtui.ssh.systemd"
    )
    assert not loaded_after(f"import {front}") & {"textual", "rich", "sqlalchemy", "asyncssh", "cryptography"}
