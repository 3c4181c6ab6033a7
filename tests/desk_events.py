"""What happens at a desk on a busy day, on the demo's data."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.demo import ADDRESS, WAY
from introtui.domain.access import Actor
from introtui.domain.all_orders import AllOrdersFilter
from introtui.domain.bulk import BulkKind, BulkTask
from introtui.domain.corrections import CorrectionKind, CorrectionState
from introtui.domain.desk import Queue
from introtui.domain.paging import PageRequest
from introtui.domain.queues import Decision
from introtui.domain.statement_files import ImportRequest
from introtui.services.registry import Services
from introtui.store.tables import Profile, VatEvidence
from tests.services.bank_files import camt, one


def run_bulk_jobs(services: Services, actor: Actor) -> None:
    """Run a renewal of all orders, and stop a comment on them."""
    renewal = BulkTask.checked(BulkKind.RENEW, text="ticket 4711")
    comment = BulkTask.checked(BulkKind.COMMENT, text="Moves to hall 2 in May")
    orders = services.all_orders.matching(actor, AllOrdersFilter())
    services.bulk.start(actor, services.bulk.check(actor, renewal, orders), "renewal")
    services.bulk_runner.run_due()
    job = services.bulk.start(actor, services.bulk.check(actor, comment, orders), "comment")
    services.bulk.stop(actor, job.job_id)


def bring_money_in(services: Services, actor: Actor) -> None:
    """Import one statement that is booked and one that has to be reviewed; have a correction asked for."""
    customer = services.actor("ivanov", address=ADDRESS, way=WAY)
    reference = services.billing.top_up(customer).reference
    content = camt([one("50.00", "2026-4711", reference=reference, name="Ivan Ivanov")])
    services.statements.import_file(actor, BytesIO(content), ImportRequest(name="november-1.xml"))
    waiting = [
        one("24.14", "2026-4712", name="Ivan Ivanov", text="my server, with thanks"),
        one("118.00", "2026-4713", name="Zygmunt Example", text="invoice", iban="DE89370400440532013000"),
    ]
    content = camt(waiting, statement="S-2")
    services.statements.import_file(actor, BytesIO(content), ImportRequest(name="november-2.xml"))
    anna = services.actor("anna", address=ADDRESS, way=WAY)
    quote = services.corrections.quote(
        anna, "ivanov", CorrectionKind.CORRECTION, "250.00", "charged twice in October"
    )
    services.corrections.ask(anna, quote, "other session")


def work_a_day(services: Services, actor: Actor) -> None:
    """Leave something of everything that staff write: statements, jobs, decisions, notes, answers."""
    bring_money_in(services, actor)
    run_bulk_jobs(services, actor)
    for correction in services.corrections.page(actor, CorrectionState.WAITING, NEWEST).items:
        services.corrections.decline(actor, correction.correction_id, "never charged twice")
    quote = services.corrections.quote(actor, "ivanov", CorrectionKind.CORRECTION, "1.00", "good will")
    services.corrections.ask(actor, quote, "good will")
    services.notes.add(actor, "ivanov", "Prefers calls before ten.", pin=True)
    services.replies.save(actor, "thanks", "Thank you for writing.")
    customer = services.actor("ivanov", address=ADDRESS, way=WAY)
    services.sessions.begin_unasked(customer)
    services.profile.request_country(customer, "DE", "I have moved to Cologne.")
    for login in ("ivanov", "tanaka"):
        services.contacts.contact_support(services.actor(login, address=ADDRESS, way=WAY))
    for queue, decision in ANSWERS:
        item = services.queues.take(actor, queue)
        assert item is not None
        services.queues.decide(actor, queue, item.item_id, decision, "Write to us again.")
    services.queues.leave(actor)
    services.database.transact(_answer_from_vies)


def _answer_from_vies(session: Session) -> None:
    """Have each company state a VAT ID, and keep what VIES could have said of it."""
    for profile in session.scalars(select(Profile).where(Profile.company_name != "")):
        profile.vat_id = profile.vat_id or VAT_ID
        said = {"name": "NOORDZEE B.V.", "address": "COOLSINGEL 1", "source": "VIES", "request_id": "WAPI1"}
        evidence = VatEvidence(account_id=profile.account_id, vat_id=profile.vat_id, valid=True, **said)
        evidence.checked_at = NOW
        session.add(evidence)


VAT_ID = "DE136695976"
"""One that could be: its check digit is right."""
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEWEST = PageRequest(sort="id", descending=True)
ANSWERS = ((Queue.TICKETS, Decision.REPLY), (Queue.COMPANIES, Decision.REJECT))
"""What is decided, once each; more wait."""
