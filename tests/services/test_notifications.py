"""Notification settings: what is stored, what is refused, and whose account it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.access import Actor
from introtui.domain.errors import InvalidFields, NotFound, StaleVersion
from introtui.domain.money import Money
from introtui.domain.notifications import NotificationFields, check_notifications
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, services

DRAFT = NotificationFields(
    news=True,
    low_balance="25.5",
    invoices_email="Books@Example.COM",
    support_email=" ops@example.com ",
    complaints_email="",
)


@pytest.fixture
def actor(installed: Database) -> Actor:
    return add_account(installed)


@pytest.fixture
def in_force(installed: Database) -> Services:
    return services(installed)


def test_settings_come_back_as_they_were_meant(in_force: Services, actor: Actor) -> None:
    version = in_force.notifications.load(actor).version

    view = in_force.notifications.save(actor, version, DRAFT)

    assert view.fields == NotificationFields(
        news=True,
        low_balance="25.50",
        invoices_email="Books@example.com",
        support_email="ops@example.com",
        complaints_email="",
    )
    assert view.account_email == ACCOUNT.email
    assert in_force.notifications.load(actor) == view


def test_blank_threshold_switches_the_alert_off(in_force: Services, actor: Actor) -> None:
    on = in_force.notifications.save(actor, in_force.notifications.load(actor).version, DRAFT)
    assert in_force.billing.load(actor).low_balance == Money(2550, "EUR")

    in_force.notifications.save(actor, on.version, replace(DRAFT, low_balance=" "))
    assert in_force.billing.load(actor).low_balance is None


def test_every_wrong_field_is_named_and_nothing_is_stored(in_force: Services, actor: Actor) -> None:
    before = in_force.notifications.load(actor)
    wrong = NotificationFields(
        news=True, low_balance="-1", invoices_email="books", support_email="a@b@c", complaints_email="x\x1b@y.z"
    )

    with pytest.raises(InvalidFields) as caught:
        in_force.notifications.save(actor, before.version, wrong)

    assert set(caught.value.errors) == {"low_balance", "invoices_email", "support_email", "complaints_email"}
    assert in_force.notifications.load(actor) == before


def test_settings_saved_by_somebody_else_meanwhile_are_not_overwritten(in_force: Services, actor: Actor) -> None:
    version = in_force.notifications.load(actor).version
    newest = in_force.notifications.save(actor, version, DRAFT)

    with pytest.raises(StaleVersion):
        in_force.notifications.save(actor, version, NotificationFields())

    assert in_force.notifications.load(actor) == newest


def test_saving_the_same_again_makes_no_new_version(in_force: Services, actor: Actor) -> None:
    first = in_force.notifications.save(actor, in_force.notifications.load(actor).version, DRAFT)
    assert in_force.notifications.save(actor, first.version, DRAFT) == first


def test_account_of_somebody_else_answers_like_one_that_is_missing(
    installed: Database, in_force: Services, actor: Actor
) -> None:
    other = add_account(installed, replace(ACCOUNT, login="petrov"))
    for intruder in (replace(other, account_id=actor.account_id), replace(other, account_id=999_999)):
        with pytest.raises(NotFound, match="There is no such account"):
            in_force.notifications.load(intruder)
        with pytest.raises(NotFound, match="There is no such account"):
            in_force.notifications.save(intruder, 1, DRAFT)


@given(st.integers(0, 10**12 - 1), st.sampled_from(("EUR", "JPY", "KWD")))
def test_threshold_is_never_rounded(minor: int, currency: str) -> None:
    shown = Money(minor, currency).amount
    checked = check_notifications(NotificationFields(low_balance=shown), currency)
    assert checked.low_balance == Money(minor, currency)
