"""What another account has answers exactly like what is not there, whatever is asked and by which number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle, islice
from random import Random
from typing import Any

import pytest
from sqlalchemy import Update, select, update

from introtui.domain.access import Actor
from introtui.domain.corrections import CorrectionDraft, CorrectionKind, CorrectionQuote
from introtui.domain.desk import Queue
from introtui.domain.errors import IntrotuiError
from introtui.domain.exporting import ExportFormat
from introtui.domain.finding import Group
from introtui.domain.incoming import IncomingPayment, TypedPayment
from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.queues import Decision, Done
from introtui.domain.quotes import Quote, When
from introtui.domain.renewals import RenewalChoice, RenewalQuote
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import (
    Account,
    AccountNote,
    AccountSession,
    Audit,
    BankEntry,
    Correction,
    Document,
    Order,
    OutboxMessage,
    Posting,
    SshKey,
    Ticket,
)
from tests.building import CLOCK, TODAY, add_order, services
from tests.proofs import rounds
from tests.proofs.use_cases import WITHOUT_ACTOR, every_method, use_cases
from tests.proofs.world import COMMENT, PAGE
from tests.services.bank_files import Office, camt, one
from tests.services.identity.test_ssh_keys import KEY as SSH_KEY
from tests.services.ordering import Desk, desk, everything, written_since
from tests.services.staffing import staff

ASKED = rounds(20, 1_000)
NUMBERS: dict[str, tuple[Any, Any]] = {
    "order": (Order.id, Order.account_id),
    "document": (Document.id, Document.account_id),
    "document's number": (Document.number, Document.account_id),
    "movement": (Posting.transaction_id, Posting.account_id),
    "session": (AccountSession.id, AccountSession.account_id),
    "key": (SshKey.id, SshKey.account_id),
    "message": (OutboxMessage.id, OutboxMessage.account_id),
    "bank entry": (BankEntry.id, BankEntry.account_id),
    "correction": (Correction.id, Correction.account_id),
    "login": (Account.id, Account.id),
    "account": (Account.id, Account.id),
    "audit's line": (Audit.id, Audit.account_id),
    "note": (AccountNote.id, AccountNote.account_id),
    "ticket": (Ticket.id, Ticket.account_id),
}
"""The things an account has: by which number they are asked for, and whose they are."""
NO_THING = frozenset(
    {
        "body",
        *("accept_lock_out", "addresses", "after", "again", "amount", "code", "countries", "country"),
        *("currency", "current", "day", "days", "decision", "descending", "draft", "email", "expected"),
        *("form", "given", "goes_on", "job_id", "key", "kind", "location", "name", "new", "note", "on"),
        *("only_open", "password", "pay_by", "permissions", "pin", "plan_id", "pressed", "product"),
        *("proposed", "purpose", "purposes", "queue", "rate_bp", "reason", "request", "role", "said", "skip"),
        *("secret", "shown", "sort", "source", "specs", "state", "task", "term_months", "text", "typed"),
        *("valid_from", "vat_id_confirmed", "version", "wanted", "when", "which", "why"),
    }
)
"""Parameters that name nothing an account has."""
NAMING_NOTHING = frozenset({"account_admin.add", "new_orders.confirm"})
"""What takes a login nobody has yet, and a quote of what is published."""


@dataclass(frozen=True, slots=True)
class Case:
    """Services, a stranger who asks, and what the stranger was quoted for an order of their own."""

    at: Services
    actor: Actor
    change: Quote
    renewal: RenewalQuote


Ask = Callable[[Case, int], object]


def by_login(call: Callable[[Case, str], object]) -> Ask:
    """Ask by the login of the account with a number."""
    return lambda case, number: call(case, f"login{number}")


def payment_for(login: str) -> IncomingPayment:
    return IncomingPayment(login=login, amount=Money(500, "EUR"), received_on=TODAY, external_id="bank 1")


def typed_for(login: str) -> TypedPayment:
    return TypedPayment(login=login, amount="5.00", received_on=str(TODAY), reference="", external_id="bank 1")


def correction_for(login: str) -> CorrectionQuote:
    kind, amount = CorrectionKind.CORRECTION, Money(500, "EUR")
    draft = CorrectionDraft(login=login, kind=kind, amount=amount, why="goodwill")
    return CorrectionQuote(draft=draft, holder="", before=Money(0, "EUR"), needs_second=False)


ORDERS: dict[str, Ask] = {
    "orders.load": lambda c, n: c.at.orders.load(c.actor, n),
    "orders.rows": lambda c, n: c.at.orders.rows(c.actor, [n]),
    "orders.plan_offers": lambda c, n: c.at.orders.plan_offers(c.actor, n),
    "orders.set_auto_renew": lambda c, n: c.at.orders.set_auto_renew(c.actor, n, True),
    "orders.set_comment": lambda c, n: c.at.orders.set_comment(c.actor, n, "Rack 4", ""),
    "orders.undo_cancel": lambda c, n: c.at.orders.undo_cancel(c.actor, n),
    "orders.undo_change": lambda c, n: c.at.orders.undo_change(c.actor, n),
    "order_changes.quote_cancel": lambda c, n: c.at.order_changes.quote_cancel(c.actor, n, When.NOW),
    "order_changes.quote_change": lambda c, n: c.at.order_changes.quote_change(c.actor, n, 3, 1, When.NOW),
    "order_changes.confirm": lambda c, n: c.at.order_changes.confirm(
        c.actor, replace(c.change, order_id=n), f"change {n}"
    ),
    "renewals.quote": lambda c, n: c.at.renewals.quote(c.actor, [RenewalChoice(order_id=n, term_months=1)]),
    "renewals.confirm": lambda c, n: c.at.renewals.confirm(
        c.actor, replace(c.renewal, choices=(RenewalChoice(order_id=n, term_months=1),)), f"renew {n}"
    ),
    "all_orders.load": lambda c, n: c.at.all_orders.load(c.actor, n),
    "all_orders.owners": lambda c, n: c.at.all_orders.owners(c.actor, [n]),
    "bulk.check": lambda c, n: c.at.bulk.check(c.actor, COMMENT, [n]),
    "list_exports.orders": lambda c, n: c.at.list_exports.orders(c.actor, [n], ExportFormat.CSV),
    "setup_work.deliver": lambda c, n: c.at.setup_work.deliver(c.actor, n),
    "setup_work.fail": lambda c, n: c.at.setup_work.fail(c.actor, n, "sold out"),
}
DOCUMENTS: dict[str, Ask] = {
    "documents.load": lambda c, n: c.at.documents.load(c.actor, n),
    "documents.pdf": lambda c, n: c.at.documents.pdf(c.actor, n),
    "billing.paying": lambda c, n: c.at.billing.paying(c.actor, n),
    "billing.transfer": lambda c, n: c.at.billing.transfer(c.actor, n),
    "payments.pay": lambda c, n: c.at.payments.pay(c.actor, n, f"pay {n}"),
}
LOGINS: dict[str, Ask] = {
    "account_admin.block": by_login(lambda c, login: c.at.account_admin.block(c.actor, login)),
    "account_admin.unblock": by_login(lambda c, login: c.at.account_admin.unblock(c.actor, login)),
    "account_admin.end_sessions": by_login(lambda c, login: c.at.account_admin.end_sessions(c.actor, login)),
    "account_admin.give_password": by_login(
        lambda c, login: c.at.account_admin.give_password(c.actor, login, "seven grey herons wade")
    ),
    "account_admin.reset_two_factor": by_login(
        lambda c, login: c.at.account_admin.reset_two_factor(c.actor, login)
    ),
    "account_admin.unlock_addresses": by_login(
        lambda c, login: c.at.account_admin.unlock_addresses(c.actor, login)
    ),
    "finding.find": by_login(lambda c, login: c.at.finding.find(c.actor, login)),
    "finding.further": by_login(lambda c, login: c.at.finding.further(c.actor, login, Group.ACCOUNTS, ())),
    "staff_roles.give": by_login(lambda c, login: c.at.staff_roles.give(c.actor, login, "support")),
    "code_checks.matches": by_login(lambda c, login: c.at.code_checks.matches(c.actor, login, "blue-kettle-7")),
    "payments.currency_of": by_login(lambda c, login: c.at.payments.currency_of(c.actor, login)),
    "payments.quote": by_login(lambda c, login: c.at.payments.quote(c.actor, typed_for(login))),
    "corrections.quote": by_login(
        lambda c, login: c.at.corrections.quote(c.actor, login, CorrectionKind.CORRECTION, "5.00", "goodwill")
    ),
    "corrections.ask": by_login(lambda c, login: c.at.corrections.ask(c.actor, correction_for(login), "ask")),
    "statements.quote": by_login(lambda c, login: c.at.statements.quote(c.actor, 1, login)),
    "statements.accept": by_login(lambda c, login: c.at.statements.accept(c.actor, 1, login)),
    "payments.record": by_login(lambda c, login: c.at.payments.record(c.actor, payment_for(login))),
    "account_tickets.count": by_login(lambda c, login: c.at.account_tickets.count(c.actor, login)),
    "account_tickets.page": by_login(lambda c, login: c.at.account_tickets.page(c.actor, login, PAGE)),
    "notes.add": by_login(lambda c, login: c.at.notes.add(c.actor, login, "Pays late.")),
    "notes.count": by_login(lambda c, login: c.at.notes.count(c.actor, login)),
    "notes.page": by_login(lambda c, login: c.at.notes.page(c.actor, login, PAGE)),
    "notes.pinned": by_login(lambda c, login: c.at.notes.pinned(c.actor, login)),
    "vat_ids.confirm_company": by_login(
        lambda c, login: c.at.vat_ids.confirm_company(c.actor, login, True, "seen")
    ),
    "vat_ids.verify_vat_id": by_login(lambda c, login: c.at.vat_ids.verify_vat_id(c.actor, login)),
}


def done_about(account_id: int) -> Done:
    return Done(queue=Queue.COMPANIES, item_id=account_id, decision=Decision.VERIFY, sentence="Verified.")


ACCOUNTS: dict[str, Ask] = {
    "acting.reader": lambda c, n: c.at.acting.reader(c.actor, n),
    "acting.look": lambda c, n: c.at.acting.look(c.actor, n),
    "list_exports.accounts": lambda c, n: c.at.list_exports.accounts(c.actor, [n], ExportFormat.CSV),
    "acting.act": lambda c, n: c.at.acting.act(c.actor, n, "ticket 7"),
    "queues.again": lambda c, n: c.at.queues.again(c.actor, Queue.COMPANIES, n),
    "queues.decide": lambda c, n: c.at.queues.decide(c.actor, Queue.COMPANIES, n, Decision.VERIFY),
    "queues.undo": lambda c, n: c.at.queues.undo(c.actor, done_about(n)),
}
BANK: dict[str, Ask] = {
    "statements.load": lambda c, n: c.at.statements.load(c.actor, n),
    "statements.ignore": lambda c, n: c.at.statements.ignore(c.actor, n, "sent back"),
    "statements.review_again": lambda c, n: c.at.statements.review_again(c.actor, n),
}
CORRECTIONS: dict[str, Ask] = {
    "corrections.approve": lambda c, n: c.at.corrections.approve(c.actor, n),
    "corrections.decline": lambda c, n: c.at.corrections.decline(c.actor, n, "not ours"),
}
NOTES: dict[str, Ask] = {
    "notes.edit": lambda c, n: c.at.notes.edit(c.actor, n, "Pays on time.", "Pays late."),
    "notes.load": lambda c, n: c.at.notes.load(c.actor, n),
    "notes.pin": lambda c, n: c.at.notes.pin(c.actor, n, True),
}
TICKETS: dict[str, Ask] = {"account_tickets.load": lambda c, n: c.at.account_tickets.load(c.actor, n)}
AUDIT: dict[str, Ask] = {"audit.trail": lambda c, n: c.at.audit.trail(c.actor, n)}
ASKS: dict[str, dict[str, Ask]] = {
    "order": ORDERS,
    "document": DOCUMENTS,
    "document's number": {
        "invoices.numbered": lambda c, n: c.at.invoices.numbered(c.actor, f"INV-2026-{n % 10**9}")
    },
    "movement": {"billing.movement": lambda c, n: c.at.billing.movement(c.actor, n)},
    "session": {"sessions.end": lambda c, n: c.at.sessions.end(c.actor, n)},
    "key": {
        "ssh_keys.rename": lambda c, n: c.at.ssh_keys.rename(c.actor, n, "desk"),
        "ssh_keys.remove": lambda c, n: c.at.ssh_keys.remove(c.actor, n),
    },
    "message": {"outbox.resend": lambda c, n: c.at.outbox.resend(c.actor, n)},
    "bank entry": BANK,
    "correction": CORRECTIONS,
    "login": LOGINS,
    "account": ACCOUNTS,
    "audit's line": AUDIT,
    "note": NOTES,
    "ticket": TICKETS,
}
OF_STAFF = (
    *("all_orders.load", "all_orders.owners", "bulk.check", "list_exports.orders"),
    *("setup_work.deliver", "setup_work.fail"),
)
STAFFS_OWN = frozenset({*OF_STAFF, *LOGINS, *ACCOUNTS, *BANK, *CORRECTIONS, *AUDIT, *NOTES, *TICKETS})
"""What tells a customer the same even of their own."""


def test_every_use_case_that_takes_the_name_of_a_thing_is_asked_below() -> None:
    assert {name for name, parameters in every_method() if parameters[:1] != ("actor",)} == WITHOUT_ACTOR
    naming = {name for name, parameters in use_cases().items() if set(parameters) - NO_THING}
    assert naming - NAMING_NOTHING <= {name for asks in ASKS.values() for name in asks}


def busy(database: Database, login: str) -> Desk:
    """Write a customer who has one of everything: an open invoice and a message that did not arrive among it."""
    at = desk(database, login=login, balance="300.00", paid_until=date(2026, 12, 21))
    signed_in = at.services.sessions.begin_unasked(at.actor)
    at.services.ssh_keys.add(at.actor, SSH_KEY, "laptop")
    at.changes.confirm(at.actor, at.quote("VPS L"), f"{login} upgrade", PayBy.INVOICE)
    failed = update(OutboxMessage).values(failed_at=OutboxMessage.created_at, due_at=None)
    at.database.transact(lambda session: session.execute(failed))
    account = {"account_id": at.actor.account_id}
    note = AccountNote(**account, author="bo", at=CLOCK.now(), text="Pays late.")
    ticket = Ticket(**account, kind="phone", subject="No SMS came", body="", created_at=CLOCK.now())
    at.database.transact(lambda session: session.add_all([note, ticket]))
    return replace(at, actor=signed_in)


def from_the_bank(database: Database) -> None:
    """Have a bank entry and a correction of each customer wait."""
    office = Office(services(database), database, staff(database))
    office.imported(camt([one("5.00", f"AB-{number}", name="Nobody") for number in range(1, 4)]))
    for number in range(1, 4):
        login, corrections = f"login{number}", office.services.corrections
        quote = corrections.quote(office.actor, login, CorrectionKind.CORRECTION, "500.00", "goodwill")
        corrections.ask(office.actor, quote, login)
        proposed = update(BankEntry).where(BankEntry.number == f"AB-{number}")
        owner = office.services.actor(login, address="", way="test").account_id
        change(database, proposed.values(account_id=owner))


def change(database: Database, statement: Update) -> None:
    database.transact(lambda session: session.execute(statement))


@pytest.fixture
def case(installed: Database) -> Case:
    for number in range(1, 4):
        busy(installed, f"login{number}")
    from_the_bank(installed)
    own = busy(installed, "stranger")
    order = add_order(installed, own.actor)
    renewal = own.services.renewals.quote(own.actor, [RenewalChoice(order_id=order, term_months=1)])
    change = own.changes.quote_cancel(own.actor, order, When.NOW)
    return Case(services(installed), own.actor, change, renewal)


def answer(ask: Ask, case: Case, number: int) -> tuple[str, str]:
    """Return what is answered, up to the number itself."""
    try:
        return "returned", repr(ask(case, number))
    except IntrotuiError as error:
        return type(error).__name__, re.sub(r"-?[0-9]+", "N", str(error))


def asked(foreign: list[int], own: set[int], dice: Random) -> Iterator[int]:
    """Yield numbers of others' things and, as often, such as nobody's thing has."""
    beside = [number + step for number in foreign for step in (-1, 1)]
    edges = [0, -1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**30]
    yield from edges
    for number in islice(cycle(foreign), ASKED // 2):
        yield number
        far = (dice.choice(beside), dice.randrange(10**5, 10**9), dice.randrange(10**9, 2**63))
        yield next(each for each in (dice.choice(far), 10**9) if each not in own)


@pytest.mark.parametrize("thing", ASKS)
def test_what_another_account_has_is_answered_like_what_is_not_there(case: Case, thing: str) -> None:
    database, (number_of, owner) = case.at.database, NUMBERS[thing]
    with database.read() as session:
        own = set(session.scalars(select(number_of).where(owner == case.actor.account_id)))
        foreign = sorted(set(session.scalars(select(number_of).where(owner != case.actor.account_id))) - own)
    before, dice = everything(database), Random(thing)
    for name, ask in ASKS[thing].items():
        missing = answer(ask, case, 10**8)
        for number in asked(foreign, own, dice):
            assert answer(ask, case, number) == missing, (name, number)
    assert len(foreign) >= 3
    assert written_since(before, database) == {}
    # Else all this would hold where nothing is ever found.
    for name, ask in ASKS[thing].items():
        assert name in STAFFS_OWN or answer(ask, case, max(own)) != answer(ask, case, 10**8), name
