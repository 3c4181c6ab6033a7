"""The table of who may do what is what the services do, and it is whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, IntrotuiError, NotFound
from introtui.domain.permissions import ADMIN, ROLES
from introtui.gateways.local import local_gateways
from introtui.store.engine import Database
from introtui.store.tables import Account
from tests.building import services
from tests.proofs.doing import USES
from tests.proofs.roles import MAY
from tests.proofs.test_foreign_ids import busy
from tests.proofs.use_cases import use_cases
from tests.proofs.world import OTHER, World
from tests.services.ordering import everything, written_since

UNENROLLED = "unenrolled"
WHO = (Role.CUSTOMER, *ROLES, UNENROLLED)
NEEDS_MADE = (
    *(
        "account_tickets",
        "all_orders",
        "bulk",
        "catalogue",
        "corrections",
        "list_exports",
        "pools.retire",
        "replies",
    ),
    *("notes", "queues", "setup", "statements", "vat"),
)
"""What needs something that its line makes first."""
REFUSALS = {
    (NotFound, "There is no such thing."),
    (ActionRefused, "Staff work with two-factor authentication: turn it on first."),
    (ActionRefused, "Staff work with two-factor authentication; it cannot be turned off."),
}


@pytest.fixture
def world(sqlite_database: Database) -> World:
    other = busy(sqlite_database, OTHER)
    other.services.security.set_security_code(other.actor, "blue-kettle-7")
    own = busy(sqlite_database, "ivanov")
    at = services(sqlite_database, local_gateways())
    return World(at, sqlite_database, replace(own.actor, session_id=None))


def acting(world: World, who: str) -> Actor:
    """Return the account's user in a role."""
    name = ADMIN if who == UNENROLLED else who
    role = Role(name) if name in list(Role) else Role.OPERATOR
    world.database.transact(
        lambda session: session.execute(
            update(Account).where(Account.id == world.owner.account_id).values(role=role)
        )
    )
    given = ROLES.get(name, frozenset()) if role is Role.OPERATOR else frozenset()
    return replace(world.owner, role=role, permissions=given, needs_two_factor=who == UNENROLLED)


def outcome(world: World, me: Actor, name: str) -> str:
    """Do something; returns "done", "refused", or the sentence of what else came between."""
    try:
        USES[name](world, me)
    except IntrotuiError as error:
        refused = (type(error), str(error)) in REFUSALS or str(error).startswith("Your role may not ")
        return "refused" if refused else str(error)
    return "done"


def test_every_use_case_has_its_line_and_every_role_its_name() -> None:
    assert set(MAY) == set(use_cases())
    assert set(USES) == set(use_cases())
    assert set().union(*MAY.values()) == set(WHO)


@pytest.mark.parametrize("who", WHO)
def test_each_role_may_do_what_its_table_says_and_nothing_else(world: World, who: str) -> None:
    me = acting(world, who)
    done = {name: outcome(world, me, name) for name in MAY}
    assert done == {name: "done" if who in may else "refused" for name, may in MAY.items()}


def test_who_is_refused_has_changed_nothing(world: World) -> None:
    me = replace(world.owner, role=Role.CUSTOMER)
    before = everything(world.database)
    for name in (
        name for name, may in MAY.items() if Role.CUSTOMER not in may and not name.startswith(NEEDS_MADE)
    ):
        assert outcome(world, me, name) == "refused"
    assert written_since(before, world.database) == {}
