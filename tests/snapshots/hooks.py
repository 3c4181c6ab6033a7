"""What happens beside the keys of a picture: another session commits, a query fails, a connection takes long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.demo import ADDRESS, DEFAULT_TODAY, WAY
from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.services.billing import BillingService
from introtui.services.orders import OrderService
from introtui.services.registry import Services
from introtui.session import Connected
from introtui.store.engine import Database
from tests.programs import until
from tests.services.paying import receive, renew

ORDER = 10231
LOG = Path("/srv/log/introtui.log")
"""Nothing is written there; the toast shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The program to be pictured, and what a hook needs to act around it."""

    app: IntroTUI
    url: str
    login: str
    monkeypatch: pytest.MonkeyPatch


@contextmanager
def other_session(stage: Stage) -> Iterator[tuple[Services, Actor]]:
    """Act in another session of the same customer."""
    services = Services.over(Database(stage.url), FixedClock(DEFAULT_TODAY))
    try:
        yield services, services.actor(stage.login, address=ADDRESS, way=WAY)
    finally:
        services.close()


# Before the program starts


def _request_country(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        services.profile.request_country(actor, "DE", "I have moved to Cologne.")


def _schedule_change(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        plan = next(plan for plan in services.orders.plan_offers(actor, ORDER) if plan.name == "VPS S")
        quote = services.order_changes.quote_change(actor, ORDER, plan.plan_id, 1, When.AT_END)
        services.order_changes.confirm(actor, quote, "other session")


def _await_payment(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        plan = next(plan for plan in services.orders.plan_offers(actor, ORDER) if plan.name == "VPS L")
        quote = services.order_changes.quote_change(actor, ORDER, plan.plan_id, 1, When.NOW)
        services.order_changes.confirm(actor, quote, "other session", PayBy.INVOICE)


def _write_documents(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        renew(services, actor, ORDER, "paid at once", by=PayBy.BALANCE)
        plan = next(plan for plan in services.orders.plan_offers(actor, ORDER) if plan.name == "VPS S")
        quote = services.order_changes.quote_change(actor, ORDER, plan.plan_id, 1, When.NOW)
        services.order_changes.confirm(actor, quote, "other session")
        receive(services, actor, "50.00", number="bank-1")


def _fail_list(stage: Stage) -> None:
    _fail(stage, OrderService, "page")


def _fail_documents(stage: Stage) -> None:
    _write_documents(stage)
    _fail(stage, BillingService, "documents")


def _fail(stage: Stage, service: type, method: str) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("disk I/O error")

    stage.monkeypatch.setattr(service, method, fail)
    stage.monkeypatch.setattr("introtui.logs.token_hex", lambda _bytes: "5ca1ab1e")
    stage.monkeypatch.setattr("introtui.session.log_file", lambda: LOG)


def _hold_connection(stage: Stage) -> None:
    ended, session = Event(), stage.app.session
    close = session.close

    def held() -> Connected:
        ended.wait()
        raise ActionRefused("The program has ended.")

    async def closing() -> None:
        # The program waits for its threads, so this one has to end first.
        ended.set()
        await close()

    stage.monkeypatch.setattr(session, "_connect", held)
    stage.monkeypatch.setattr(session, "close", closing)


def _hold_first_frame(stage: Stage) -> None:
    async def never() -> None:
        """Open nothing."""

    stage.monkeypatch.setattr(stage.app, "_open", never)


BEFORE: Mapping[str, Callable[[Stage], None]] = {
    "a country was requested": _request_country,
    "a plan change is scheduled": _schedule_change,
    "an upgrade waits for its invoice": _await_payment,
    "there are documents": _write_documents,
    "the documents fail": _fail_documents,
    "the list fails": _fail_list,
    "the orders wait": _hold_connection,
    "the profile waits": _hold_connection,
    "nothing opens": _hold_first_frame,
}
"""What is done before the program starts."""

HELD: Mapping[str, str] = {
    "the orders wait": "Loading\u2026",
    "the profile waits": "Personal information",
    "nothing opens": "Opening the account",
}
"""Where nothing is loaded while the picture is taken, and words that tell that it can be taken."""


# While the program runs


async def _save_city(stage: Stage, pilot: Pilot[None]) -> None:
    with other_session(stage) as (services, actor):
        view = services.profile.load(actor)
        saved = services.profile.save(actor, view.version, replace(view.fields, city="Gouda"))
    await until(pilot, lambda: _profile_version(stage) == saved.version)


def _profile_version(stage: Stage) -> int | None:
    profile = stage.app.session.state.profile
    return None if profile is None else profile.version


async def _save_addresses(stage: Stage, pilot: Pilot[None]) -> None:
    with other_session(stage) as (services, actor):
        version = services.security.load(actor).version
        saved = services.security.save_ip_restriction(actor, version, "192.0.2.0/24", accept_lock_out=False)
    await until(pilot, lambda: _security_version(stage) == saved.version)


def _security_version(stage: Stage) -> int | None:
    security = stage.app.session.state.security
    return None if security is None else security.version


async def _change_term(stage: Stage, pilot: Pilot[None]) -> None:
    with other_session(stage) as (services, actor):
        plan_id = services.orders.load(actor, ORDER).plan.plan_id
        quote = services.order_changes.quote_change(actor, ORDER, plan_id, 3, When.NOW)
        services.order_changes.confirm(actor, quote, "other session")
        charged = services.billing.load(actor).balance
    await until(pilot, lambda: _balance(stage) == charged)


async def _renew_order(stage: Stage, pilot: Pilot[None]) -> None:
    with other_session(stage) as (services, actor):
        quote = services.renewals.quote(actor, (RenewalChoice(order_id=ORDER, term_months=1),))
        services.renewals.confirm(actor, quote, "other session")
        charged = services.billing.load(actor).balance
    await until(pilot, lambda: _balance(stage) == charged)


def _balance(stage: Stage) -> Money | None:
    billing = stage.app.session.state.billing
    return None if billing is None else billing.balance


MEANWHILE: Mapping[str, Callable[[Stage, Pilot[None]], Awaitable[None]]] = {
    "somebody saves the city": _save_city,
    "somebody saves the addresses": _save_addresses,
    "somebody changes the term": _change_term,
    "somebody renews the order": _renew_order,
}
"""What another session does after the first keys; the program has been told when it returns."""
