"""All services of a process, over one database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import signature
from time import sleep
from typing import Any, get_type_hints

from sqlalchemy import select

from introtui.clock import Clock
from introtui.domain.access import Actor
from introtui.domain.company import SAMPLE, Company
from introtui.domain.errors import NotFound
from introtui.gateways.outside import NO_GATEWAYS, Gateways
from introtui.gateways.vies import NoVies, Vies
from introtui.services.account_tickets import AccountTicketService
from introtui.services.accounts import AccountListService
from introtui.services.acting import ActingService
from introtui.services.all_orders import AllOrdersService
from introtui.services.audit import AuditService
from introtui.services.background import Background
from introtui.services.billing import BillingService
from introtui.services.bulk_jobs.runner import Runner
from introtui.services.bulk_jobs.service import BulkService
from introtui.services.catalogue_desk import CatalogueService
from introtui.services.context import Context
from introtui.services.corrections import CorrectionService
from introtui.services.desk import DeskService
from introtui.services.documents_of_account import DocumentService
from introtui.services.feed import ChangeFeed
from introtui.services.finding import FindService
from introtui.services.hashing import Hasher
from introtui.services.identity.address_lists import AddressListService
from introtui.services.identity.administering import AccountAdminService
from introtui.services.identity.code_checks import CodeCheckService
from introtui.services.identity.contacts import ContactService
from introtui.services.identity.door import Authenticator
from introtui.services.identity.factors import Factors
from introtui.services.identity.sessions import SessionService
from introtui.services.identity.ssh_keys import SshKeyService
from introtui.services.identity.two_factor import TwoFactorService
from introtui.services.identity.vault import Vault, no_key
from introtui.services.invoices import InvoiceService
from introtui.services.list_exports import ListExportService
from introtui.services.new_orders import NewOrderService
from introtui.services.notes import NoteService
from introtui.services.notifications import NotificationService
from introtui.services.order_changes import OrderChangeService
from introtui.services.orders import OrderService
from introtui.services.outbox import OutboxService
from introtui.services.payments import PaymentService
from introtui.services.pools import PoolService
from introtui.services.profile import ProfileService
from introtui.services.queues.replies import ReplyService
from introtui.services.queues.service import QueueService
from introtui.services.renewals import RenewalService
from introtui.services.scripts import ScriptService
from introtui.services.security import SecurityService
from introtui.services.setup_work import SetupWorkService
from introtui.services.staff_roles import StaffRoleService, permissions_of
from introtui.services.statements import StatementService
from introtui.services.vat import VatService
from introtui.services.vat_ids import VatIdService
from introtui.store.engine import Database
from introtui.store.tables import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Every use case, and the feed that tells what they committed."""

    database: Database
    profile: ProfileService
    security: SecurityService
    notifications: NotificationService
    orders: OrderService
    order_changes: OrderChangeService
    renewals: RenewalService
    new_orders: NewOrderService
    payments: PaymentService
    statements: StatementService
    corrections: CorrectionService
    documents: DocumentService
    billing: BillingService
    vat: VatService
    vat_ids: VatIdService
    setup_work: SetupWorkService
    staff_roles: StaffRoleService
    accounts: AccountListService
    all_orders: AllOrdersService
    bulk: BulkService
    list_exports: ListExportService
    acting: ActingService
    desk: DeskService
    queues: QueueService
    replies: ReplyService
    audit: AuditService
    notes: NoteService
    account_tickets: AccountTicketService
    finding: FindService
    invoices: InvoiceService
    pools: PoolService
    catalogue: CatalogueService
    scripts: ScriptService
    authenticator: Authenticator
    sessions: SessionService
    two_factor: TwoFactorService
    ssh_keys: SshKeyService
    address_lists: AddressListService
    account_admin: AccountAdminService
    code_checks: CodeCheckService
    contacts: ContactService
    outbox: OutboxService
    delivery: Background
    bulk_runner: Runner
    bulk_thread: Background
    feed: ChangeFeed

    @classmethod
    def over(
        cls,
        database: Database,
        clock: Clock,
        hasher: Hasher | None = None,
        company: Company = SAMPLE,
        vies: Vies | None = None,
        gateways: Gateways = NO_GATEWAYS,
        *,
        load_key: Callable[[], bytes] = no_key,
        code_clock: Clock | None = None,
    ) -> Services:
        """Make the services of one database.

        Without `vies` no VAT ID can be confirmed by asking; without `gateways` messages wait in the outbox;
        without `load_key` no second factor can be kept. `code_clock` is what authenticator apps and the leases of
        bulk jobs go by, `clock` unless given.
        """
        context = Context(database, clock, company, gateways)
        time_of_day = code_clock or clock
        factors = Factors(Vault(load_key), time_of_day)
        return cls._on(context, hasher or Hasher(), factors, vies or NoVies(), Runner(context, time_of_day.now))

    @classmethod
    def _on(cls, context: Context, hasher: Hasher, factors: Factors, vies: Vies, runner: Runner) -> Services:
        made = {name: kind(context) for name, kind in _of_context().items()}
        bulk_thread = Background("bulk jobs", lambda goes_on: runner.run_due(goes_on, sleep))
        return cls(
            **made,
            database=context.database,
            security=SecurityService(context, hasher, factors),
            vat_ids=VatIdService(context, vies),
            bulk=BulkService(context, bulk_thread.wake),
            authenticator=Authenticator(context, hasher, factors),
            sessions=SessionService(context, hasher, factors),
            address_lists=AddressListService(context, factors),
            contacts=ContactService(context, factors.vault),
            code_checks=CodeCheckService(context, hasher),
            account_admin=AccountAdminService(context, hasher, factors),
            two_factor=TwoFactorService(context, hasher, factors, context.company.seller.name),
            delivery=Background("delivery", made["outbox"].deliver_due),
            bulk_runner=runner,
            bulk_thread=bulk_thread,
            feed=ChangeFeed(context.database),
        )

    def actor(self, login: str, *, address: str, way: str) -> Actor:
        """Return who acts under a login; raises `NotFound`."""
        with self.database.read() as session:
            account = session.scalar(select(Account).where(Account.login == login))
            if account is None:
                raise NotFound(f"There is no account {login!r}.")
            return Actor(
                account_id=account.id,
                login=login,
                role=account.role,
                address=address,
                way=way,
                permissions=permissions_of(session, account),
            )

    def close(self) -> None:
        """Stop the feed and what works beside, and close every connection."""
        self.delivery.close()
        self.bulk_thread.close()
        self.feed.close()
        self.database.close()


@cache
def _of_context() -> dict[str, type[Any]]:
    """Return the services that need nothing but the context, as they are declared above."""
    hints = get_type_hints(Services)
    return {name: kind for name, kind in hints.items() if list(signature(kind).parameters) == ["context"]}
