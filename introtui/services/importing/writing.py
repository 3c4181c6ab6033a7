"""The second pass: the spooled lines become rows, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.taxation import TaxedSeller
from introtui.domain.topics import Topic
from introtui.services.bulk import CHUNK, BulkWriter
from introtui.services.catalogue import PlanKey, add_prices
from introtui.services.importing.account_lines import new_account
from introtui.services.importing.checking import ACCOUNT, ORDER
from introtui.services.importing.order_lines import new_order
from introtui.services.importing.plan_lines import Catalogue
from introtui.services.importing.report import Progress
from introtui.services.importing.spool import Spool, Spooled
from introtui.store.tables import Account, Audit, Change, Profile

ACTOR = "import"
"""Who the audit, the timeline and the books name."""

_Owners = dict[str, tuple[int, str]]
"""Login to account id and country."""


def write_all(
    session: Session,
    at: datetime,
    catalogue: Catalogue,
    accounts: Spool,
    orders: Spool,
    progress: Progress,
    seller: TaxedSeller,
) -> None:
    """Write prices, accounts and orders with their digests, one audit row and what tells open screens."""
    plans = add_prices(session, catalogue.added)
    with BulkWriter(session, at=at, actor=ACTOR, source="imported", seller=seller) as writer:
        owners = _write_accounts(writer, accounts, progress)
        _write_orders(session, writer, orders, owners, plans, at, progress)
    counts = f"{len(catalogue.added)} plans, {accounts.count} accounts, {orders.count} orders"
    session.add(
        Audit(at=at, account_id=None, actor=ACTOR, address="", action="import.run", subject=counts, detail="")
    )
    session.add_all(Change(account_id=None, topic=topic) for topic in (Topic.ORDERS, Topic.BILLING))


def _write_accounts(writer: BulkWriter, spool: Spool, progress: Progress) -> _Owners:
    owners: _Owners = {}
    for done, (values, digests) in enumerate(spool, start=1):
        new = new_account(values)
        owners[new.login] = (writer.account(new), new.country)
        writer.imported_line(ACCOUNT, new.login, digests)
        if done % CHUNK == 0 or done == spool.count:
            progress(done, spool.count, "Writing accounts")
    return owners


def _write_orders(
    session: Session,
    writer: BulkWriter,
    spool: Spool,
    owners: _Owners,
    plans: dict[PlanKey, int],
    at: datetime,
    progress: Progress,
) -> None:
    done = 0
    for lines in _chunks(spool):
        older = _older_owners(session, {values["login"] for values, _ in lines} - owners.keys())
        for values, digests in lines:
            login = values["login"]
            account_id, country = owners[login] if login in owners else older[login]
            plan_id = plans[values["product"], values["plan"]]
            writer.order(
                new_order(values, account_id=account_id, country=country, plan_id=plan_id, at=at, actor=ACTOR)
            )
            writer.imported_line(ORDER, values["id"], digests)
        done += len(lines)
        progress(done, spool.count, "Writing orders")


def _older_owners(session: Session, logins: set[str]) -> _Owners:
    """Return the owners that were in the database before."""
    if not logins:
        return {}
    query = (
        select(Account.login, Account.id, Profile.country)
        .join(Profile, Profile.account_id == Account.id)
        .where(Account.login.in_(logins))
    )
    return {login: (account_id, country) for login, account_id, country in session.execute(query)}


def _chunks(spool: Iterable[Spooled]) -> Iterator[list[Spooled]]:
    lines = iter(spool)
    while chunk := list(islice(lines, CHUNK)):
        yield chunk
