"""What happens beside the keys of a picture: another session commits, a query fails, a connection takes long."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.clock import FixedClock
from introtui.demo import ADDRESS, DEFAULT_TODAY, KEY, WAY
from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.domain.topics import Topic
from introtui.gateways.local import LocalCalls, local_gateways
from introtui.gateways.sending import NotSent
from introtui.screens.dialogs.code_line import CodeLine
from introtui.services.billing import BillingService
from introtui.services.calling import note_call, place_call
from introtui.services.context import Context
from introtui.services.orders import OrderService
from introtui.services.registry import Services
from introtui.session import Connected
from introtui.store.engine import Database
from introtui.store.tables import Change, OutboxMessage, TwoFactor
from tests.desk_events import run_bulk_jobs
from tests.programs import until
from tests.services.paying import receive, renew
from tests.snapshots.cases import CODE, PASSWORD, SHORT_PASSWORD

ORDER = 10231
SCANNED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REFUSED = "The mail server refused it: 550 5.1.1 <new@example.org>: Recipient address rejected: User unknown."
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
    services = Services.over(Database(stage.url), FixedClock(DEFAULT_TODAY), load_key=lambda: KEY)
    try:
        yield services, services.actor(stage.login, address=ADDRESS, way=WAY)
    finally:
        services.close()


# Before the program starts


def _run_bulk_jobs(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        run_bulk_jobs(services, actor)


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


def _place_call(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        context = Context(services.database, FixedClock(DEFAULT_TODAY), gateways=local_gateways())
        placed = place_call(context, 0, "+31612345678", "call")
        services.database.transact(
            lambda session: note_call(
                context, session, actor.account_id, which=0, number="+31612345678", key="call", outcome=placed
            )
        )


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
    stage.monkeypatch.setattr("introtui.session.log_place", lambda: str(LOG))


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


def _know_secrets(stage: Stage) -> None:
    numbers = count(1)
    stage.monkeypatch.setattr("pyotp.random_base32", lambda: SCANNED)
    stage.monkeypatch.setattr(
        "introtui.services.identity.two_factor.new_recovery_code", lambda: f"r84e-jmf0-nb{next(numbers):02}"
    )
    stage.monkeypatch.setattr(
        "introtui.services.identity.factors.matching_step",
        lambda _key, code, _now, last: last + 1 if code == CODE else None,
    )


def _turn_two_factor_on(stage: Stage) -> None:
    _know_secrets(stage)
    with other_session(stage) as (services, actor):
        services.two_factor.begin(actor)
        services.two_factor.confirm(actor, CODE)


def _turn_two_factor_on_over_a_short_password(stage: Stage) -> None:
    _turn_two_factor_on(stage)
    with other_session(stage) as (services, actor):
        services.security.change_password(actor, PASSWORD, SHORT_PASSWORD, SHORT_PASSWORD)


def _register_keys(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        for name, start in (("laptop", b"a"), ("build machine of the Rotterdam office", b"b")):
            services.ssh_keys.add(actor, public_key(start), name)


def public_key(start: bytes) -> str:
    """Return a key like a real one: Ed25519 keys are any 32 bytes."""
    kind = b"ssh-ed25519"
    parts = (kind, start.ljust(32, b"."))
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return f"{kind.decode()} {b64encode(blob).decode()}"


def _open_another_session(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        services.sessions.begin_unasked(replace(actor, address="2001:db8:4::17", way="ssh"))


def _try_list(stage: Stage) -> None:
    with other_session(stage) as (services, actor):
        services.address_lists.save(actor, services.security.load(actor).version, f"{ADDRESS}\n10.1.1.0/24")


def _let_no_call_through(stage: Stage) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise NotSent("The call gateway could not be reached.", again=True)

    stage.monkeypatch.setattr(LocalCalls, "place", fail)


def _need_proof(stage: Stage) -> None:
    stage.monkeypatch.setattr("introtui.services.identity.live.FRESH", timedelta(0))


def _lose_two_factor_over_a_short_password(stage: Stage) -> None:
    _turn_two_factor_on_over_a_short_password(stage)
    database = Database(stage.url)
    database.transact(lambda session: session.execute(delete(TwoFactor)))
    database.close()


AT_THE_DOOR: Mapping[str, Callable[[Stage], None]] = {
    "nobody is in": lambda _stage: None,
    "nobody is in, two-factor": _turn_two_factor_on,
    "nobody is in, the password short": _lose_two_factor_over_a_short_password,
}
"""Where the program asks who is there; what is done before it starts."""

BEFORE: Mapping[str, Callable[[Stage], None]] = {
    "a country was requested": _request_country,
    "a plan change is scheduled": _schedule_change,
    "an upgrade waits for its invoice": _await_payment,
    "a call comes in": _place_call,
    "there are documents": _write_documents,
    "the documents fail": _fail_documents,
    "the list fails": _fail_list,
    "the orders wait": _hold_connection,
    "the profile waits": _hold_connection,
    "nothing opens": _hold_first_frame,
    "the secrets are known": _know_secrets,
    "two-factor is on": _turn_two_factor_on,
    "two-factor is on, the password short": _turn_two_factor_on_over_a_short_password,
    "keys are registered": _register_keys,
    "another session is open": _open_another_session,
    "a list is on trial": _try_list,
    "a proof is needed": _need_proof,
    "no call comes through": _let_no_call_through,
    "bulk jobs were run": _run_bulk_jobs,
    **AT_THE_DOOR,
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
        saved = services.address_lists.save(actor, version, "192.0.2.0/24", accept_lock_out=False)
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


async def _refuse_code(stage: Stage, pilot: Pilot[None]) -> None:
    refused = {"delivered_at": None, "failed_at": OutboxMessage.created_at, "trouble": REFUSED}
    with other_session(stage) as (services, actor):

        def work(session: Session) -> None:
            session.execute(
                update(OutboxMessage).where(OutboxMessage.address == "new@example.org").values(refused)
            )
            session.add(Change(account_id=actor.account_id, topic=Topic.NOTIFICATIONS))

        services.database.transact(work)
    line = stage.app.screen.query_one(CodeLine)
    await until(pilot, lambda: REFUSED in str(line.render()))


MEANWHILE: Mapping[str, Callable[[Stage, Pilot[None]], Awaitable[None]]] = {
    "somebody saves the city": _save_city,
    "somebody saves the addresses": _save_addresses,
    "somebody changes the term": _change_term,
    "somebody renews the order": _renew_order,
    "the mail with the code is refused": _refuse_code,
}
"""What another session does after the first keys; the program has been told when it returns."""
