"""Address lists on trial: they count at once, end sessions, and go back by themselves unless they are kept."""

from __future__ import annotations

import pytest

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, FactorNeeded, SessionEnded, SignInRefused
from introtui.store.engine import Database
from tests.building import HOME
from tests.services.identity.signing import ELSEWHERE, Signing, signing


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


def save(at: Signing, actor: Actor, text: str, *, consent: bool = False) -> None:
    version = at.services.security.load(actor).version
    at.services.address_lists.save(actor, version, text, accept_lock_out=consent)


def in_force(at: Signing) -> str:
    return at.services.security.load(at.actor).ip_restriction


def test_a_list_that_is_not_kept_goes_back_also_when_no_program_runs(at: Signing) -> None:
    save(at, at.sign_in(), HOME)
    assert in_force(at) == HOME
    with pytest.raises(SignInRefused):
        at.try_password(address=ELSEWHERE)

    at.clock.go_on(minutes=10)
    assert in_force(at) == ""
    assert at.again().sign_in(address=ELSEWHERE)


def test_a_list_that_is_kept_stays(at: Signing) -> None:
    actor = at.sign_in()
    save(at, actor, HOME)
    at.services.address_lists.keep(actor)
    at.clock.go_on(minutes=10)
    assert in_force(at) == HOME
    with pytest.raises(ActionRefused, match="over"):
        at.services.address_lists.keep(actor)


def test_who_locks_themselves_out_is_out_and_comes_back_after_ten_minutes(at: Signing) -> None:
    actor = at.sign_in()
    save(at, actor, "203.0.113.1", consent=True)
    with pytest.raises(SessionEnded, match="no longer admits"):
        at.services.sessions.keep_alive(actor, pressed=True)
    with pytest.raises(SessionEnded):
        at.services.address_lists.keep(actor)
    with pytest.raises(SignInRefused):
        at.try_password()
    at.clock.go_on(minutes=10)
    assert at.sign_in()


def test_it_is_kept_from_a_session_it_admits_and_from_no_other(at: Signing) -> None:
    actor = at.sign_in()
    save(at, actor, ELSEWHERE, consent=True)
    at.services.address_lists.keep(at.sign_in(address=ELSEWHERE))
    at.clock.go_on(minutes=10)
    assert in_force(at) == ELSEWHERE


def test_a_second_list_on_trial_goes_back_to_the_last_one_that_was_kept(at: Signing) -> None:
    actor = at.sign_in()
    save(at, actor, f"{HOME}\n10.0.0.1")
    at.clock.go_on(minutes=4)
    save(at, actor, f"{HOME}\n10.0.0.2")
    at.clock.go_on(minutes=9)
    assert in_force(at) == f"{HOME}\n10.0.0.2"
    at.clock.go_on(minutes=1)
    assert in_force(at) == ""


def test_a_new_list_ends_the_sessions_it_does_not_admit(at: Signing) -> None:
    here, there = at.sign_in(), at.sign_in(address=ELSEWHERE)
    save(at, here, HOME)
    with pytest.raises(SessionEnded):
        at.services.sessions.keep_alive(there, pressed=True)
    at.services.sessions.keep_alive(here, pressed=True)


def test_a_list_that_went_back_is_noted_by_the_next_session(at: Signing) -> None:
    save(at, at.sign_in(), HOME)
    at.clock.go_on(minutes=10)
    at.services.address_lists.settle(at.sign_in())
    assert len(at.audited("security.ip_restriction_back")) == 1


def test_no_list_needs_no_trial(at: Signing) -> None:
    actor = at.sign_in()
    save(at, actor, HOME)
    at.services.address_lists.keep(actor)
    save(at, actor, "")
    assert at.services.security.load(actor).trial_ends_at is None
    at.clock.go_on(minutes=10)
    assert in_force(at) == ""


def test_a_change_of_the_list_needs_a_fresh_proof(at: Signing) -> None:
    actor = at.sign_in()
    at.clock.go_on(minutes=5)
    with pytest.raises(FactorNeeded):
        save(at, actor, HOME)
