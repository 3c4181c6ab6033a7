"""The first section of the desk: what waits, what is due, what failed, and the money of the last days."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from introtui.commands import Scope, bindings
from introtui.domain.all_orders import AllOrdersFilter
from introtui.domain.audit import AuditFilter
from introtui.domain.corrections import CorrectionState
from introtui.domain.desk import Queue
from introtui.domain.overview import Goal, Overview
from introtui.domain.statements import EntryState
from introtui.domain.text import safe
from introtui.domain.vat_desk import RateFilter
from introtui.screens.desk.base import DeskSection
from introtui.screens.desk.opening import close_accounts
from introtui.screens.desk.overview_lines import Line, overview_lines
from introtui.widgets.marked_list import MarkedList
from introtui.widgets.money_chart import MOST_DAYS, MoneyChart

WHAT, COUNT = 19, 6
"""Cells of what a line is about, and of its number."""

WHERE: dict[type[Goal], Scope] = {
    Queue: Scope.QUEUES,
    EntryState: Scope.MONEY,
    CorrectionState: Scope.MONEY,
    AuditFilter: Scope.AUDIT,
    AllOrdersFilter: Scope.ALL_ORDERS,
    RateFilter: Scope.RATES,
}
"""Where each goal is."""


class OverviewList(MarkedList):
    """The lines to go somewhere from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go there", id="overview.go", tooltip="Go where this is done, or told of."),
    ]


class DeskScreen(DeskSection):
    """Everything on one screen; what is shown is read again while something changes."""

    SCOPE = Scope.DESK
    BINDINGS = bindings(Scope.DESK)

    def compose_body(self) -> ComposeResult:
        """Lay out the lines and the chart."""
        self._lines: tuple[Line, ...] = ()
        with Horizontal(id="overview"):
            yield OverviewList(id="overview-lines", compact=True)
            yield MoneyChart()

    def on_mount(self) -> None:
        """Go to the lines."""
        self._list.focus()

    @property
    def _list(self) -> OverviewList:
        return self.query_one(OverviewList)

    @property
    def line(self) -> Line | None:
        """The line at the cursor."""
        place = self._list.highlighted
        return None if place is None or place >= len(self._lines) else self._lines[place]

    def read_again(self) -> None:
        """Read everything anew."""
        self.start(self._read())

    async def _read(self) -> None:
        self._show(await self.session.read(lambda services, actor: services.desk.overview(actor, MOST_DAYS)))

    def _show(self, overview: Overview) -> None:
        self._lines = tuple(overview_lines(overview))
        at = self._list.highlighted
        self._list.clear_options()
        self._list.add_options([Option(_drawn(line), disabled=line.is_heading) for line in self._lines])
        self._list.highlighted = 1 if at is None else min(at, len(self._lines) - 1)
        self.query_one(MoneyChart).show(overview)
        self.refresh_bindings()

    # Going somewhere

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    def shows_hint(self, action: str) -> bool:
        """Offer to go where there is somewhere to go, and the other currencies where there are any."""
        if action == "select":
            return self.line is not None and self._leads_somewhere(self.line.goal)
        return action != "currency" or self.query_one(MoneyChart).currencies > 1

    def _leads_somewhere(self, goal: Goal | None) -> bool:
        return goal is not None and WHERE[type(goal)] in self.place.sections

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        goal = None if self.line is None else self.line.goal
        if goal is not None and self._leads_somewhere(goal):
            self.start(self._go(goal))

    async def _go(self, goal: Goal) -> None:
        await self.app.switch_mode(self.place.mode(WHERE[type(goal)]))
        close_accounts(self.app)
        screen: object = self.app.screen
        if isinstance(screen, DeskSection):
            screen.show_goal(goal)

    def action_currency(self) -> None:
        """Show the money in another currency."""
        self.query_one(MoneyChart).show_next_currency()


def _drawn(line: Line) -> Content:
    if line.is_heading:
        return Content.styled(line.what, "bold $primary")
    count = "" if line.count is None else str(line.count or "-")
    words = f"{line.what:<{WHAT}}{count:>{COUNT if count else 0}}"
    style = "" if line.count else "$quiet" if count else ""
    return Content.assemble((words, style), "  ", (safe(line.note), "$quiet"))


SECTION = DeskScreen
