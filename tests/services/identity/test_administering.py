"""What admins and staff do with accounts of others: sessions end, limits hold, everything is audited."""

from __future__ import annotations

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.errors import (
    ActionRefused,
    InvalidFields,
    InvalidValue,
    NotFound,
    SessionEnded,
    SignInRefused,
    TooManyTries,
)
from introtui.services.identity.administering import require_no_secrets
from introtui.services.identity.door import NeedsCode
from introtui.store.engine import Database
from tests.services.identity.signing import PASSWORD, Signing, give_password, signing
from tests.services.staffing import staff

CODE = "blue-kettle-7"
OTHER = "a lamp under nine stairs"
SHORT = "nine herons"
"""Long enough beside a second factor alone."""


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


@pytest.fixture
def admin(at: Signing) -> Actor:
    return staff(at.database, Role.ADMIN)


def ended(at: Signing, actor: Actor) -> bool:
    try:
        at.services.sessions.keep_alive(actor, pressed=True)
    except SessionEnded:
        return True
    return False


def test_a_blocked_account_is_out_at_once_and_stays_out(at: Signing, admin: Actor) -> None:
    actor = at.sign_in()
    at.services.account_admin.block(admin, "ivanov")
    assert ended(at, actor)
    with pytest.raises(SignInRefused):
        at.try_password()
    at.services.account_admin.unblock(admin, "ivanov")
    assert at.sign_in()


def test_sessions_are_ended_for_a_reason_that_is_told_and_the_account_signs_in_again(
    at: Signing, admin: Actor
) -> None:
    actor = at.sign_in()
    at.services.account_admin.end_sessions(admin, "ivanov")
    with pytest.raises(SessionEnded, match="Our staff ended this session"):
        at.services.sessions.keep_alive(actor, pressed=True)
    assert len(at.audited("account.end_sessions")) == 1
    assert at.sign_in()


def test_a_given_password_is_judged_like_any_other_and_ends_the_sessions(at: Signing, admin: Actor) -> None:
    actor = at.sign_in()
    with pytest.raises(InvalidValue):
        at.services.account_admin.give_password(admin, "ivanov", "short")
    at.services.account_admin.give_password(admin, "ivanov", OTHER)
    assert ended(at, actor)
    assert at.sign_in(OTHER)
    with pytest.raises(SignInRefused):
        at.try_password(PASSWORD)


def test_a_second_factor_that_was_lost_is_reset(at: Signing, admin: Actor) -> None:
    at.turn_on(at.sign_in())
    assert isinstance(at.try_password(), NeedsCode)
    at.services.account_admin.reset_two_factor(admin, "ivanov")
    assert at.sign_in()


def test_an_owner_is_told_when_staff_replace_what_signs_them_in(at: Signing, admin: Actor) -> None:
    at.services.account_admin.reset_two_factor(admin, "ivanov")
    assert at.told("security.two_factor_off") == set()
    at.turn_on(at.sign_in())
    at.services.account_admin.reset_two_factor(admin, "ivanov")
    at.services.account_admin.give_password(admin, "ivanov", OTHER)
    for kind in ("security.two_factor_off", "security.password_changed"):
        (body,) = at.bodies(kind)
        assert "of your account ivanov" in body
        assert "UTC, by our staff." in body


def test_a_first_password_is_no_change(at: Signing, admin: Actor) -> None:
    new = {"login": "anna", "email": "anna@example.com", "country": "NL", "currency": "EUR"}
    at.services.account_admin.add(admin, role=Role.CUSTOMER.value, **new)
    at.services.account_admin.give_password(admin, "anna", PASSWORD)
    assert at.told("security.password_changed") == set()
    at.services.account_admin.give_password(admin, "anna", OTHER)
    assert at.told("security.password_changed") == {"anna@example.com"}


def test_a_short_password_that_lost_its_second_factor_is_replaced_before_anything_else_changes(
    at: Signing, admin: Actor
) -> None:
    at.turn_on(at.sign_in())
    give_password(at.database, at.actor, SHORT)
    at.services.account_admin.reset_two_factor(admin, "ivanov")
    actor = at.sign_in(SHORT)
    assert actor.needs_password
    with pytest.raises(ActionRefused, match="longer password first"):
        at.services.security.set_security_code(actor, CODE)
    with pytest.raises(InvalidFields, match="at least 15"):
        at.services.security.change_password(actor, SHORT, f"{SHORT}er", f"{SHORT}er")
    at.services.security.change_password(actor, SHORT, OTHER, OTHER)
    again = at.sign_in(OTHER)
    assert not again.needs_password
    at.services.security.set_security_code(again, CODE)


def test_an_address_list_that_locks_its_owner_out_is_taken_away(at: Signing, admin: Actor) -> None:
    actor = at.sign_in()
    version = at.services.security.load(actor).version
    at.services.address_lists.save(actor, version, "192.0.2.99\n192.0.2.10")
    at.services.address_lists.keep(actor)
    version = at.services.security.load(actor).version
    at.services.address_lists.save(actor, version, "203.0.113.1", accept_lock_out=True)
    with pytest.raises(SignInRefused):
        at.try_password()
    at.services.account_admin.unlock_addresses(admin, "ivanov")
    at.clock.go_on(minutes=11)
    # Neither the new list nor, after its trial, the one before counts any more.
    assert at.sign_in(address="198.51.100.20")


def test_an_account_is_added_once(at: Signing, admin: Actor) -> None:
    new = {"login": "anna", "email": "anna@example.com", "country": "NL", "currency": "EUR"}
    at.services.account_admin.add(admin, role=Role.CUSTOMER.value, **new)
    at.services.account_admin.give_password(admin, "anna", OTHER)
    assert at.sign_in(OTHER, login="anna")
    with pytest.raises(ActionRefused, match="already"):
        at.services.account_admin.add(admin, role=Role.CUSTOMER.value, **new)


@pytest.mark.parametrize(
    "wrong", [{"country": "XX"}, {"country": "Netherlands"}, {"currency": "ZZZ"}, {"email": "anna"}, {"login": ""}]
)
def test_an_account_nobody_could_open_is_not_added(at: Signing, admin: Actor, wrong: dict[str, str]) -> None:
    new = {"login": "anna", "email": "anna@example.com", "country": "NL", "currency": "EUR"} | wrong
    with pytest.raises(InvalidValue):
        at.services.account_admin.add(admin, role=Role.CUSTOMER.value, **new)
    with pytest.raises(NotFound):
        at.services.account_admin.block(admin, "anna")


def test_only_admins_do_this(at: Signing) -> None:
    operator, customer = staff(at.database, Role.OPERATOR), at.sign_in()
    service = at.services.account_admin
    for actor, refused in ((operator, ActionRefused), (customer, NotFound)):
        for call in (
            *(service.block, service.unblock, service.end_sessions),
            *(service.reset_two_factor, service.unlock_addresses),
        ):
            with pytest.raises(refused):
                call(actor, "ivanov")
        with pytest.raises(refused):
            service.give_password(actor, "ivanov", OTHER)
    with pytest.raises(NotFound):
        at.services.code_checks.matches(customer, "ivanov", CODE)


def test_a_callers_code_is_checked_five_times_a_day(at: Signing) -> None:
    operator = staff(at.database, Role.OPERATOR)
    with pytest.raises(ActionRefused, match="No security code"):
        at.services.code_checks.matches(operator, "ivanov", CODE)
    at.services.security.set_security_code(at.sign_in(), CODE)
    assert at.services.code_checks.matches(operator, "ivanov", f" {CODE} ")
    for _ in range(4):
        assert not at.services.code_checks.matches(operator, "ivanov", "red-kettle-7")
    with pytest.raises(TooManyTries):
        at.services.code_checks.matches(operator, "ivanov", CODE)
    at.clock.go_on(days=1)
    assert at.services.code_checks.matches(operator, "ivanov", CODE)
    assert len(at.audited("security.check_code")) == 6


def test_a_missing_key_file_is_not_made_anew_where_something_is_sealed(at: Signing) -> None:
    require_no_secrets(at.database)
    at.turn_on(at.sign_in())
    with pytest.raises(ActionRefused, match="backup"):
        require_no_secrets(at.database)
