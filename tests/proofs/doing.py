"""Every use case, done once as it succeeds for whoever may; what it needs first is done in its own line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

from introtui.domain.access import Actor, Role
from introtui.domain.accounts import AccountFilter
from introtui.domain.all_orders import AllOrdersFilter
from introtui.domain.audit import AuditFilter
from introtui.domain.billing import DocumentFilter, HistoryFilter
from introtui.domain.catalogue import OptionKind
from introtui.domain.contact_codes import Purpose
from introtui.domain.corrections import CorrectionKind
from introtui.domain.desk import Queue
from introtui.domain.exporting import ExportFormat
from introtui.domain.finding import Group
from introtui.domain.incoming import IncomingPayment, TypedPayment
from introtui.domain.money import Money
from introtui.domain.notifications import NotificationFields
from introtui.domain.order_views import OrderFilter
from introtui.domain.paging import PageRequest
from introtui.domain.queues import Decision
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.domain.statement_files import ImportRequest
from introtui.domain.vat_desk import ProposedRate
from introtui.services.audit import NEWEST_FIRST
from introtui.store.tables import Audit, Posting
from tests.building import HOME, TODAY, plan_ids
from tests.proofs.world import ADDRESSES, COMMENT, NAMES, NOTE, OTHER, PAGE, TOMORROW, World
from tests.services.bank_files import camt, one
from tests.services.identity.signing import PASSWORD, give_password
from tests.services.identity.test_ssh_keys import KEY

Do = Callable[[World, Actor], object]


def after(prepare: Callable[[], object], do: Callable[[], object]) -> object:
    """Do something once it was prepared."""
    prepare()
    return do()


USES: dict[str, Do] = {
    "account_admin.add": lambda w, me: w.at.account_admin.add(
        me, login="anna", email="anna@example.com", country="NL", role=Role.CUSTOMER.value, currency="EUR"
    ),
    "account_admin.block": lambda w, me: w.at.account_admin.block(me, OTHER),
    "account_admin.end_sessions": lambda w, me: w.at.account_admin.end_sessions(me, OTHER),
    "account_admin.give_password": lambda w, me: w.at.account_admin.give_password(me, OTHER, PASSWORD),
    "account_admin.reset_two_factor": lambda w, me: w.at.account_admin.reset_two_factor(me, OTHER),
    "account_admin.unblock": lambda w, me: w.at.account_admin.unblock(me, OTHER),
    "account_admin.unlock_addresses": lambda w, me: w.at.account_admin.unlock_addresses(me, OTHER),
    "account_tickets.count": lambda w, me: w.at.account_tickets.count(me, OTHER),
    "account_tickets.load": lambda w, me: w.at.account_tickets.load(me, w.ticket()),
    "account_tickets.page": lambda w, me: w.at.account_tickets.page(me, OTHER, PAGE),
    "accounts.count": lambda w, me: w.at.accounts.count(me, AccountFilter.ALL),
    "accounts.matching": lambda w, me: w.at.accounts.matching(me, AccountFilter.ALL),
    "accounts.page": lambda w, me: w.at.accounts.page(me, AccountFilter.ALL, PageRequest(sort="login")),
    "acting.act": lambda w, me: w.at.acting.act(me, w.other(), "ticket 7"),
    "acting.look": lambda w, me: w.at.acting.look(me, w.other()),
    "acting.reader": lambda w, me: w.at.acting.reader(me, w.other()),
    "address_lists.keep": lambda w, me: after(w.on_trial, lambda: w.at.address_lists.keep(me)),
    "address_lists.save": lambda w, me: w.at.address_lists.save(
        me, w.version(), f"{HOME}\n10.1.0.{next(ADDRESSES)}"
    ),
    "address_lists.settle": lambda w, me: w.at.address_lists.settle(me),
    "audit.count": lambda w, me: w.at.audit.count(me, AuditFilter()),
    "audit.every": lambda w, me: list(w.at.audit.every(me, AuditFilter())),
    "audit.families": lambda w, me: w.at.audit.families(me),
    "audit.filter": lambda w, me: w.at.audit.filter(me, {"account": OTHER}),
    "audit.page": lambda w, me: w.at.audit.page(me, AuditFilter(), NEWEST_FIRST),
    "audit.trail": lambda w, me: w.at.audit.trail(me, w.oldest(Audit.id, Audit.account_id)),
    "billing.count_documents": lambda w, me: w.at.billing.count_documents(me, DocumentFilter.ALL, ""),
    "billing.count_history": lambda w, me: w.at.billing.count_history(me, HistoryFilter.ALL, ""),
    "billing.count_statement": lambda w, me: w.at.billing.count_statement(me, ""),
    "billing.documents": lambda w, me: w.at.billing.documents(me, DocumentFilter.ALL, "", PAGE),
    "billing.every_movement": lambda w, me: w.at.billing.every_movement(me),
    "billing.history": lambda w, me: w.at.billing.history(me, HistoryFilter.ALL, "", PAGE),
    "billing.load": lambda w, me: w.at.billing.load(me),
    "billing.movement": lambda w, me: w.at.billing.movement(
        me, w.oldest(Posting.transaction_id, Posting.account_id)
    ),
    "billing.paying": lambda w, me: w.at.billing.paying(me, w.document()),
    "billing.statement": lambda w, me: w.at.billing.statement(me, "", PAGE),
    "billing.top_up": lambda w, me: w.at.billing.top_up(me),
    "billing.totals_by_kind": lambda w, me: w.at.billing.totals_by_kind(me),
    "billing.transfer": lambda w, me: w.at.billing.transfer(me, w.document()),
    "all_orders.choices": lambda w, me: w.at.all_orders.choices(me),
    "all_orders.count": lambda w, me: w.at.all_orders.count(me, AllOrdersFilter()),
    "all_orders.load": lambda w, me: w.at.all_orders.load(me, w.order()),
    "all_orders.matching": lambda w, me: w.at.all_orders.matching(me, AllOrdersFilter()),
    "all_orders.owners": lambda w, me: w.at.all_orders.owners(me, [w.order()]),
    "all_orders.page": lambda w, me: w.at.all_orders.page(me, AllOrdersFilter(), PageRequest(sort="id")),
    "bulk.check": lambda w, me: w.at.bulk.check(me, COMMENT, [w.order()]),
    "bulk.count": lambda w, me: w.at.bulk.count(me),
    "bulk.count_results": lambda w, me: w.at.bulk.count_results(me, w.bulk_job()),
    "bulk.load": lambda w, me: w.at.bulk.load(me, w.bulk_job()),
    "bulk.page": lambda w, me: w.at.bulk.page(me, PAGE),
    "bulk.results": lambda w, me: w.at.bulk.results(me, w.bulk_job(), PAGE),
    "bulk.resume": lambda w, me: w.at.bulk.resume(me, w.bulk_job(stopped=True)),
    "bulk.start": lambda w, me: w.at.bulk.start(me, w.bulk_shown(), f"bulk {next(ADDRESSES)}"),
    "bulk.stop": lambda w, me: w.at.bulk.stop(me, w.bulk_job()),
    "catalogue.add_option": lambda w, me: w.at.catalogue.add_option(
        me, "VPS/VDS", OptionKind.LOCATION, f"place {next(NAMES)}"
    ),
    "catalogue.add_plan": lambda w, me: w.at.catalogue.add_plan(me, "VPS/VDS", f"plan {next(NAMES)}", ""),
    "catalogue.add_product": lambda w, me: w.at.catalogue.add_product(me, f"product {next(NAMES)}"),
    "catalogue.empty_products": lambda w, me: w.at.catalogue.empty_products(me),
    "catalogue.options": lambda w, me: w.at.catalogue.options(me),
    "catalogue.plans": lambda w, me: w.at.catalogue.plans(me),
    "catalogue.put_back": lambda w, me: after(
        lambda: w.at.catalogue.withdraw(w.admin, w.new_plan()),
        lambda: w.at.catalogue.put_back(me, w.withdrawn_plan()),
    ),
    "catalogue.running": lambda w, me: w.at.catalogue.running(me),
    "catalogue.running_with": lambda w, me: w.at.catalogue.running_with(me),
    "catalogue.set_price": lambda w, me: w.at.catalogue.set_price(me, w.new_plan(), w.price()),
    "catalogue.set_specs": lambda w, me: w.at.catalogue.set_specs(me, w.new_plan(), "1 vCPU"),
    "catalogue.take_price_back": lambda w, me: w.at.catalogue.take_price_back(
        me, w.priced_plan(), "EUR", w.price().valid_from
    ),
    "catalogue.withdraw": lambda w, me: w.at.catalogue.withdraw(me, w.new_plan()),
    "code_checks.matches": lambda w, me: w.at.code_checks.matches(me, OTHER, "blue-kettle-7"),
    "contacts.call": lambda w, me: w.at.contacts.call(me, 0),
    "contacts.confirm_email": lambda w, me: w.at.contacts.confirm_email(me, w.sent_code()),
    "contacts.confirm_phone": lambda w, me: after(
        lambda: w.at.contacts.call(w.owner, 0), lambda: w.at.contacts.confirm_phone(me, Purpose.CALL, "4711")
    ),
    "contacts.contact_support": lambda w, me: w.at.contacts.contact_support(me),
    "contacts.delivery": lambda w, me: w.at.contacts.delivery(me, Purpose.EMAIL),
    "contacts.send_email_code": lambda w, me: w.at.contacts.send_email_code(me, "other@example.com"),
    "contacts.send_sms_code": lambda w, me: w.at.contacts.send_sms_code(me),
    "contacts.waiting": lambda w, me: w.at.contacts.waiting(me, Purpose.EMAIL),
    "corrections.approve": lambda w, me: w.at.corrections.approve(me, w.correction()),
    "corrections.ask": lambda w, me: w.at.corrections.ask(me, w.correction_quote(), f"ask {next(ADDRESSES)}"),
    "corrections.count": lambda w, me: w.at.corrections.count(me, None),
    "corrections.decline": lambda w, me: w.at.corrections.decline(me, w.correction(), "not ours"),
    "corrections.page": lambda w, me: w.at.corrections.page(me, None, PAGE),
    "corrections.quote": lambda w, me: w.at.corrections.quote(
        me, OTHER, CorrectionKind.CORRECTION, "5.00", "goodwill"
    ),
    "desk.load": lambda w, me: w.at.desk.load(me),
    "desk.overview": lambda w, me: w.at.desk.overview(me, 14),
    "documents.load": lambda w, me: w.at.documents.load(me, w.document()),
    "documents.pdf": lambda w, me: w.at.documents.pdf(me, w.document()),
    "finding.find": lambda w, me: w.at.finding.find(me, OTHER),
    "finding.further": lambda w, me: w.at.finding.further(me, OTHER, Group.ACCOUNTS, ()),
    "invoices.every": lambda w, me: w.at.invoices.every(me, only_open=False),
    "invoices.numbered": lambda w, me: w.at.invoices.numbered(
        me, w.at.documents.load(w.owner, w.document()).number
    ),
    "list_exports.accounts": lambda w, me: w.at.list_exports.accounts(me, [w.other()], ExportFormat.CSV),
    "list_exports.orders": lambda w, me: w.at.list_exports.orders(me, [w.order()], ExportFormat.JSON),
    "new_orders.confirm": lambda w, me: w.at.new_orders.confirm(
        me, w.at.new_orders.quote(w.owner, w.draft()), "new order"
    ),
    "new_orders.offers": lambda w, me: w.at.new_orders.offers(me),
    "new_orders.quote": lambda w, me: w.at.new_orders.quote(me, w.draft()),
    "notes.add": lambda w, me: w.at.notes.add(me, OTHER, "Pays late.", True),
    "notes.count": lambda w, me: w.at.notes.count(me, OTHER),
    "notes.edit": lambda w, me: w.at.notes.edit(me, w.note(), "Pays on time.", NOTE),
    "notes.load": lambda w, me: w.at.notes.load(me, w.note()),
    "notes.page": lambda w, me: w.at.notes.page(me, OTHER, PAGE),
    "notes.pin": lambda w, me: w.at.notes.pin(me, w.note(), True),
    "notes.pinned": lambda w, me: w.at.notes.pinned(me, OTHER),
    "notifications.load": lambda w, me: w.at.notifications.load(me),
    "notifications.save": lambda w, me: w.at.notifications.save(
        me, w.at.notifications.load(w.owner).version, NotificationFields(news=True)
    ),
    "order_changes.confirm": lambda w, me: w.at.order_changes.confirm(me, w.change(), "change"),
    "order_changes.quote_cancel": lambda w, me: w.at.order_changes.quote_cancel(me, w.order(), When.NOW),
    "order_changes.quote_change": lambda w, me: w.at.order_changes.quote_change(
        me, w.order(), plan_ids(w.database)["VPS L"], 1, When.NOW
    ),
    "orders.count": lambda w, me: w.at.orders.count(me, OrderFilter()),
    "orders.every": lambda w, me: w.at.orders.every(me, OrderFilter(), "id", False),
    "orders.load": lambda w, me: w.at.orders.load(me, w.order()),
    "orders.page": lambda w, me: w.at.orders.page(me, OrderFilter(), PageRequest(sort="id")),
    "orders.plan_offers": lambda w, me: w.at.orders.plan_offers(me, w.order()),
    "orders.rows": lambda w, me: w.at.orders.rows(me, [w.order()]),
    "orders.set_auto_renew": lambda w, me: w.at.orders.set_auto_renew(me, w.order(), True),
    "orders.set_comment": lambda w, me: w.at.orders.set_comment(me, w.order(), "Rack 4", ""),
    "orders.summary": lambda w, me: w.at.orders.summary(me),
    "orders.undo_cancel": lambda w, me: w.at.orders.undo_cancel(me, w.order(cancel_at=date(2026, 12, 21))),
    "orders.undo_change": lambda w, me: w.at.orders.undo_change(me, w.changing()),
    "outbox.count": lambda w, me: w.at.outbox.count(me),
    "outbox.kept": lambda w, me: w.at.outbox.kept(me, PAGE),
    "outbox.log": lambda w, me: w.at.outbox.log(me, PAGE),
    "outbox.resend": lambda w, me: w.at.outbox.resend(me, w.failed()),
    "outbox.undelivered": lambda w, me: w.at.outbox.undelivered(me),
    "payments.currency_of": lambda w, me: w.at.payments.currency_of(me, OTHER),
    "payments.pay": lambda w, me: w.at.payments.pay(me, w.document(), "pay"),
    "payments.quote": lambda w, me: w.at.payments.quote(
        me,
        TypedPayment(login=OTHER, amount="5.00", received_on=str(TODAY), reference="", external_id="bank 2"),
    ),
    "payments.record": lambda w, me: w.at.payments.record(
        me, IncomingPayment(login=OTHER, amount=Money(500, "EUR"), received_on=TODAY, external_id="bank 1")
    ),
    "pools.add": lambda w, me: w.at.pools.add(me, w.draft().product, "198.18.0.0/30"),
    "pools.every": lambda w, me: w.at.pools.every(me),
    "pools.retire": lambda w, me: after(
        lambda: w.at.pools.add(w.admin, "VPS/VDS", "192.0.2.77"), lambda: w.at.pools.retire(me, "192.0.2.77")
    ),
    "profile.load": lambda w, me: w.at.profile.load(me),
    "profile.request_country": lambda w, me: w.at.profile.request_country(me, "DE", "We moved."),
    "profile.save": lambda w, me: w.at.profile.save(
        me, w.profile().version, replace(w.profile().fields, city="Delft")
    ),
    "queues.again": lambda w, me: w.at.queues.again(me, Queue.COMPANIES, w.company_waiting()),
    "queues.decide": lambda w, me: w.at.queues.decide(me, Queue.COMPANIES, w.company_waiting(), Decision.VERIFY),
    "queues.held": lambda w, me: w.at.queues.held(me, Queue.TICKETS),
    "queues.leave": lambda w, me: w.at.queues.leave(me),
    "queues.look": lambda w, me: w.at.queues.look(me, Queue.TICKETS, 0),
    "queues.take": lambda w, me: w.at.queues.take(me, Queue.TICKETS),
    "queues.undo": lambda w, me: w.at.queues.undo(me, w.verified(me)),
    "renewals.confirm": lambda w, me: w.at.renewals.confirm(me, w.renewal(), "renew"),
    "renewals.quote": lambda w, me: w.at.renewals.quote(me, [RenewalChoice(order_id=w.order(), term_months=1)]),
    "scripts.key": lambda w, me: w.at.scripts.key(me, "mine", "renew"),
    "security.change_password": lambda w, me: w.at.security.change_password(me, "", PASSWORD, PASSWORD),
    "security.load": lambda w, me: w.at.security.load(me),
    "security.personal_words": lambda w, me: w.at.security.personal_words(me),
    "security.set_security_code": lambda w, me: w.at.security.set_security_code(me, "blue-kettle-7"),
    "sessions.begin_unasked": lambda w, me: w.at.sessions.begin_unasked(me),
    "sessions.end": lambda w, me: w.at.sessions.end(me, w.session().session_id or 0),
    "sessions.end_others": lambda w, me: w.at.sessions.end_others(me),
    "sessions.keep_alive": lambda w, me: w.at.sessions.keep_alive(w.signed_in(me), pressed=True),
    "sessions.leave": lambda w, me: w.at.sessions.leave(w.signed_in(me)),
    "sessions.list": lambda w, me: w.at.sessions.list(me),
    "sessions.prove": lambda w, me: after(
        lambda: give_password(w.database, w.owner), lambda: w.at.sessions.prove(w.signed_in(me), PASSWORD)
    ),
    "replies.every": lambda w, me: w.at.replies.every(me),
    "replies.remove": lambda w, me: after(
        lambda: w.at.replies.save(w.admin, "hello", "Hello"), lambda: w.at.replies.remove(me, "hello")
    ),
    "replies.save": lambda w, me: w.at.replies.save(me, "hello", "Hello"),
    "setup_work.deliver": lambda w, me: w.at.setup_work.deliver(me, w.waiting(), [f"203.0.113.{next(ADDRESSES)}"]),
    "setup_work.fail": lambda w, me: w.at.setup_work.fail(me, w.waiting(), "sold out"),
    "ssh_keys.add": lambda w, me: after(w.no_key, lambda: w.at.ssh_keys.add(me, KEY, "laptop")),
    "ssh_keys.remove": lambda w, me: w.at.ssh_keys.remove(me, w.key()),
    "ssh_keys.rename": lambda w, me: w.at.ssh_keys.rename(me, w.key(), "desk"),
    "staff_roles.every": lambda w, me: w.at.staff_roles.every(me),
    "staff_roles.give": lambda w, me: w.at.staff_roles.give(me, OTHER, "support"),
    "staff_roles.remove": lambda w, me: after(
        lambda: w.at.staff_roles.save(me, "night-shift", ["accounts.read"]),
        lambda: w.at.staff_roles.remove(me, "night-shift"),
    ),
    "staff_roles.save": lambda w, me: w.at.staff_roles.save(me, "billing-2", ["accounts.read"]),
    "statements.accept": lambda w, me: w.at.statements.accept(me, w.bank_entry(), OTHER),
    "statements.configured": lambda w, me: w.at.statements.configured(me),
    "statements.count": lambda w, me: w.at.statements.count(me, None),
    "statements.count_payments": lambda w, me: w.at.statements.count_payments(me),
    "statements.ignore": lambda w, me: w.at.statements.ignore(me, w.bank_entry(), "sent back"),
    "statements.import_file": lambda w, me: w.at.statements.import_file(
        me, BytesIO(camt([one("5.00", "IMPORT-1")])), ImportRequest(name="a.xml")
    ),
    "statements.load": lambda w, me: w.at.statements.load(me, w.bank_entry()),
    "statements.page": lambda w, me: w.at.statements.page(me, None, PAGE),
    "statements.payments": lambda w, me: w.at.statements.payments(me, PAGE),
    "statements.quote": lambda w, me: w.at.statements.quote(me, w.bank_entry(), OTHER),
    "statements.review_again": lambda w, me: w.at.statements.review_again(me, w.ignored_entry()),
    "two_factor.begin": lambda w, me: after(w.no_factor, lambda: w.at.two_factor.begin(me)),
    "two_factor.confirm": lambda w, me: w.at.two_factor.confirm(me, w.code()),
    "two_factor.disable": lambda w, me: after(
        lambda: give_password(w.database, w.owner), lambda: w.at.two_factor.disable(me, w.recovery(), PASSWORD)
    ),
    "two_factor.is_on": lambda w, me: w.at.two_factor.is_on(me),
    "two_factor.may_disable": lambda w, me: w.at.two_factor.may_disable(me),
    "two_factor.renew_recovery": lambda w, me: w.at.two_factor.renew_recovery(me, w.recovery()),
    "vat.adopt": lambda w, me: w.at.vat.adopt(me, None, TOMORROW),
    "vat.differences": lambda w, me: w.at.vat.differences(me),
    "vat.rehearse": lambda w, me: w.at.vat.rehearse(me, TOMORROW, ProposedRate(country="NL", rate_bp=2200)),
    "vat.set_rate": lambda w, me: w.at.vat.set_rate(me, "NL", 2200, TOMORROW, "Gazette"),
    "vat.standings": lambda w, me: w.at.vat.standings(me),
    "vat.withdraw_rate": lambda w, me: after(w.scheduled_rate, lambda: w.at.vat.withdraw_rate(me, "AT", TOMORROW)),
    "vat_ids.confirm_company": lambda w, me: after(
        w.company, lambda: w.at.vat_ids.confirm_company(me, OTHER, False, "seen")
    ),
    "vat_ids.verify_vat_id": lambda w, me: after(w.company, lambda: w.at.vat_ids.verify_vat_id(me, OTHER)),
}
