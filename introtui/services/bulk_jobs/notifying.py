"""Writing to many accounts: one message to each address, however many accounts have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.bulk import BulkTask, CheckedItem
from introtui.domain.errors import ActionRefused
from introtui.services.bulk_jobs.kind import Item, Outcome
from introtui.services.context import Context
from introtui.services.messages import address_for, tell
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account, NotificationSettings, Profile

KIND = "support.notice"
TWICE = "Another account with the same address gets it."


class Notifying:
    """Sends a message to accounts, where messages from support go."""

    MOVES_MONEY: ClassVar[bool] = False

    def __init__(self, context: Context, task: BulkTask) -> None:
        self._context = context
        self._task = task
        self._addresses: set[str] = set()

    def check(self, session: Session, by: Actor, target_ids: Sequence[int]) -> Iterator[CheckedItem]:
        """Yield who would get it."""
        # Read at once, and held, so that each is found without a query of its own.
        profiles = session.scalars(select(Profile).where(Profile.account_id.in_(target_ids))).all()
        own = NotificationSettings.account_id.in_(target_ids)
        settings = session.scalars(select(NotificationSettings).where(own)).all()
        known = {each.account_id for each in profiles} | {each.account_id for each in settings}
        for account_id in target_ids:
            if account_id not in known:
                yield CheckedItem(target_id=account_id, refusal="There is no such account.")
                continue
            address = address_for(session, account_id, KIND).lower()
            twice = address in self._addresses
            self._addresses.add(address)
            yield CheckedItem(target_id=account_id, refusal=TWICE if twice else "")

    def do(self, item: Item) -> Outcome:
        """Write to one."""
        if row_by_number(item.session, Account, item.target_id) is None:
            raise ActionRefused("There is no such account.")
        address = address_for(item.session, item.target_id, KIND)
        written = tell(
            self._context,
            item.session,
            item.target_id,
            kind=KIND,
            key=f"bulk {item.job_id} {sha256(address.lower().encode()).hexdigest()}",
            subject=self._task.subject,
            text=self._task.text,
        )
        if not written:
            raise ActionRefused(TWICE)
        self._context.record(
            item.session,
            item.by,
            action="account.notify",
            topics=(),
            subject=f"bulk job {item.job_id}",
            detail=self._task.subject,
            account_id=item.target_id,
        )
        return Outcome(sentence=f"Written to {address}.")
