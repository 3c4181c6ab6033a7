"""Staff in a customer's account: who looks changes nothing, and who acts does what their role lets them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from introtui.domain.access import Actor, Role
from introtui.domain.acting import AS_CUSTOMER, ONLY_LOOKING
from introtui.domain.errors import (
    ActionRefused,
    FactorNeeded,
    IntrotuiError,
    InvalidFields,
    NotFound,
    SessionEnded,
)
from introtui.domain.permissions import ROLES, Permission
from introtui.domain.renewals import RenewalChoice
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import AccountSession, Audit
from tests.building import add_order, services
from tests.proofs.doing import USES
from tests.proofs.roles import MAY
from tests.proofs.test_foreign_ids import busy
from tests.proofs.test_roles import world as world
from tests.proofs.world import World
from tests.services.ordering import everything, written_since
from tests.services.staffing import staff

COUNTED = {"attempt"}
"""Tables that a refused try may leave a row in: it is counted before it is looked at."""
NEVER = {
    "security.change_password",
    "security.set_security_code",
    "ssh_keys.add",
    "two_factor.confirm",
    "two_factor.disable",
    "two_factor.renew_recovery",
    "address_lists.save",
}
"""What nobody does in another's place: it would make a secret, or a lock, that its owner did not choose."""
PREPARED = {"sessions.begin_unasked", "sessions.leave", "sessions.prove", "two_factor.begin"}
"""What is about whoever sits at the keyboard, or writes nothing that counts before it is confirmed."""


def in_place(world: World, role: str, reason: str) -> Actor:
    """Return somebody of a role in the place of the world's owner."""
    by = replace(staff(world.database, Role.OPERATOR, role), session_id=None)
    return replace(world.owner, by=by, reason=reason, session_id=None)


def outcome(world: World, me: Actor, name: str) -> str:
    """Do something; returns "done", or the sentence that refused it."""
    try:
        USES[name](world, me)
    except IntrotuiError as error:
        return str(error)
    return "done"


def test_who_looks_reads_everything_and_changes_nothing(world: World) -> None:
    me = in_place(world, "billing", "")
    for name in sorted(name for name, who in MAY.items() if "customer" in who and name not in PREPARED):
        written = _rows_by(world, me)
        said = outcome(world, me, name)
        assert said == "done" or said == ONLY_LOOKING or name in NEVER, (name, said)
        assert _rows_by(world, me) == written, name
        assert (said == "done") == ("unenrolled" in MAY[name] and name not in CHANGING), (name, said)


CHANGING = {"sessions.end", "sessions.end_others", "two_factor.confirm", "two_factor.renew_recovery"}
"""What also somebody does who has yet to turn two-factor authentication on, and is no mere look."""


def _rows_by(world: World, me: Actor) -> int:
    """Return how many lines of the audit name the member of staff."""
    assert me.by is not None
    with world.database.read() as session:
        return len(session.scalars(select(Audit.id).where(Audit.actor == me.by.login)).all())


@pytest.mark.parametrize("name", sorted(NEVER))
def test_no_secret_of_a_customer_is_set_by_another(world: World, name: str) -> None:
    me = in_place(world, "billing", "ticket 7")
    me = replace(me, by=replace(me.by, role=Role.ADMIN) if me.by else None)
    assert "nobody does it in their place" in outcome(world, me, name)


@pytest.fixture
def at(installed: Database) -> Services:
    return services(installed)


def test_what_is_done_in_a_customers_place_names_both_and_the_reason(at: Services, installed: Database) -> None:
    customer = busy(installed, "ivanov").actor
    order = add_order(installed, customer)
    kim = staff(installed, Role.OPERATOR, "support")
    entered = at.acting.act(kim, customer.account_id, "ticket 7")
    at.orders.set_comment(entered, order, "Rack 4", "")
    with installed.read() as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
        assert (last.actor, last.account_id, last.action) == (kim.login, customer.account_id, "order.comment")
        assert last.detail.endswith("In ivanov's place: ticket 7")
    assert at.orders.load(customer, order).timeline[0].actor == kim.login


def test_money_in_a_customers_place_needs_its_permission(at: Services, installed: Database) -> None:
    customer = busy(installed, "ivanov").actor
    order = add_order(installed, customer)
    support = at.acting.act(staff(installed, Role.OPERATOR, "support"), customer.account_id, "ticket 7")
    quote = at.renewals.quote(support, [_month(order)])
    before = everything(installed)
    with pytest.raises(ActionRefused, match="where money moves"):
        at.renewals.confirm(support, quote, "renewal 1")
    assert written_since(before, installed) == {}
    billing = replace(support, by=replace(_by(support), permissions=ROLES["billing"]))
    at.renewals.confirm(billing, quote, "renewal 1")


def _month(order: int) -> RenewalChoice:
    return RenewalChoice(order_id=order, term_months=1)


def _by(actor: Actor) -> Actor:
    assert actor.by is not None
    return actor.by


def test_a_reason_is_asked_for_and_staff_are_nobodys_customers(at: Services, installed: Database) -> None:
    customer = busy(installed, "ivanov").actor
    admin, kim = staff(installed), staff(installed, Role.OPERATOR, "support")
    with pytest.raises(InvalidFields) as refused:
        at.acting.act(kim, customer.account_id, "  ")
    assert set(refused.value.errors) == {"reason"}
    with pytest.raises(ActionRefused, match="nobody goes into their account"):
        at.acting.look(kim, admin.account_id)
    with pytest.raises(NotFound):
        at.acting.look(kim, 10**9)
    entered = at.acting.act(kim, customer.account_id, "ticket 7")
    with pytest.raises(NotFound):
        at.acting.act(entered, customer.account_id, "again")


def test_who_is_signed_out_acts_for_nobody_any_more(at: Services, installed: Database) -> None:
    customer = busy(installed, "ivanov").actor
    order = add_order(installed, customer)
    kim = at.sessions.begin_unasked(staff(installed, Role.OPERATOR, "support"))
    entered = at.acting.act(kim, customer.account_id, "ticket 7")
    at.sessions.leave(kim)
    with pytest.raises(SessionEnded):
        at.orders.set_comment(entered, order, "Rack 4", "")


def test_what_needs_a_fresh_proof_needs_one_of_who_sits_there(at: Services, installed: Database) -> None:
    customer = busy(installed, "ivanov").actor
    entered = at.acting.act(at.sessions.begin_unasked(staff(installed)), customer.account_id, "ticket 7")
    key = at.security.load(entered).ssh_keys[0].key_id
    at.ssh_keys.rename(entered, key, "desk")
    assert set(AS_CUSTOMER.values()) < set(Permission)
    _make_stale(installed)
    with pytest.raises(FactorNeeded):
        at.ssh_keys.remove(entered, key)


def _make_stale(database: Database) -> None:
    database.transact(lambda session: session.execute(update(AccountSession).values(factor_at=None)))
