"""An account in which every use case can be done: what one needs first is done by the account's owner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from pyotp import TOTP
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.account import ProfileType, ProfileView
from introtui.domain.bulk import BulkKind, BulkTask, DryRun
from introtui.domain.catalogue import DatedPrice, PriceDraft, check_price
from introtui.domain.corrections import CorrectionKind, CorrectionQuote
from introtui.domain.desk import Queue
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.orders import OrderStatus
from introtui.domain.paging import PageRequest
from introtui.domain.queues import Decision, Done
from introtui.domain.quotes import Quote, When
from introtui.domain.renewals import RenewalChoice, RenewalQuote
from introtui.domain.statement_files import ImportRequest
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import (
    Account,
    AccountNote,
    BankEntry,
    Document,
    OutboxMessage,
    Profile,
    RecoveryCode,
    SshKey,
    Ticket,
    TwoFactor,
)
from tests.building import CLOCK, HOME, TODAY, add_order, last_code, plan_ids
from tests.services.bank_files import camt, one
from tests.services.identity.test_ssh_keys import KEY

TOMORROW = TODAY + timedelta(days=1)
PAGE = PageRequest(sort="")
OTHER = "login1"
ADDRESSES, ORDERS, NUMBERS, NAMES = count(1), count(1), count(1), count(1)
COMMENT = BulkTask.checked(BulkKind.COMMENT, text="Moves to hall 2")
NOTE = "Calls on Mondays."
ADDRESSES, ORDERS = count(1), count(1)


@dataclass(frozen=True, slots=True)
class World:
    """The services, and the owner of the account that is acted for."""

    at: Services
    database: Database
    owner: Actor

    @property
    def admin(self) -> Actor:
        return replace(self.owner, role=Role.ADMIN)

    def order(self, **more: Any) -> int:
        # Far below the numbers that placing an order gives.
        return add_order(
            self.database, self.owner, order_id=next(ORDERS), **{"paid_until": date(2026, 12, 21), **more}
        )

    def waiting(self) -> int:
        return self.order(status=OrderStatus.PROCESSING, started_on=None, paid_until=None)

    def change(self, when: When = When.NOW, order_id: int | None = None) -> Quote:
        plan = plan_ids(self.database)["VPS S"]
        return self.at.order_changes.quote_change(self.owner, order_id or self.order(), plan, 1, when)

    def changing(self) -> int:
        """Return an order whose plan is about to change."""
        quote = self.change(When.AT_END)
        self.at.order_changes.confirm(self.owner, quote, f"change {quote.order_id}")
        return quote.order_id

    def draft(self) -> NewOrderDraft:
        offer = self.at.new_orders.offers(self.owner)[-1]
        system, place = next(iter(offer.operating_systems), ""), next(iter(offer.locations), "")
        return NewOrderDraft(
            product=offer.product,
            plan=offer.plans[0].name,
            hostname="web.example",
            operating_system=system,
            location=place,
        )

    def oldest(self, column: Any, owner: Any) -> Any:
        with self.database.read() as session:
            return session.scalars(select(column).where(owner == self.owner.account_id).order_by(column)).first()

    def other(self) -> int:
        """Return the id of the other customer's account."""
        with self.database.read() as session:
            return int(session.scalars(select(Account.id).where(Account.login == OTHER)).one())

    def company_waiting(self) -> int:
        """Return the id of the other customer, a company that waits to be verified."""
        waiting = update(Profile).where(Profile.account_id == self.other())
        values = {"company_verified_at": None, "company_rejected_at": None, "profile_type": ProfileType.COMPANY}
        self.database.transact(lambda session: session.execute(waiting.values(values)))
        return self.other()

    def verified(self, me: Actor) -> Done:
        """Return what was decided about that company: verified, by an admin."""
        by = replace(me, role=Role.ADMIN, needs_two_factor=False)
        return self.at.queues.decide(by, Queue.COMPANIES, self.company_waiting(), Decision.VERIFY)

    def document(self) -> int:
        return int(self.oldest(Document.id, Document.account_id))

    def correction_quote(self) -> CorrectionQuote:
        kind = CorrectionKind.CORRECTION
        return self.at.corrections.quote(self.admin, OTHER, kind, "500.00", "goodwill")

    def correction(self) -> int:
        """Return the number of a correction that waits, asked for by somebody else."""
        asking = replace(self.admin, login="somebody")
        key = f"correction {next(NUMBERS)}"
        return self.at.corrections.ask(asking, self.correction_quote(), key).correction_id

    def bank_entry(self) -> int:
        """Return the number of a bank entry that waits."""
        number = f"AB-{next(NUMBERS)}"
        content = BytesIO(camt([one("5.00", number, name="Nobody")], statement=number))
        self.at.statements.import_file(self.admin, content, ImportRequest(name="november.xml"))
        with self.database.read() as session:
            found = session.scalars(select(BankEntry.id).where(BankEntry.number == number))
            return int(found.one())

    def ignored_entry(self) -> int:
        """Return the number of a bank entry that was taken off the review list."""
        return self.at.statements.ignore(self.admin, self.bank_entry(), "sent back").entry_id

    def key(self) -> int:
        """Return the number of an ssh key, the only one."""
        self.no_key()
        return self.at.ssh_keys.add(self.owner, KEY, "laptop").key_id

    def no_key(self) -> None:
        self.database.transact(lambda session: session.execute(delete(SshKey)))

    def no_factor(self) -> None:
        self.database.transact(lambda session: session.execute(delete(TwoFactor)))
        self.database.transact(lambda session: session.execute(delete(RecoveryCode)))

    def code(self) -> str:
        """Return the code of a new key, which waits for it."""
        self.no_factor()
        return TOTP(self.at.two_factor.begin(self.owner).key).at(CLOCK.now())

    def recovery(self) -> str:
        """Turn two-factor on and return a recovery code."""
        return self.at.two_factor.confirm(self.owner, self.code())[0]

    def company(self) -> None:
        company = update(Profile).values(profile_type=ProfileType.COMPANY, vat_id="NL004495445B01")
        self.database.transact(lambda session: session.execute(company))

    def on_trial(self) -> None:
        self.at.address_lists.save(self.owner, self.version(), f"{HOME}\n10.0.0.{next(ADDRESSES)}")

    def failed(self) -> int:
        """Return the number of a message that did not arrive."""
        failed = update(OutboxMessage).values(failed_at=OutboxMessage.created_at, delivered_at=None)
        self.database.transact(lambda session: session.execute(failed))
        return int(self.oldest(OutboxMessage.id, OutboxMessage.account_id))

    def renewal(self) -> RenewalQuote:
        return self.at.renewals.quote(self.owner, [RenewalChoice(order_id=self.order(), term_months=1)])

    def bulk_shown(self) -> DryRun:
        return self.at.bulk.check(self.admin, COMMENT, [self.order()])

    def bulk_job(self, *, stopped: bool = False) -> int:
        """Return the number of a job that waits, or was stopped."""
        job = self.at.bulk.start(self.admin, self.bulk_shown(), f"bulk {next(ADDRESSES)}").job_id
        if stopped:
            self.at.bulk.stop(self.admin, job)
        return job

    def profile(self) -> ProfileView:
        return self.at.profile.load(self.owner)

    def note(self) -> int:
        """Return the number of the owner's own note about the other customer."""
        note = AccountNote(account_id=self.other(), author=self.owner.login, at=CLOCK.now(), text=NOTE)
        return self._added(note)

    def ticket(self) -> int:
        """Return the number of a new ticket of the other customer."""
        row = {"kind": "phone", "subject": "No SMS came", "body": "", "created_at": CLOCK.now()}
        return self._added(Ticket(account_id=self.other(), **row))

    def _added(self, row: AccountNote | Ticket) -> int:
        def work(session: Session) -> int:
            session.add(row)
            session.flush()
            return row.id

        return self.database.transact(work)

    def session(self) -> Actor:
        return self.at.sessions.begin_unasked(self.owner)

    def signed_in(self, me: Actor) -> Actor:
        return replace(me, session_id=self.session().session_id)

    def version(self) -> int:
        return self.at.security.load(self.owner).version

    def sent_code(self) -> str:
        self.at.contacts.send_email_code(self.owner, "new@example.com")
        return last_code(self.database)

    def new_plan(self) -> int:
        """Return a plan that has no price yet."""
        return self.at.catalogue.add_plan(self.admin, "VPS/VDS", f"plan {next(NAMES)}", "")

    def priced_plan(self) -> int:
        """Return a plan whose first price is to come."""
        plan_id = self.new_plan()
        self.at.catalogue.set_price(self.admin, plan_id, self.price())
        return plan_id

    def withdrawn_plan(self) -> int:
        """Return the plan that is not sold any more."""
        return next(plan.plan_id for plan in self.at.catalogue.plans(self.admin) if plan.withdrawn_on is not None)

    @staticmethod
    def price() -> DatedPrice:
        return check_price(PriceDraft(currency="EUR", monthly="9", refund_terms="none", valid_from=str(TOMORROW)))

    def scheduled_rate(self) -> None:
        self.at.vat.set_rate(self.admin, "AT", 2100, TOMORROW, "Gazette")
