"""The accounts of the company: listed, filtered, sorted; enter opens one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from introtui.commands import Scope, bindings
from introtui.domain.accounts import AccountFilter, AccountRow
from introtui.domain.bulk import Target
from introtui.domain.countries import country_name
from introtui.domain.paging import Page, PageRequest
from introtui.screens.desk.marking import MarkingSection
from introtui.screens.desk.opening import open_account
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.plain import Draw, Plain, labelled
from introtui.widgets.record_cells import Cell, CellStyle, Column
from introtui.widgets.record_table import RecordTable

COLUMNS = (
    Column("login", "Login", 14),
    Column("name", "Name", 16, grow=True),
    Column("country", "Ctry", 4),
    Column("since", "Since", 10),
    Column("state", "State", 10, sortable=False),
    Column("orders", "Ord", 3, align="right", sortable=False),
    Column("balance", "Balance", 10, align="right", sortable=False, whole=True),
)
STYLES: dict[str, CellStyle] = {"blocked": "danger", "to verify": "warning"}
LABEL = 11


def cells(row: AccountRow) -> Sequence[Cell]:
    """Return how an account is shown."""
    return (
        Cell(row.login, "bright"),
        Cell(row.company or row.name or "-"),
        Cell(row.country, "dim"),
        Cell(str(row.created_on), "dim"),
        Cell(row.state, STYLES.get(row.state, "dim")),
        Cell(str(row.orders) if row.orders else "-"),
        Cell(row.balance.amount, "danger" if row.balance.minor < 0 else ""),
    )


def drawn(row: AccountRow) -> Draw:
    """Return what stands beside the list about an account."""

    def draw(width: int) -> Iterator[Content]:
        for label, value in (
            ("Login", row.login),
            ("Name", row.name),
            ("Company", row.company),
            ("Email", row.email),
            ("Country", country_name(row.country)),
            ("Since", str(row.created_on)),
            ("State", row.state),
            ("Orders", str(row.orders)),
            ("Balance", str(row.balance)),
        ):
            if value:
                yield from labelled(label, value, LABEL, width)

    return draw


class AccountsScreen(MarkingSection):
    """Every account, the one at the cursor in full beside it where there is room."""

    SCOPE = Scope.ACCOUNTS
    BINDINGS = bindings(Scope.ACCOUNTS)
    TARGET: ClassVar[Target] = Target.ACCOUNTS

    which = AccountFilter.ALL

    def compose_body(self) -> ComposeResult:
        """Lay out the filter and the list."""
        with Horizontal(classes="list-bar"):
            yield Plain("", id="filter", classes="dim")
            yield Plain("", id="marked")
        table = RecordTable[AccountRow](
            COLUMNS,
            key=lambda row: row.account_id,
            cells=cells,
            empty="No account is like that. Press f for another filter.",
        )
        yield ListAndDetail(table, self._read_row)

    def show_list(self) -> None:
        """Show what the filter finds."""
        which, session = self.which, self.session

        async def load(request: PageRequest) -> Page[AccountRow]:
            return await session.read(lambda services, actor: services.accounts.page(actor, which, request))

        async def count() -> int:
            return await session.read(lambda services, actor: services.accounts.count(actor, which))

        self.query_one("#filter", Plain).show(f"filter: {which}")
        sort, descending = self.table.sort if self.table.sort[0] else ("login", False)
        self.table.show(load, count, sort=sort, descending=descending)

    async def matching(self) -> Sequence[int]:
        """Return the ids of the accounts the filter shows."""
        which = self.which
        return await self.session.read(lambda services, actor: services.accounts.matching(actor, which))

    async def _read_row(self, row: AccountRow) -> Draw:
        return drawn(row)

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the account at the cursor."""
        row = self.table.current
        if row is not None:
            self.start(open_account(self, row.account_id))

    def action_filter(self) -> None:
        """Show the next kind of account."""
        self.which = self.which.next
        self.show_list()


SECTION = AccountsScreen
