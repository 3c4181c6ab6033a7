"""All accounts, for staff."""

from __future__ import annotations

from introtui.domain.access import Actor
from introtui.domain.accounts import AccountFilter, AccountRow
from introtui.domain.bulk import MOST_TARGETS, too_many
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.services.context import Context
from introtui.services.staff import require
from introtui.store.account_queries import count_accounts, matching_accounts, page_of_accounts


class AccountListService:
    """Lists the accounts of the company."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def page(self, actor: Actor, which: AccountFilter, request: PageRequest) -> Page[AccountRow]:
        """Return one page of what a filter shows, sorted by "login", "name", "country" or "since"; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return page_of_accounts(session, which, request, self._context.clock.today())

    def count(self, actor: Actor, which: AccountFilter) -> int:
        """Return how many accounts a filter shows; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return count_accounts(session, which, self._context.clock.today())

    def matching(self, actor: Actor, which: AccountFilter) -> tuple[int, ...]:
        """Return the ids of the accounts a filter shows at this moment; raises `ActionRefused` for too many."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            found = matching_accounts(session, which, self._context.clock.today(), MOST_TARGETS)
        if len(found) > MOST_TARGETS:
            raise too_many()
        return tuple(found)
