"""Hostile text in every text column that a screen can show, put there by hand as an old import could have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, String, Table, text
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.account import ProfileType
from introtui.domain.orders import OrderStatus
from introtui.gateways.outside import Gateways
from introtui.gateways.sending import NotSent
from introtui.services.bulk_values import NewEvent, NewLogin
from introtui.store.engine import Database
from introtui.store.tables import Base
from tests.building import ACCOUNT, add_account, add_order, plan_ids, services
from tests.services.posting import Office, ScriptedMail

HOSTILE = (
    "\x1b\x9b\x07\u202e\u200b"
    "[/][@click=app.quit]x[/][bold\\[red]$(x){0}%s\\[/][link=https://example.com]y"
    "\x1b[2J\x1b]52;c;aGVsbG8=\x07\x9b2J\x00\u2066\ufeff\U000e0041\x1b]0;title\x07"
    "\r\n\ttwo\nlines\u2028\u200d\u3164e\u0301\u0301\u0301\u0301\u0301\u0301" + "w\u0435" * 80
)
"""Everything at once: what a narrow column shows comes first; line breaks come after the markup."""

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGEuLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4u laptop"
SHOWN = (
    "account.login",
    "profile.last_name",
    "profile.first_name",
    "profile.email",
    "profile.city",
    "profile.address",
    "profile.mobile_phone",
    "profile.company_name",
    "profile.vat_id",
    "profile.postal_recipient",
    "profile.postal_street",
    "profile.postal_code",
    "profile.postal_city",
    "profile.postal_region",
    "security.ip_restriction",
    "notification_settings.invoices_email",
    "notification_settings.support_email",
    "notification_settings.complaints_email",
    "login_event.address",
    "login_event.way",
    "ticket.subject",
    "product.name",
    "plan.name",
    "plan.specs",
    "vat_rate.country",
    "vat_rate.name",
    "orders.hostname",
    "orders.first_address",
    "orders.comment",
    "order_address.address",
    "order_charge.vat_why",
    "order_charge.source",
    "order_event.actor",
    "order_event.sentence",
    "orders.operating_system",
    "orders.location",
    "outbox_message.subject",
    "outbox_message.address",
    "outbox_message.trouble",
    "ssh_key.name",
    "ssh_key.kind",
    "ssh_key.fingerprint",
    "account_session.address",
    "account_session.way",
)
"""Every text column whose own words reach the screen in the walk through the program."""

DESK = "at the desk, which has a walk of its own"
AT_DESK = (
    "account.staff_role",
    "account_note.author",
    "account_note.text",
    "bank_entry.decided_by",
    "bank_entry.iban",
    "bank_entry.name",
    "bank_entry.number",
    "bank_entry.reference",
    "bank_entry.text",
    "bank_entry.why",
    "bank_statement.name",
    "bulk_item.sentence",
    "bulk_job.trouble",
    "canned_reply.body",
    "canned_reply.name",
    "correction.asked_by",
    "correction.decided_by",
    "correction.decided_why",
    "correction.why",
    "profile.company_rejection",
    "ticket_reply.author",
    "ticket_reply.body",
)
"""What staff alone are shown."""

BILLING = "in billing, which has a test of its own"
ELSEWHERE = {
    "outbox_message.body": "in the outbox of the demo, which has a test of its own",
    "outbox_message.channel": "in the outbox of the demo, which has a test of its own",
    "profile.changed_by": "in the dialog about edits that met, which has a test of its own",
    "product_option.name": "in the form of a new order, which has a test of its own",
    **dict.fromkeys(AT_DESK, DESK),
    "audit.actor": BILLING,
    "audit.address": BILLING,
    "audit.action": BILLING,
    "audit.subject": BILLING,
    "audit.detail": BILLING,
    "document.reference": BILLING,
    "document_line.label": BILLING,
    "document_line.source": BILLING,
    "document_line.vat_note": BILLING,
    "document_line.vat_why": BILLING,
    "document_line.why": BILLING,
    "ledger_transaction.memo": BILLING,
}

CODES = frozenset(
    {
        "account.role",
        "account.currency",
        "profile.country",
        "profile.profile_type",
        "document.currency",
        "document.kind",
        "document_line.kind",
        "document_line.treatment",
        "plan_price.currency",
        "plan_price.refund_terms",
        "orders.status",
        "orders.suspended_for",
        "orders.currency",
    }
)
"""Read as a value of a fixed set: the program shows its own words for it, or cannot read the row at all."""

NEVER_SHOWN = {
    "account_session.ended_because": "no screen shows it",
    "address_trial.before": "no screen shows it",
    "attempt.key": "a digest, only compared",
    "bank_entry.account": "only compared",
    "bank_entry.currency": "a code, only compared with the account's",
    "bank_entry.end_to_end": "only compared, as a reference",
    "bank_entry.facts": "only compared",
    "bank_entry.key": "only compared",
    "bank_entry.paying": "only compared, with what is found by number",
    "bank_entry.side": "one of the program's own words",
    "bank_entry.state": "one of the program's own words",
    "bank_statement.begun_by": "in a refusal, whose sentence is made harmless like any other",
    "bank_statement.digest": "only compared",
    "bulk_item.currency": "a code, shown with its amount",
    "bulk_item.state": "one of the program's own words",
    "bulk_job.key": "only compared",
    "bulk_job.kind": "one of the program's own words",
    "bulk_job.lease_holder": "only compared",
    "bulk_job.parameters": "read as values that are checked again",
    "bulk_job.state": "one of the program's own words",
    "correction.currency": "a code, shown with its amount",
    "correction.key": "only compared",
    "correction.kind": "one of the program's own words",
    "correction.state": "one of the program's own words",
    "job_run.job": "only compared",
    "queue_claim.queue": "only compared",
    "staff_role.name": "beside the name of who has it, as account.staff_role",
    "staff_role.permissions": "only compared, with the permissions there are",
    "ticket.about": "a country's code, looked up",
    "change.topic": "only compared, with the slices of the state",
    "document.purpose": "one of the program's own words; an unknown one is shown made harmless",
    "document.series": "only compared, with what is found by number",
    "document_series.series": "only compared",
    "idempotency.digest": "only compared",
    "idempotency.key": "only compared",
    "imported_line.key": "only compared, by the import",
    "imported_line.kind": "only compared, by the import",
    "ledger_transaction.actor": "no screen of the customer shows it",
    "ledger_transaction.currency": "only compared, with the account's currency",
    "ledger_transaction.idempotency_key": "only compared",
    "ledger_transaction.kind": "one of the program's own words; an unknown one is shown made harmless",
    "mark.name": "only compared, by the billing run",
    "order_charge.label": "written by the program from the plan's name, which is covered",
    "order_charge.treatment": "a code that is only looked up; a document has its own words",
    "outbox_message.gateway": "only compared",
    "profile.find_phone": "only compared",
    "profile.find_text": "only compared; it has letters, digits and spaces alone",
    "outbox_message.key": "only compared",
    "outbox_message.kind": "only compared",
    "payment.currency": "no screen shows payments but by what was booked",
    "payment.external_id": "no screen shows payments but by what was booked",
    "payment.method": "no screen shows payments but by what was booked",
    "payment.reference": "no screen shows payments but by what was booked",
    "pool_address.address": "shown once it is an order's, whose column is covered",
    "pool_address.location": "only compared, with the order's",
    "posting.book": "one of four words, by a constraint of the database",
    "posting.currency": "only compared, with the account's currency",
    "product_option.kind": "only compared",
    "profile.postal_country": "a code looked up in the list of countries; an unknown one shows as no choice",
    "recovery_code.digest": "only compared",
    "security.password_hash": "a secret's hash is asked for, never read out",
    "security.security_code_hash": "a secret's hash is asked for, never read out",
    "sent_code.digest": "only compared",
    "sent_code.message_key": "only compared",
    "sent_code.purpose": "only compared",
    "sent_code.target": "no screen shows it",
    "settlement.how": "only compared",
    "ssh_key.public_key": "no screen shows it",
    "ticket.body": "written for staff; no screen of the customer shows it",
    "ticket.kind": "only compared, with the kind that is looked for",
    "ticket.state": "only compared, with 'open'",
    "vat_evidence.address": "for staff; no screen of the customer shows it",
    "vat_evidence.name": "for staff; no screen of the customer shows it",
    "vat_evidence.request_id": "for staff; no screen of the customer shows it",
    "vat_evidence.source": "for staff; no screen of the customer shows it",
    "vat_evidence.vat_id": "only compared, with the profile's, which is covered",
    "vat_rate.source": "for staff; no screen of the customer shows it",
}

APPEND_ONLY = frozenset({"order_charge", "order_event"})
KEPT = {
    "vat_rate": "country <> 'NL'",  # else nothing could be priced
    "ticket": "kind = 'country change'",
}


def text_columns() -> dict[str, tuple[Table, Column[str]]]:
    """Return every text column of the database by its full name."""
    return {
        f"{table.name}.{column.name}": (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
    }


def mark_of(name: str) -> str:
    """Return the three characters a column's hostile text begins with, by which it is found on the screen."""
    return f"Q{SHOWN.index(name):02d}"


@dataclass(frozen=True, slots=True)
class Planted:
    """An account whose every shown text is hostile; `actor` is who looks at it."""

    actor: Actor
    orders: tuple[int, ...]


def plain_account(database: Database) -> Planted:
    """Write an account that has something of everything."""
    seen = NewLogin(at=datetime(2026, 11, 1, 8, 30, tzinfo=UTC), address="198.51.100.7", way="ssh")
    profile = replace(
        ACCOUNT.profile,
        profile_type=ProfileType.COMPANY,
        company_name="Heron BV",
        vat_id="NL1",
        postal_region="ZH",
    )
    account = replace(ACCOUNT, profile=profile, logins=(seen, seen), ip_restriction="192.0.2.0/24")
    told = replace(
        account, invoices_email="a@x.example", support_email="b@x.example", complaints_email="c@x.example"
    )
    actor = add_account(database, told)
    plans = plan_ids(database)
    event = NewEvent(at=seen.at, actor="staff", sentence="Delivered.")
    words = {"comment": "note", "hostname": "host"}
    shared: dict[str, Any] = {**words, "events": (event,), "addresses": ("203.0.113.7", "203.0.113.8")}
    day = date(2026, 12, 21)
    orders = (
        add_order(database, actor, **shared),
        add_order(database, actor, next_plan_id=plans["VPS L"], next_term_months=1, **shared),
        add_order(database, actor, cancel_at=day, **shared),
        add_order(database, actor, paid_until=date(2026, 11, 20), **shared),
        add_order(database, actor, status=OrderStatus.PROCESSING, started_on=None, paid_until=None),
        add_order(database, actor, plan="Dedicated E3", **shared),
        add_order(database, actor, status=OrderStatus.CANCELLED, ended_on=date(2026, 5, 1), **shared),
    )
    ours = services(database)
    ours.profile.request_country(actor, "DE", "I move")
    ours.ssh_keys.add(actor, PUBLIC_KEY, "laptop")
    ours.sessions.begin_unasked(actor)
    _refuse_a_message(database, actor)
    return Planted(actor, orders)


def _refuse_a_message(database: Database, actor: Actor) -> None:
    mail = ScriptedMail(before=[NotSent("No such user.", again=False)])
    office = Office(database=database, gateways=Gateways(mail=mail))
    office.tell(actor)
    office.services.outbox.deliver_due()


def plant(database: Database) -> Planted:
    """Write an account, then put hostile text into every column that is shown."""
    planted = plain_account(database)
    words = {name: mark_of(name) + HOSTILE for name in SHOWN}

    def work(session: Session) -> None:
        for table in APPEND_ONLY:
            _insert_copies(session, table, {name: words[name] for name in SHOWN if name.startswith(f"{table}.")})
        for name in SHOWN:
            if name.partition(".")[0] not in APPEND_ONLY:
                overwrite(session, name, words[name])

    database.transact(work)
    with database.read() as session:
        login = session.scalar(text("SELECT login FROM account"))
    return replace(planted, actor=replace(planted.actor, login=str(login)))


def overwrite(session: Session, name: str, words: str) -> None:
    """Put words into a column of every row; a row's number behind them keeps what must be unique unique."""
    table, _, column = name.partition(".")
    where = KEPT.get(table, "true")
    session.execute(text(f"UPDATE {table} SET {column} = :words || rowid WHERE {where}"), {"words": words})


def _insert_copies(session: Session, table: str, words: dict[str, str]) -> None:
    """Write the newest row of each order again with hostile words: these rows cannot be changed."""
    mine = {name.partition(".")[2]: value for name, value in words.items()}
    columns = [column.name for column in Base.metadata.tables[table].columns if column.name != "id"]
    chosen = ", ".join(f":{column}" if column in mine else column for column in columns)
    newest = f"SELECT max(id) FROM {table} GROUP BY order_id"
    session.execute(
        text(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} WHERE id IN ({newest})"),
        mine,
    )
