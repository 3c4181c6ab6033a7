"""Security code, address list and password: what is stored, what is refused, and who wins a race."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import select

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, InvalidFields, InvalidValue, NotFound, StaleVersion
from introtui.domain.ip_rules import InvalidLines
from introtui.services.hashing import Hasher
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Audit, Security
from tests.building import ACCOUNT, HOME, add_account, services

CODE = "blue-kettle-7"
PASSWORD = "seven grey herons wade"
OTHER = "a lamp under nine stairs"
QUICK = Hasher(time_cost=1, memory_kib=64)
CALLERS = 50


@pytest.fixture
def actor(installed: Database) -> Actor:
    return add_account(installed)


@pytest.fixture
def in_force(installed: Database) -> Services:
    return services(installed)


def code_hash(database: Database, actor: Actor) -> str:
    with database.read() as session:
        return session.get_one(Security, actor.account_id).security_code_hash or ""


def password_hash(database: Database, actor: Actor) -> str:
    with database.read() as session:
        return session.get_one(Security, actor.account_id).password_hash or ""


def audited(database: Database, action: str) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Audit.detail).where(Audit.action == action)))


# The security code


def test_security_code_is_kept_only_as_a_hash(installed: Database, in_force: Services, actor: Actor) -> None:
    view = in_force.security.set_security_code(actor, CODE)

    assert view.security_code_set
    encoded = code_hash(installed, actor)
    assert CODE not in encoded
    assert QUICK.matches(encoded, CODE)
    assert CODE not in repr(in_force.security.load(actor))
    assert all(CODE not in detail for detail in audited(installed, "security.set_code"))


def test_security_code_cannot_be_set_again(installed: Database, in_force: Services, actor: Actor) -> None:
    in_force.security.set_security_code(actor, CODE)
    before = code_hash(installed, actor)

    with pytest.raises(ActionRefused):
        in_force.security.set_security_code(actor, CODE)

    assert code_hash(installed, actor) == before


@pytest.mark.parametrize("code", ["", "12345", " 12345 ", "x" * 33, "123\x1b456"])
def test_security_code_that_cannot_be_said_is_refused(in_force: Services, actor: Actor, code: str) -> None:
    with pytest.raises(InvalidValue):
        in_force.security.set_security_code(actor, code)
    assert not in_force.security.load(actor).security_code_set


@pytest.fixture
def two_processes(installed: Database) -> Iterator[tuple[Services, Services]]:
    """Return the services twice, each over connections of its own, as two servers have them."""
    url = installed.engine.url.render_as_string(hide_password=False)
    both = (services(Database(url)), services(Database(url)))
    yield both
    for each in both:
        each.close()


def test_of_many_who_set_the_code_at_once_exactly_one_wins(
    installed: Database, actor: Actor, two_processes: tuple[Services, Services]
) -> None:
    together = Barrier(CALLERS)

    def call(number: int) -> str | None:
        code = f"code number {number}"
        together.wait()
        try:
            two_processes[number % 2].security.set_security_code(actor, code)
        except ActionRefused:
            return None
        return code

    with ThreadPoolExecutor(CALLERS) as threads:
        winners = [code for code in threads.map(call, range(CALLERS)) if code is not None]

    assert len(winners) == 1
    encoded = code_hash(installed, actor)
    assert QUICK.matches(encoded, winners[0])
    assert len(audited(installed, "security.set_code")) == 1


# The address list


def test_address_list_is_stored_one_entry_a_line(in_force: Services, actor: Actor) -> None:
    version = in_force.security.load(actor).version

    view = in_force.address_lists.save(actor, version, f" {HOME} , 10.10.1.1\n\n192.168.0.1 - 192.168.0.10\n")

    assert view.ip_restriction == f"{HOME}\n10.10.1.1\n192.168.0.1-192.168.0.10"
    assert in_force.security.load(actor) == view


def test_wrong_lines_are_all_named_and_nothing_is_stored(in_force: Services, actor: Actor) -> None:
    version = in_force.security.load(actor).version

    with pytest.raises(InvalidLines) as caught:
        in_force.address_lists.save(actor, version, f"{HOME}\n10.0.0.9-10.0.0.1\nhome")

    assert list(caught.value.errors) == [2, 3]
    assert in_force.security.load(actor).ip_restriction == ""


@pytest.mark.parametrize("address", ["192.0.2.99", "", "fe80::1%eth0", "somewhere"])
def test_list_without_the_own_address_needs_consent(in_force: Services, actor: Actor, address: str) -> None:
    elsewhere = replace(actor, address=address)
    version = in_force.security.load(actor).version

    with pytest.raises(ActionRefused):
        in_force.address_lists.save(elsewhere, version, HOME)
    assert in_force.security.load(actor).ip_restriction == ""

    view = in_force.address_lists.save(elsewhere, version, HOME, accept_lock_out=True)
    assert view.ip_restriction == HOME


@pytest.mark.parametrize("address", [HOME, f"::ffff:{HOME}"])
def test_list_with_the_own_address_needs_no_consent(in_force: Services, actor: Actor, address: str) -> None:
    version = in_force.security.load(actor).version
    here = replace(actor, address=address)
    assert in_force.address_lists.save(here, version, "192.0.2.0/24").ip_restriction == "192.0.2.0/24"


def test_emptying_the_list_needs_no_consent_and_no_known_address(in_force: Services, actor: Actor) -> None:
    version = in_force.address_lists.save(actor, in_force.security.load(actor).version, HOME).version
    unknown = replace(actor, address="")
    assert in_force.address_lists.save(unknown, version, " \n").ip_restriction == ""


def test_list_saved_by_somebody_else_meanwhile_is_not_overwritten(in_force: Services, actor: Actor) -> None:
    version = in_force.security.load(actor).version
    in_force.address_lists.save(actor, version, HOME)

    with pytest.raises(StaleVersion):
        in_force.address_lists.save(actor, version, f"{HOME}\n10.10.1.1")

    assert in_force.security.load(actor).ip_restriction == HOME


def test_saving_the_same_list_again_leaves_no_trace(installed: Database, in_force: Services, actor: Actor) -> None:
    first = in_force.address_lists.save(actor, in_force.security.load(actor).version, HOME)
    again = in_force.address_lists.save(actor, first.version, f"{HOME}\n")

    assert again == first
    assert audited(installed, "security.ip_restriction") == [HOME]


# The password


def with_password(in_force: Services, actor: Actor) -> None:
    in_force.security.change_password(actor, "", PASSWORD, PASSWORD)


def test_first_password_needs_no_current_one(installed: Database, in_force: Services, actor: Actor) -> None:
    view = in_force.security.change_password(actor, "", PASSWORD, PASSWORD)

    assert view.password_set
    assert view.password_changed_at is not None
    encoded = password_hash(installed, actor)
    assert encoded.startswith("$argon2id$")
    assert QUICK.matches(encoded, PASSWORD)


def test_password_is_replaced_only_by_who_knows_it(installed: Database, in_force: Services, actor: Actor) -> None:
    with_password(in_force, actor)
    before = password_hash(installed, actor)

    with pytest.raises(InvalidFields) as caught:
        in_force.security.change_password(actor, "a guess", OTHER, OTHER)
    assert set(caught.value.errors) == {"current"}
    assert password_hash(installed, actor) == before

    in_force.security.change_password(actor, PASSWORD, OTHER, OTHER)
    after = password_hash(installed, actor)
    assert QUICK.matches(after, OTHER)
    assert not QUICK.matches(after, PASSWORD)


def test_every_wrong_field_of_a_change_is_named_at_once(in_force: Services, actor: Actor) -> None:
    with_password(in_force, actor)
    with pytest.raises(InvalidFields) as caught:
        in_force.security.change_password(actor, "a guess", "short", "shorter")
    assert set(caught.value.errors) == {"current", "new", "again"}


@pytest.mark.parametrize(
    "password",
    ["short", "passwordpassword", "aaaaaaaaaaaaaaaa", "Ivanov Ivan 2026!", "ivan@example.com", PASSWORD],
)
def test_password_that_is_easy_or_the_same_is_refused(in_force: Services, actor: Actor, password: str) -> None:
    with_password(in_force, actor)
    with pytest.raises(InvalidFields) as caught:
        in_force.security.change_password(actor, PASSWORD, password, password)
    assert set(caught.value.errors) == {"new"}


def test_password_typed_on_another_keyboard_still_fits(in_force: Services, actor: Actor) -> None:
    composed, decomposed = "caf\u00e9 seven grey herons", "cafe\u0301 seven grey herons"
    in_force.security.change_password(actor, "", composed, decomposed)
    assert in_force.security.change_password(actor, decomposed, OTHER, OTHER).password_set


def test_of_two_who_change_the_password_at_once_one_is_told(
    installed: Database, actor: Actor, two_processes: tuple[Services, Services]
) -> None:
    with_password(two_processes[0], actor)
    together = Barrier(2)

    def call(number: int) -> str | None:
        together.wait()
        new = f"{OTHER} {number}"
        try:
            two_processes[number].security.change_password(actor, PASSWORD, new, new)
        except (StaleVersion, InvalidFields):
            return None
        return new

    with ThreadPoolExecutor(2) as threads:
        winners = [new for new in threads.map(call, range(2)) if new is not None]

    assert len(winners) == 1
    encoded = password_hash(installed, actor)
    assert QUICK.matches(encoded, winners[0])


def test_no_password_is_written_to_the_audit(installed: Database, in_force: Services, actor: Actor) -> None:
    with_password(in_force, actor)
    in_force.security.change_password(actor, PASSWORD, OTHER, OTHER)
    assert audited(installed, "security.change_password") == ["", ""]


# Who signed in


def test_session_starts_are_listed_latest_first(in_force: Services, actor: Actor) -> None:
    in_force.sessions.begin_unasked(replace(actor, address="192.0.2.1", way="ssh"))
    in_force.sessions.begin_unasked(replace(actor, address="", way="local"))

    logins = in_force.security.load(actor).logins

    assert [(login.address, login.way) for login in logins] == [("", "local"), ("192.0.2.1", "ssh")]


def test_account_of_somebody_else_answers_like_one_that_is_missing(
    installed: Database, in_force: Services, actor: Actor
) -> None:
    other = add_account(installed, replace(ACCOUNT, login="petrov"))
    intruders = (replace(other, account_id=actor.account_id), replace(other, account_id=999_999))
    sentences = set()
    for intruder in intruders:
        for call in (
            lambda who: in_force.security.load(who),
            lambda who: in_force.security.set_security_code(who, CODE),
            lambda who: in_force.address_lists.save(who, 1, HOME),
            lambda who: in_force.security.change_password(who, "", PASSWORD, PASSWORD),
            lambda who: in_force.sessions.begin_unasked(who),
        ):
            with pytest.raises(NotFound) as caught:
                call(intruder)
            sentences.add(str(caught.value))
    assert len(sentences) == 1


def test_the_current_password_cannot_be_guessed_in_an_open_session(
    installed: Database, in_force: Services
) -> None:
    actor = add_account(installed)
    in_force.security.change_password(actor, "", PASSWORD, PASSWORD)
    for _ in range(10):
        with pytest.raises(InvalidFields, match="not the current"):
            in_force.security.change_password(actor, "wrong", OTHER, OTHER)
    with pytest.raises(InvalidFields, match="wait an hour"):
        in_force.security.change_password(actor, PASSWORD, OTHER, OTHER)
