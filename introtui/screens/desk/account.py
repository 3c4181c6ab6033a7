"""Everything of one account on one screen, each part a key away, live; and the way into it as its owner."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from introtui.commands import Scope, bindings
from introtui.domain.errors import ActionRefused, IntrotuiError
from introtui.domain.finding import Sought
from introtui.domain.notes import AccountNote
from introtui.domain.order_views import OrderFilter, OrderList
from introtui.place import Place
from introtui.screens.desk.account_head import AccountHead
from introtui.screens.desk.account_rows import AccountPart, drawn_row, title_of
from introtui.screens.desk.account_views import (
    AccountView,
    line_of_views,
    note_about,
    open_table,
    table_of,
    view_of,
)
from introtui.screens.desk.base import DeskSection
from introtui.screens.desk.opening import enter_account
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.plain import Draw, Plain
from introtui.widgets.record_table import RecordTable

OF_STAFF = frozenset({AccountView.TICKETS, AccountView.NOTES})
"""What staff read as themselves, not as the customer."""


class AccountDesk(DeskSection):
    """One account; `account` is a session that only looks at it, and ends with this screen."""

    SCOPE = Scope.ACCOUNT
    BINDINGS = bindings(Scope.ACCOUNT)

    def __init__(self, place: Place, account: Session, account_id: int, sought: Sought | None = None) -> None:
        super().__init__(place)
        self.account = account
        self.account_id = account_id
        self.view, self._orders = view_of(sought)
        self._sought = None if sought is None else sought.number
        """The row that the cursor is to go to in the first list that is opened."""

    def compose_body(self) -> ComposeResult:
        """Lay out who it is, the names of the views, and the list."""
        yield AccountHead()
        with Horizontal(classes="list-bar"):
            yield Plain("", id="views")
        yield Vertical(id="account-list")
        yield Plain("", id="row-note", classes="dim")

    def on_mount(self) -> None:
        """Follow the account, and show its orders."""
        state = self.account.state
        follow(self, state, AccountState.profile, lambda _value: self._changed())
        follow(self, state, AccountState.orders, lambda _value: self._changed())
        follow(self, state, AccountState.billing, lambda _value: self._changed())
        follow(self, state, AccountState.notifications, lambda _value: self._changed())
        follow(self, state, AccountState.security, lambda _value: self._changed())
        self.call_after_refresh(self._show_view)

    async def on_unmount(self) -> None:
        """Follow the account no longer."""
        await self.account.close()

    @property
    def table(self) -> RecordTable[AccountPart] | None:
        """The list, once there is one."""
        return next(iter(self.query(RecordTable)), None)

    @property
    def row(self) -> AccountPart | None:
        """The row at the cursor."""
        return None if self.table is None else self.table.current

    def _changed(self) -> None:
        self.query_one(AccountHead).show(self.account.state)
        for table in self.query(RecordTable):
            if self.view is AccountView.LOGINS:
                open_table(self.view, table, self.account, self._orders)
            elif table.length or table.current is not None:
                table.reload()

    @property
    def customer(self) -> str:
        """Whose account it is, by login."""
        actor = self.account.actor
        return "" if actor is None else actor.login

    def read_again(self) -> None:
        """Read again what staff have beside the account."""
        self._read_note()
        for table in self.query(RecordTable):
            if self.view in OF_STAFF:
                table.reload()

    @work(group="note", exclusive=True)
    async def _read_note(self) -> None:
        customer = self.customer
        try:
            note = await self.session.read(lambda services, actor: services.notes.pinned(actor, customer))
        except IntrotuiError as error:
            self.tell(str(error), severity="error")
        else:
            self.query_one(AccountHead).show_note(note)

    async def _show_view(self) -> None:
        self.query_one("#views", Plain).show(line_of_views(self.view, self._orders.which))
        self.query_one("#row-note", Plain).show("")
        table = table_of(self.view, self.account, self.session, self.customer)
        holder = self.query_one("#account-list", Vertical)
        await holder.remove_children()
        await holder.mount(ListAndDetail(table, self._read_row))
        open_table(self.view, table, self.account, self._orders)
        sought, self._sought = self._sought, None
        if sought is not None:
            table.go_to(sought)
        table.focus()
        self.refresh_bindings()

    async def _read_row(self, row: AccountPart) -> Draw:
        return await drawn_row(self.account, self.session, row)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        row = self.row
        self.query_one("#row-note", Plain).show("" if row is None else note_about(row))
        self.refresh_bindings()

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_detail()

    def shows_hint(self, action: str) -> bool:
        """Offer details where there is a row."""
        if action in ("edit_note", "pin_note"):
            return isinstance(self.row, AccountNote)
        return action != "mark" and (action not in ("choose", "detail") or self.row is not None)

    async def action_view(self, name: str) -> None:
        """Show another part of the account; orders a second time show those that ended."""
        view = AccountView[name.upper()]
        if view is self.view is AccountView.ORDERS:
            other = OrderList.HISTORY if self._orders.which is OrderList.ACTIVE else OrderList.ACTIVE
            self._orders = OrderFilter(which=other)
        self.view = view
        await self._show_view()

    def action_detail(self) -> None:
        """Show everything about the row at the cursor."""
        if self.row is not None:
            self.start(self._show_row(self.row))

    async def _show_row(self, row: AccountPart) -> None:
        from introtui.screens.dialogs.explain import ExplainDialog

        self.app.push_screen(ExplainDialog(title_of(row), await drawn_row(self.account, self.session, row)))

    def action_add_note(self) -> None:
        """Write a note."""
        self.start(self._write_note(None))

    def action_edit_note(self) -> None:
        """Change the note at the cursor."""
        if isinstance(self.row, AccountNote):
            self.start(self._write_note(self.row))

    async def _write_note(self, note: AccountNote | None) -> None:
        from introtui.screens.desk.note import NoteDialog

        actor = self.session.actor
        if note is not None and actor is not None and note.author != actor.login:
            raise ActionRefused(f"{note.author} wrote this note; press N to write one of your own.")
        await self.app.push_screen_wait(NoteDialog(self.session, self.customer, note))
        self.read_again()

    def action_pin_note(self) -> None:
        """Have the note at the cursor stand above everything, or no longer."""
        if isinstance(self.row, AccountNote):
            self.start(self._pin_note(self.row))

    async def _pin_note(self, note: AccountNote) -> None:
        await self.session.perform(
            lambda services, actor: services.notes.pin(actor, note.note_id, not note.pinned)
        )
        self.read_again()

    def action_actions(self) -> None:
        """List what staff may do to the account itself."""
        self.start(self._choose())

    async def _choose(self) -> None:
        from introtui.screens.desk.account_doing import menu_of

        menu = await menu_of(self.session, self.account, self.customer)
        chosen = await self.app.push_screen_wait(menu)
        if chosen is not None:
            await self._do(chosen)

    def action_on_account(self, name: str) -> None:
        """Do something to the account itself."""
        self.start(self._do(name))

    async def _do(self, name: str) -> None:
        from introtui.screens.desk.account_doing import dialog_of

        dialog = await dialog_of(name, self.session, self.account, self.customer)
        if await self.app.push_screen_wait(dialog):
            self.tell(dialog.done)
            self._changed()

    def action_look(self) -> None:
        """See the account the way its owner does."""
        self.start(self._look())

    async def _look(self) -> None:
        account_id = self.account_id
        account = self.session.beside(lambda services, actor: services.acting.look(actor, account_id))
        await account.open()
        await enter_account(self, account)

    def action_act(self) -> None:
        """Act in the owner's place, once a reason is given."""
        self.start(self._act())

    async def _act(self) -> None:
        from introtui.screens.desk.act import ActDialog

        profile = self.account.state.profile
        dialog = ActDialog(self.session, self.account_id, "" if profile is None else profile.login)
        await self.app.push_screen_wait(dialog)
        if dialog.account is not None:
            await enter_account(self, dialog.account)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
