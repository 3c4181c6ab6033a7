"""The door: who is let in, who is not, and that nobody learns why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, SignInRefused, TooManyTries
from introtui.domain.notifications import NotificationFields
from introtui.services.hashing import Hasher
from introtui.services.identity.door import NeedsCode
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Account, Security
from tests.building import ACCOUNT, HOME, add_account
from tests.services.identity.signing import ELSEWHERE, PASSWORD, Signing, give_password, made, signing


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


def restrict(at: Signing, text: str) -> None:
    at.database.transact(lambda session: session.execute(update(Security).values(ip_restriction=text)))


def block(at: Signing) -> None:
    at.database.transact(lambda session: session.execute(update(Account).values(blocked_at=at.clock.now())))


def test_the_right_password_opens_a_session(at: Signing) -> None:
    actor = at.sign_in()

    assert actor.session_id is not None
    assert [view.address for view in at.services.sessions.list(actor)] == [HOME]
    assert at.audited("session.start") == [f"ivanov {HOME}"]


def test_every_refusal_says_the_same(at: Signing) -> None:
    told = set()
    for login, password in (("ivanov", "wrong"), ("nobody", PASSWORD), ("", ""), ("ivanov", "")):
        with pytest.raises(SignInRefused) as refused:
            at.try_password(password, login=login or " ")
        told.add(str(refused.value))
    restrict(at, "203.0.113.1")
    with pytest.raises(SignInRefused) as refused:
        at.try_password()
    told.add(str(refused.value))
    restrict(at, "")
    block(at)
    with pytest.raises(SignInRefused) as refused:
        at.try_password()
    assert told == {str(refused.value)}


def test_what_was_typed_as_a_login_is_not_kept_where_it_is_none(at: Signing) -> None:
    with pytest.raises(SignInRefused):
        at.try_password("ivanov", login=PASSWORD)

    assert at.audited("sign_in.refused") == [f" {HOME}"]


def test_an_account_without_a_password_lets_nobody_in(at: Signing) -> None:
    add_account(at.database, replace(ACCOUNT, login="empty"))

    for password in ("", "nobody", PASSWORD):
        with pytest.raises(SignInRefused):
            at.try_password(password, login="empty")


def test_one_connection_has_six_failures(at: Signing) -> None:
    door = at.services.authenticator.door(address=HOME, way="test")
    for _ in range(6):
        with pytest.raises(SignInRefused):
            door.password("ivanov", "wrong")

    with pytest.raises(TooManyTries):
        door.password("ivanov", PASSWORD)
    assert at.sign_in()


def test_one_network_cannot_try_one_password_on_everybody(at: Signing) -> None:
    for number in range(100):
        with pytest.raises(SignInRefused):
            at.try_password("spring2026", login=f"login{number}", address=ELSEWHERE)

    with pytest.raises(SignInRefused):
        at.try_password(address=ELSEWHERE)
    assert at.sign_in(address=HOME)


def test_success_uses_up_no_try(at: Signing) -> None:
    for _ in range(30):
        at.sign_in(address=ELSEWHERE)


def test_with_two_factor_the_password_alone_opens_nothing(at: Signing) -> None:
    app, _ = at.turn_on(at.sign_in())
    door = at.services.authenticator.door(address=HOME, way="test")

    waiting = door.password("ivanov", PASSWORD)
    assert isinstance(waiting, NeedsCode)
    with pytest.raises(SignInRefused):
        door.code(waiting, "000000")
    assert isinstance(door.code(waiting, app.at(at.clock.now())), Actor)


def test_a_right_password_waits_five_minutes_for_its_code(at: Signing) -> None:
    app, _ = at.turn_on(at.sign_in())
    door = at.services.authenticator.door(address=HOME, way="test")
    waiting = door.password("ivanov", PASSWORD)
    assert isinstance(waiting, NeedsCode)

    at.clock.go_on(minutes=5)
    with pytest.raises(SignInRefused):
        door.code(waiting, app.at(at.clock.now()))


def test_a_password_changed_meanwhile_makes_the_code_worthless(at: Signing) -> None:
    app, _ = at.turn_on(at.sign_in())
    door = at.services.authenticator.door(address=HOME, way="test")
    waiting = door.password("ivanov", PASSWORD)
    assert isinstance(waiting, NeedsCode)

    give_password(at.database, at.actor, "another lamp is lit")
    with pytest.raises(SignInRefused):
        door.code(waiting, app.at(at.clock.now()))


def test_wrong_codes_count_as_failures_of_the_account(at: Signing) -> None:
    app, _ = at.turn_on(at.sign_in())
    failures = 0
    for _ in range(3):
        door = at.services.authenticator.door(address=ELSEWHERE, way="test")
        for _ in range(6):
            try:
                waiting = door.password("ivanov", PASSWORD)
            except SignInRefused:
                break
            assert isinstance(waiting, NeedsCode)
            with pytest.raises(SignInRefused):
                door.code(waiting, "000000")
            failures += 1
    assert failures == 10
    waiting = at.try_password(address=HOME)
    assert isinstance(waiting, NeedsCode)
    assert at.services.authenticator.door(address=HOME, way="test").code(waiting, app.at(at.clock.now()))


def test_the_address_list_is_asked_after_the_password(at: Signing) -> None:
    restrict(at, "203.0.113.0/24")

    with pytest.raises(SignInRefused):
        at.try_password(address=HOME)
    assert at.sign_in(address="::ffff:203.0.113.9")


def test_staff_without_two_factor_do_nothing_but_turn_it_on(installed: Database) -> None:
    at = signing(installed, login="chief", role=Role.ADMIN)
    actor = at.sign_in()

    assert actor.needs_two_factor
    with pytest.raises(ActionRefused, match="two-factor"):
        at.services.pools.every(actor)
    version = at.services.notifications.load(actor).version
    with pytest.raises(ActionRefused, match="two-factor"):
        at.services.notifications.save(actor, version, NotificationFields(news=True))
    app, _ = at.turn_on(actor)
    waiting = at.try_password()
    assert isinstance(waiting, NeedsCode)
    signed_in = at.services.authenticator.door(address=HOME, way="test").code(waiting, app.at(at.clock.now()))
    assert at.services.pools.every(signed_in) is not None


def test_two_factor_without_its_key_lets_nobody_in(at: Signing) -> None:
    at.turn_on(at.sign_in())
    keyless = Services.over(at.database, at.clock, Hasher(time_cost=1, memory_kib=64))
    door = keyless.authenticator.door(address=HOME, way="test")
    waiting = door.password("ivanov", PASSWORD)
    assert isinstance(waiting, NeedsCode)

    with pytest.raises(ActionRefused, match="key file"):
        door.code(waiting, "123456")
    assert made(at.database, at.clock)
