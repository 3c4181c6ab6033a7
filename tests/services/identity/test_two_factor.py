"""Two-factor: it counts once confirmed, each code works once, and nothing of it can be read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from cryptography.exceptions import InvalidTag
from pyotp import TOTP
from sqlalchemy import select, update

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, FactorNeeded, InvalidFields, SessionEnded, SignInRefused
from introtui.services.identity.door import NeedsCode
from introtui.store.engine import Database
from introtui.store.tables import RecoveryCode, TwoFactor
from tests.building import HOME
from tests.services.identity.signing import PASSWORD, Signing, give_password, signing

CALLERS = 50
SHORT = "grey herons"
LONGER = "a lamp under nine stairs"


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


def test_a_key_counts_for_nothing_until_a_code_of_it_was_typed(at: Signing) -> None:
    actor = at.sign_in()
    key = at.services.two_factor.begin(actor).key
    with pytest.raises(InvalidFields):
        at.services.two_factor.confirm(actor, "000000")
    assert isinstance(at.try_password(), Actor)

    codes = at.services.two_factor.confirm(actor, TOTP(key).at(at.clock.now()))
    assert len(set(codes)) == 10
    assert isinstance(at.try_password(), NeedsCode)


def test_the_picture_to_scan_names_seller_and_login(at: Signing) -> None:
    begun = at.services.two_factor.begin(at.sign_in())
    assert begun.uri.startswith("otpauth://totp/")
    assert begun.key in begun.uri
    assert "ivanov" in begun.uri


def test_beginning_again_forgets_the_key_before(at: Signing) -> None:
    actor = at.sign_in()
    old = at.services.two_factor.begin(actor).key
    at.services.two_factor.begin(actor)
    with pytest.raises(InvalidFields):
        at.services.two_factor.confirm(actor, TOTP(old).at(at.clock.now()))


def test_turning_it_on_ends_the_other_sessions(at: Signing) -> None:
    here, there = at.sign_in(), at.sign_in()
    at.turn_on(here)
    with pytest.raises(SessionEnded, match="Two-factor"):
        at.services.sessions.keep_alive(there, pressed=False)
    at.services.sessions.keep_alive(here, pressed=False)


def refused(at: Signing, *typed: str, actor: Actor | None = None) -> dict[str, str]:
    """Return what turning it off has against what is typed."""
    with pytest.raises(InvalidFields) as refusal:
        at.services.two_factor.disable(actor or at.actor, *typed)
    return refusal.value.errors


def test_it_is_turned_off_by_code_and_password(at: Signing) -> None:
    actor = at.sign_in()
    app, _ = at.turn_on(actor)
    with pytest.raises(ActionRefused, match="on already"):
        at.services.two_factor.begin(actor)
    assert set(refused(at, "", "")) == {"code", "password"}
    assert set(refused(at, "000000", PASSWORD)) == {"code"}
    code = app.at(at.clock.now())
    assert set(refused(at, code, "a guess")) == {"password"}
    at.services.two_factor.disable(actor, code, PASSWORD)
    assert isinstance(at.try_password(), Actor)
    assert at.told("security.two_factor_off") == {"ivan@example.com"}
    assert not at.told("security.password_changed")


def test_with_two_factor_the_password_alone_changes_no_password(at: Signing) -> None:
    actor = at.sign_in()
    app, _ = at.turn_on(actor)
    at.clock.go_on(minutes=5)
    change = partial(at.services.security.change_password, actor, PASSWORD, LONGER, LONGER)
    with pytest.raises(FactorNeeded):
        change()
    at.services.sessions.prove(actor, app.at(at.clock.now()))
    change()


def test_a_short_password_is_replaced_by_a_longer_one_with_the_same_code(at: Signing) -> None:
    actor, there = at.sign_in(), at.sign_in()
    app, _ = at.turn_on(actor)
    give_password(at.database, actor, SHORT)
    code = app.at(at.clock.now())
    assert "15 characters" in refused(at, code, SHORT)["new"]
    assert set(refused(at, code, SHORT, "another short", "another short")) == {"new"}
    assert set(refused(at, code, SHORT, LONGER, "something else")) == {"again"}
    assert at.services.two_factor.is_on(actor)

    at.services.two_factor.disable(actor, code, SHORT, LONGER, LONGER)
    assert isinstance(at.try_password(LONGER), Actor)
    with pytest.raises(SignInRefused):
        at.try_password(SHORT)
    with pytest.raises(SessionEnded):
        at.services.sessions.keep_alive(there, pressed=False)
    assert at.told("security.two_factor_off") == at.told("security.password_changed") == {"ivan@example.com"}
    assert at.audited("security.change_password") == [f"ivanov {HOME}"]


def test_a_wrong_code_leaves_the_password_as_it_was(at: Signing) -> None:
    at.turn_on(at.sign_in())
    give_password(at.database, at.actor, SHORT)
    assert set(refused(at, "000000", SHORT, LONGER, LONGER)) == {"code"}
    assert isinstance(at.try_password(SHORT), NeedsCode)


def test_choosing_a_longer_password_uses_up_no_tries(at: Signing) -> None:
    app, _ = at.turn_on(at.sign_in())
    give_password(at.database, at.actor, SHORT)
    code = app.at(at.clock.now())
    for _ in range(12):
        assert set(refused(at, code, SHORT)) == {"new"}
    at.services.two_factor.disable(at.actor, code, SHORT, LONGER, LONGER)


def test_neither_code_nor_password_can_be_guessed_in_an_open_session(at: Signing) -> None:
    actor = at.sign_in()
    app, codes = at.turn_on(actor)
    tries = (
        lambda: at.services.two_factor.disable(actor, "000000", PASSWORD),
        lambda: at.services.two_factor.disable(actor, codes[0], "a guess"),
        lambda: at.services.two_factor.renew_recovery(actor, "000000"),
    )
    for number in range(10):
        with pytest.raises(InvalidFields, match="not"):
            tries[number % 3]()
    for right in (app.at(at.clock.now()), codes[0]):
        with pytest.raises(InvalidFields, match="wait an hour"):
            at.services.two_factor.disable(actor, right, PASSWORD)
    at.clock.go_on(hours=1)
    at.services.two_factor.disable(at.actor, codes[0], PASSWORD)


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(at: Signing, offset: int) -> None:
    app, _ = at.turn_on(at.sign_in())
    at.clock.go_on(minutes=5)
    code = app.at(at.clock.now(), counter_offset=offset)
    waiting = at.try_password()
    assert isinstance(waiting, NeedsCode)
    assert at.services.authenticator.door(address=HOME, way="test").code(waiting, code)


def wins(at: Signing, code: str) -> int:
    """Let many doors, each with services of its own, take one code at once; returns how many open."""
    waiting = at.try_password()
    assert isinstance(waiting, NeedsCode)
    ready = Barrier(CALLERS)

    def use(number: int) -> bool:
        # Each from an address of its own: what decides is the code, not the number of tries.
        door = at.again().services.authenticator.door(address=f"203.0.{number}.1", way="test")
        ready.wait()
        try:
            return isinstance(door.code(waiting, code), Actor)
        except SignInRefused:
            return False

    with ThreadPoolExecutor(CALLERS) as pool:
        return sum(pool.map(use, range(CALLERS)))


@pytest.mark.parametrize("code_of", [lambda app, _codes, now: app.at(now), lambda _app, codes, _now: codes[3]])
def test_of_many_uses_of_one_code_at_once_one_wins_and_none_after_a_restart(
    at: Signing, code_of: Callable[..., str]
) -> None:
    app, codes = at.turn_on(at.sign_in())
    code = code_of(app, codes, at.clock.now())

    assert wins(at, code) == 1
    assert wins(at.again(), code) == 0


def test_new_recovery_codes_make_the_old_ones_worthless(at: Signing) -> None:
    actor = at.sign_in()
    app, old = at.turn_on(actor)
    new = at.services.two_factor.renew_recovery(actor, app.at(at.clock.now()))
    assert not set(old) & set(new)
    waiting = at.try_password()
    assert isinstance(waiting, NeedsCode)
    door = at.services.authenticator.door(address=HOME, way="test")
    with pytest.raises(SignInRefused):
        door.code(waiting, old[0])
    assert door.code(waiting, new[0])


def test_the_database_holds_neither_key_nor_codes(at: Signing) -> None:
    actor = at.sign_in()
    key = at.services.two_factor.begin(actor).key
    codes = at.services.two_factor.confirm(actor, TOTP(key).at(at.clock.now()))
    with at.database.read() as session:
        sealed = session.scalars(select(TwoFactor.sealed_key)).one()
        digests = session.scalars(select(RecoveryCode.digest)).all()
    assert key.encode() not in sealed
    assert not {code for code in codes if any(code.replace("-", "") in digest for digest in digests)}


def test_a_sealed_key_put_into_another_account_opens_nothing(at: Signing) -> None:
    actor = at.sign_in()
    app, _ = at.turn_on(actor)
    other = signing(at.database, login="other")
    other.turn_on(other.sign_in())
    with at.database.read() as session:
        stolen = session.scalars(
            select(TwoFactor.sealed_key).where(TwoFactor.account_id == actor.account_id)
        ).one()
    place = TwoFactor.account_id == other.actor.account_id
    at.database.transact(lambda session: session.execute(update(TwoFactor).where(place).values(sealed_key=stolen)))
    waiting = other.try_password()
    assert isinstance(waiting, NeedsCode)
    with pytest.raises(InvalidTag):
        other.services.authenticator.door(address=HOME, way="test").code(waiting, app.at(other.clock.now()))
