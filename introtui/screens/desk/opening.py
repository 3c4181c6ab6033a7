"""Opening an account's desk from wherever it is named, and the account itself, as its owner sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.app import App

from introtui.domain.topics import Topic
from introtui.session import Session

if TYPE_CHECKING:
    from introtui.domain.finding import Sought
    from introtui.screens.base import Section


@runtime_checkable
class OpensAccounts(Protocol):
    """A program that staff go into customers' accounts with."""

    async def enter_account(self, session: Session) -> None:
        """Show the sections of the account that a session is in."""
        ...


async def open_account(section: Section, account_id: int, sought: Sought | None = None) -> None:
    """Show everything of one account, with the cursor on what is sought; raises what the services raise."""
    from introtui.screens.desk.account import AccountDesk

    account = section.session.beside(lambda services, actor: services.acting.reader(actor, account_id))
    await account.want(Topic.SECURITY)
    await account.open()
    section.app.push_screen(AccountDesk(section.place, account, account_id, sought))


def close_accounts(app: App[None]) -> None:
    """Close the accounts that were opened in the section that is shown, so that it is shown itself."""
    from introtui.screens.base import Section

    while len(app.screen_stack) > 1 and isinstance(app.screen, Section):
        app.pop_screen()


async def enter_account(section: Section, account: Session) -> None:
    """Go into an account that a session is in."""
    app: object = section.app
    if isinstance(app, OpensAccounts):
        await app.enter_account(account)
