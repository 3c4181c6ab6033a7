"""Roles: what each may do, the company's own ones, and that a change of them counts at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, InvalidValue, NotFound, SessionEnded
from introtui.domain.permissions import ROLES, SENTENCES, Permission
from introtui.services.staff import require
from introtui.store.engine import Database
from tests.building import HOME, add_account
from tests.services.identity.signing import Signing, signing
from tests.services.staffing import staff

OWN = "night-shift"


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed, login="kim", role=Role.OPERATOR)


@pytest.fixture
def admin(at: Signing) -> Actor:
    return staff(at.database)


def signed_in(at: Signing) -> Actor:
    """Sign in as somebody who has a second factor already."""
    return replace(at.sign_in(), needs_two_factor=False)


def test_each_role_holds_what_the_one_before_it_holds_and_has_every_word() -> None:
    held = list(ROLES.values())
    assert all(low < high for low, high in pairwise(held))
    assert held[-1] == set(Permission) == set(SENTENCES)


def test_an_own_role_gives_what_it_says_and_no_more(at: Signing, admin: Actor) -> None:
    roles = at.services.staff_roles
    roles.save(admin, OWN, ["orders.deliver", "accounts.read"])
    roles.give(admin, "kim", OWN)
    actor = signed_in(at)
    assert actor.permissions == {Permission.DELIVERY, Permission.READ}
    require(actor, Permission.DELIVERY)
    with pytest.raises(ActionRefused, match="record payments"):
        require(actor, Permission.PAYMENTS)
    assert at.services.actor("kim", address=HOME, way="test").permissions == actor.permissions
    assert roles.every(admin)[OWN] == actor.permissions


@pytest.mark.parametrize("change", ["another", "other permissions"])
def test_who_has_another_role_signs_in_anew(at: Signing, admin: Actor, change: str) -> None:
    roles = at.services.staff_roles
    roles.save(admin, OWN, ["accounts.read"])
    roles.give(admin, "kim", OWN)
    actor = signed_in(at)
    if change == "another":
        roles.give(admin, "kim", "read-only")
    else:
        roles.save(admin, OWN, [])
    with pytest.raises(SessionEnded):
        at.services.sessions.keep_alive(actor, pressed=True)
    assert Permission.DELIVERY not in signed_in(at).permissions


def test_a_role_that_is_gone_gives_nothing_and_one_in_use_stays(at: Signing, admin: Actor) -> None:
    roles = at.services.staff_roles
    roles.save(admin, OWN, ["accounts.read"])
    roles.give(admin, "kim", OWN)
    with pytest.raises(ActionRefused, match="kim has this role"):
        roles.remove(admin, OWN)
    roles.give(admin, "kim", "customer")
    roles.remove(admin, OWN)
    assert OWN not in roles.every(admin)
    with pytest.raises(NotFound):
        roles.give(admin, "kim", OWN)


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("admin", [], "there already"),
        ("billing", [], "there already"),
        ("Night shift", [], "small letters"),
        ("x" * 21, [], "20 at most"),
        (OWN, ["staff.manage"], "for admins alone"),
        (OWN, ["accounts.everything"], "no permission 'accounts.everything'"),
    ],
)
def test_a_role_nobody_should_have_is_refused(
    at: Signing, admin: Actor, name: str, given: list[str], sentence: str
) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        at.services.staff_roles.save(admin, name, given)


def test_nobody_changes_their_own_role(at: Signing, admin: Actor) -> None:
    with pytest.raises(ActionRefused, match="their own role"):
        at.services.staff_roles.give(admin, admin.login, "support")


def test_to_customers_there_are_no_roles(at: Signing) -> None:
    customer = add_account(at.database)
    with pytest.raises(NotFound):
        at.services.staff_roles.every(customer)
