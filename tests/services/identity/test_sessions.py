"""Sessions: they end by time, by their owner and by what changes, and nothing is committed after."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from introtui.domain.access import Actor, Role
from introtui.domain.errors import FactorNeeded, InvalidFields, NotFound, SessionEnded
from introtui.store.engine import Database
from introtui.store.tables import OutboxMessage
from tests.building import ACCOUNT, add_account, services
from tests.services.identity.signing import ELSEWHERE, PASSWORD, Signing, signing

CODE = "blue-kettle-7"
NEXT_DOOR = "192.0.2.77"
"""In the network of `HOME`."""


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


def key(at: Signing, actor: Actor) -> None:
    at.services.sessions.keep_alive(actor, pressed=True)


def refuses_everything(at: Signing, actor: Actor) -> None:
    with pytest.raises(SessionEnded):
        at.services.sessions.keep_alive(actor, pressed=False)
    with pytest.raises(SessionEnded):
        at.services.security.set_security_code(actor, CODE)


def test_keys_keep_a_session_alive_and_a_look_at_it_does_not(at: Signing) -> None:
    actor = at.sign_in()
    at.clock.go_on(minutes=29)
    key(at, actor)
    at.clock.go_on(minutes=29)
    assert at.services.sessions.keep_alive(actor, pressed=False) is not None
    at.clock.go_on(minutes=1)

    with pytest.raises(SessionEnded, match="no key was pressed"):
        at.services.sessions.keep_alive(actor, pressed=False)
    refuses_everything(at, actor)


def test_staff_have_fifteen_minutes(installed: Database) -> None:
    at = signing(installed, login="op", role=Role.OPERATOR)
    actor = at.sign_in()
    at.clock.go_on(minutes=15)

    with pytest.raises(SessionEnded):
        key(at, actor)


def test_no_session_lasts_longer_than_twelve_hours(at: Signing) -> None:
    actor = at.sign_in()
    for _ in range(36):
        key(at, actor)
        at.clock.go_on(minutes=20)

    with pytest.raises(SessionEnded, match="12 hours"):
        key(at, actor)


def test_one_session_ends_another(at: Signing) -> None:
    here, there = at.sign_in(), at.sign_in(address=ELSEWHERE)
    assert [view.own for view in at.services.sessions.list(here)] == [False, True]

    at.services.sessions.end(here, there.session_id or 0)

    refuses_everything(at, there)
    key(at, here)
    assert [view.own for view in at.services.sessions.list(here)] == [True]


def test_one_session_ends_all_others(at: Signing) -> None:
    here, others = at.sign_in(), [at.sign_in(), at.sign_in()]

    at.services.sessions.end_others(here)

    for other in others:
        refuses_everything(at, other)
    key(at, here)


def test_leaving_ends_the_session(at: Signing) -> None:
    actor = at.sign_in()
    at.services.sessions.leave(actor)
    refuses_everything(at, actor)


def test_a_session_of_another_account_is_a_missing_one(at: Signing) -> None:
    other = services(at.database).sessions.begin_unasked(add_account(at.database, replace(ACCOUNT, login="other")))
    here = at.sign_in()

    missing: set[str] = set()
    for session_id in (other.session_id or 0, 999_999, 2**63):
        with pytest.raises(NotFound) as refused:
            at.services.sessions.end(here, session_id)
        missing.add(str(refused.value))
    assert len(missing) == 1


def test_a_proof_counts_for_five_minutes(at: Signing) -> None:
    actor = at.sign_in()
    at.services.two_factor.begin(actor)
    at.clock.go_on(minutes=5)
    with pytest.raises(FactorNeeded):
        at.services.two_factor.begin(actor)

    with pytest.raises(InvalidFields, match="not the password"):
        at.services.sessions.prove(actor, "wrong")
    at.services.sessions.prove(actor, PASSWORD)
    at.services.two_factor.begin(actor)


def test_with_two_factor_the_proof_is_a_code_and_works_once(at: Signing) -> None:
    actor = at.sign_in()
    app, codes = at.turn_on(actor)
    with pytest.raises(InvalidFields, match="not right"):
        at.services.sessions.prove(actor, PASSWORD)
    code = app.at(at.clock.now())
    at.services.sessions.prove(actor, code)
    with pytest.raises(InvalidFields):
        at.services.sessions.prove(actor, code)
    at.services.sessions.prove(actor, codes[0].upper().replace("-", " "))


def test_proofs_are_limited_in_number(at: Signing) -> None:
    actor = at.sign_in()
    for _ in range(10):
        with pytest.raises(InvalidFields, match="not the password"):
            at.services.sessions.prove(actor, "wrong")
    with pytest.raises(InvalidFields, match="wait an hour"):
        at.services.sessions.prove(actor, PASSWORD)


def test_the_owner_is_told_of_a_sign_in_from_a_network_nobody_came_from_before(at: Signing) -> None:
    at.sign_in()
    at.sign_in(address=NEXT_DOOR)
    assert not at.told("security.new_place")
    at.sign_in(address=ELSEWHERE)
    at.sign_in(address=ELSEWHERE)
    with at.database.read() as session:
        kind = OutboxMessage.kind == "security.new_place"
        (told,) = session.execute(select(OutboxMessage.address, OutboxMessage.body).where(kind)).all()
    assert told.address == "ivan@example.com"
    assert f"from {ELSEWHERE}." in told.body
