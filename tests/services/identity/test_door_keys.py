"""The door for registered ssh keys: the second factor follows where it is on, and a removed key opens nothing."""

from __future__ import annotations

import pytest
from pyotp import TOTP
from sqlalchemy import Update, update

from introtui.domain.access import Actor, Role
from introtui.domain.errors import SignInRefused
from introtui.domain.ssh_keys import SshKeyView
from introtui.services.identity.door import Door, NeedsCode
from introtui.store.engine import Database
from introtui.store.tables import Account, Security
from tests.building import HOME
from tests.services.identity.signing import START, Signing, signing
from tests.services.identity.test_ssh_keys import KEY

UNKNOWN = "SHA256:nobody"


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


@pytest.fixture
def key(at: Signing) -> SshKeyView:
    return at.services.ssh_keys.add(at.sign_in(), KEY, "laptop")


def door(at: Signing) -> Door:
    return at.services.authenticator.door(address=HOME, way="ssh")


def waiting(at: Signing, key: SshKeyView) -> tuple[Door, NeedsCode, TOTP]:
    """Turn two-factor on and show the key; returns the door that waits for the code."""
    app, _ = at.turn_on(at.sign_in())
    opening = door(at)
    answer = opening.key("ivanov", key.fingerprint)
    assert isinstance(answer, NeedsCode)
    return opening, answer, app


def test_a_registered_key_opens_a_session_and_is_noted_as_used(at: Signing, key: SshKeyView) -> None:
    actor = door(at).key("ivanov", key.fingerprint)

    assert isinstance(actor, Actor)
    assert (actor.way, actor.needs_password, actor.needs_two_factor) == ("ssh", False, False)
    (used,) = at.services.security.load(actor).ssh_keys
    assert used.last_used_at == at.clock.now()


def test_a_key_may_be_tried_only_where_it_is_registered(at: Signing, key: SshKeyView) -> None:
    signing(at.database, login="other")

    assert door(at).knows_key("ivanov", key.fingerprint)
    for login, fingerprint in (("other", key.fingerprint), ("nobody", key.fingerprint), ("ivanov", UNKNOWN)):
        assert not door(at).knows_key(login, fingerprint)
        with pytest.raises(SignInRefused):
            door(at).key(login, fingerprint)


def test_with_two_factor_a_key_needs_the_code(at: Signing, key: SshKeyView) -> None:
    opening, answer, app = waiting(at, key)
    with pytest.raises(SignInRefused):
        opening.code(answer, "000000")
    assert at.services.security.load(at.actor).ssh_keys[0].last_used_at is None

    assert isinstance(opening.code(answer, app.at(at.clock.now())), Actor)
    assert at.services.security.load(at.actor).ssh_keys[0].last_used_at == at.clock.now()


def test_a_key_that_is_removed_before_the_code_opens_nothing(at: Signing, key: SshKeyView) -> None:
    opening, answer, app = waiting(at, key)
    at.services.ssh_keys.remove(at.actor, key.key_id)

    with pytest.raises(SignInRefused):
        opening.code(answer, app.at(at.clock.now()))


def test_a_password_that_is_changed_before_the_code_leaves_the_key_as_good(at: Signing, key: SshKeyView) -> None:
    opening, answer, app = waiting(at, key)
    at.database.transact(lambda session: session.execute(update(Security).values(password_hash=None)))

    assert isinstance(opening.code(answer, app.at(at.clock.now())), Actor)


@pytest.mark.parametrize(
    "shut",
    [update(Account).values(blocked_at=START), update(Security).values(ip_restriction="203.0.113.1")],
    ids=["blocked", "address list"],
)
def test_a_key_is_no_way_around_what_shuts_the_account(at: Signing, key: SshKeyView, shut: Update) -> None:
    at.database.transact(lambda session: session.execute(shut))

    with pytest.raises(SignInRefused):
        door(at).key("ivanov", key.fingerprint)


def test_staff_with_a_key_alone_can_do_nothing_but_turn_two_factor_on(installed: Database) -> None:
    at = signing(installed, role=Role.ADMIN)
    key = at.services.ssh_keys.add(at.actor, KEY, "laptop")

    actor = door(at).key("ivanov", key.fingerprint)
    assert isinstance(actor, Actor)
    assert actor.needs_two_factor
