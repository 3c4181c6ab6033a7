"""Every way to act for an account: a new one has to be named here; with two-factor on, none opens without it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import introtui
from introtui.domain.access import Actor, Role
from introtui.services.identity.door import NeedsCode
from introtui.store.engine import Database
from tests.services.identity.signing import signing

PACKAGE = Path(introtui.__file__).parent
WAYS = {
    "open_session": {
        "services/identity/door.py": "whoever gave password and code",
        "services/identity/sessions.py": "whoever need not sign in, for `begin_unasked`",
    },
    "begin_unasked": {"compose.py": "the demo, whose accounts are invented"},
    "actor": {
        "compose.py": "the demo",
        "demo/acting.py": "the demo's own accounts, while its data is built",
        "words/acting.py": "who administers the machine and may read the database",
    },
}
"""Which call makes somebody an account's user, where it stands, and for whom."""


def calls(path: Path) -> Iterator[str]:
    """Yield the names of the functions and methods a module calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


@pytest.mark.parametrize("name", WAYS)
def test_nobody_becomes_a_user_by_a_way_that_is_not_known(name: str) -> None:
    found = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if name in set(calls(path))}
    assert found - set(WAYS[name]) == set()
    assert set(WAYS[name]) - found == set()


def test_nobody_is_made_an_actor_but_where_that_is_known() -> None:
    found = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "Actor" in set(calls(path))}
    assert found == {
        "demo/documents.py",
        "services/acting.py",
        "services/billing_run/unit.py",
        "services/bulk_jobs/runner.py",
        "services/identity/opening.py",
        "services/registry.py",
    }


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", ["192.0.2.10", ""])
@pytest.mark.parametrize("way", ["local", "ssh"])
def test_with_two_factor_no_door_opens_by_the_password_alone(
    sqlite_database: Database, role: Role, address: str, way: str
) -> None:
    at = signing(sqlite_database, role=role)
    app, _ = at.turn_on(at.sign_in())
    door = at.services.authenticator.door(address=address, way=way)
    waiting = door.password(at.actor.login, "seven grey herons wade")
    assert isinstance(waiting, NeedsCode)
    assert isinstance(door.code(waiting, app.at(at.clock.now())), Actor)
