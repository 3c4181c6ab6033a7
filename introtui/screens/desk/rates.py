"""The VAT desk: every rate beside the one the law says; scheduled, adopted, withdrawn, and rehearsed before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from introtui.commands import Scope, bindings
from introtui.domain.find_text import fold
from introtui.domain.overview import Goal
from introtui.domain.permissions import Permission
from introtui.domain.rehearsal_words import rehearsal_lines
from introtui.domain.text import safe
from introtui.domain.vat import VatRate, show_rate
from introtui.domain.vat_desk import MOST_LISTED, RateFilter, RateStanding
from introtui.screens.desk.list_section import ListSection
from introtui.screens.desk.rate_dialog import RateDialog
from introtui.screens.dialogs.confirm import ConfirmDialog
from introtui.screens.dialogs.explain import ExplainDialog
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.memory_rows import ReadRows, SortKey
from introtui.widgets.plain import Draw, Plain, labelled, lines_of
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

COLUMNS = (
    Column("country", "Country", 20, grow=True),
    Column("rate", "Rate", 7, align="right"),
    Column("since", "Valid from", 10),
    Column("next", "Next rate", 17),
    Column("statutory", "Statutory rate", 17),
)
LABEL = 11


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate and its place in the published order, which tells it from the others."""

    place: int
    standing: RateStanding


def cells(row: RateRow) -> Sequence[Cell]:
    """Return how a rate is shown; a statutory one stands there only where it is another."""
    standing, rate = row.standing, row.standing.rate
    statutory = "same" if standing.statutory_bp is not None else "-"
    if standing.differs:
        statutory = f"{show_rate(standing.statutory_bp)} {standing.statutory_from}"
    return (
        Cell(rate.name),
        Cell(show_rate(rate.rate_bp), "danger" if rate.rate_bp is None else "bright"),
        Cell(str(rate.valid_from), "dim"),
        Cell(next_words(rate), "" if rate.then else "dim"),
        Cell(statutory, "warning" if standing.differs else "dim"),
    )


def next_words(rate: VatRate) -> str:
    """Return the rate that comes next and its day."""
    if rate.then is None:
        return "-" if rate.valid_to is None else f"ends {rate.valid_to}"
    return f"{show_rate(rate.then.rate_bp)} {rate.then.valid_from}"


SORT_KEYS: dict[str, SortKey[RateRow]] = {
    # The row Other is of no country, and stands before all of them.
    "country": lambda row: fold(row.standing.rate.name) if row.standing.rate.country else "",
    "rate": lambda row: -1 if row.standing.rate.rate_bp is None else row.standing.rate.rate_bp,
    "since": lambda row: row.standing.rate.valid_from.toordinal(),
    "next": lambda row: row.standing.rate.valid_to.toordinal() if row.standing.rate.valid_to else 0,
    "statutory": lambda row: (
        row.standing.statutory_from.toordinal() if row.standing.differs and row.standing.statutory_from else 0
    ),
}


class RatesScreen(ListSection):
    """Every country's rate, and its history beside it where there is room."""

    SCOPE = Scope.RATES
    BINDINGS = bindings(Scope.RATES)

    which = RateFilter.ALL

    def compose_body(self) -> ComposeResult:
        """Lay out the filter and the list."""
        with Horizontal(classes="list-bar"):
            yield Plain("", id="filter", classes="dim")
        table = RecordTable[RateRow](
            COLUMNS,
            key=lambda row: row.place,
            cells=cells,
            selectable=False,
            empty="No rate is like that. Press f for another filter.",
        )
        yield ListAndDetail(table, self._read_row)
        yield Plain("", id="row-note", classes="dim")

    def show_list(self) -> None:
        """Show what the filter finds."""
        which, session = self.which, self.session

        async def read() -> Sequence[RateRow]:
            found = await session.read(lambda services, actor: services.vat.standings(actor))
            rows = (RateRow(place, standing) for place, standing in enumerate(found))
            return [row for row in rows if which.admits(row.standing)]

        self.query_one("#filter", Plain).show(f"filter: {which}")
        source = ReadRows(read, SORT_KEYS)
        sort, descending = self.table.sort if self.table.sort[0] else ("country", False)
        self.table.show(source.load, source.count, sort=sort, descending=descending)

    def show_goal(self, goal: Goal) -> None:
        """Show the rates somebody came for."""
        if isinstance(goal, RateFilter):
            self.which = goal
            self.begin()

    async def _read_row(self, row: RateRow) -> Draw:
        country = row.standing.rate.country
        history = await self.session.read(lambda services, _actor: services.vat.history(country))
        return drawn(row.standing, history)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        row = self.table.current
        self.query_one("#row-note", Plain).show("" if row is None else note_about(row.standing))
        self.refresh_bindings()

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_history()

    def shows_hint(self, action: str) -> bool:
        """Offer what can be done with the rate at the cursor."""
        row = self.table.current
        wanted = {
            "adopt": row is not None and row.standing.differs,
            "withdraw": row is not None and row.standing.rate.then is not None,
        }
        return action != "choose" and wanted.get(action, True)

    def action_history(self) -> None:
        """Show the country's whole history."""
        if self.table.current is not None:
            self.start(self._history(self.table.current))

    async def _history(self, row: RateRow) -> None:
        self.app.push_screen(ExplainDialog(f"VAT rates of {row.standing.rate.name}", await self._read_row(row)))

    def action_schedule(self) -> None:
        """Schedule a rate."""
        if self.table.current is not None:
            self.start(self._ask(self.table.current.standing, may_set=True))

    def action_adopt(self) -> None:
        """Take over the statutory rate."""
        row = self.table.current
        if row is None:
            return
        if row.standing.differs:
            self.start(self._ask(row.standing, may_set=True, adopt=True))
        else:
            self.tell(f"The rate of {row.standing.rate.name} does not differ from a statutory one.")

    async def _ask(self, standing: RateStanding, *, may_set: bool, adopt: bool = False) -> None:
        dialog = RateDialog(self.session, standing, may_set=may_set, adopt=adopt)
        if await self.app.push_screen_wait(dialog):
            self.tell(f"{standing.rate.name}: the rate is scheduled.")
            self.table.reload()

    def action_withdraw(self) -> None:
        """Take back the rate that is scheduled next."""
        row = self.table.current
        if row is None:
            return
        if row.standing.rate.then is None:
            self.tell(f"No rate of {row.standing.rate.name} is scheduled.")
        else:
            self.start(self._withdraw(row.standing.rate, row.standing.rate.then))

    async def _withdraw(self, rate: VatRate, then: VatRate) -> None:
        question = (
            f"{show_rate(then.rate_bp)} from {then.valid_from} on is taken back; "
            f"{show_rate(rate.rate_bp)} goes on in its place."
        )
        dialog = ConfirmDialog(
            f"Withdraw a rate of {rate.name}", question, yes="Take it back", no="Leave it scheduled"
        )
        if await self.app.push_screen_wait(dialog):
            await self.session.perform(
                lambda services, actor: services.vat.withdraw_rate(actor, rate.country, then.valid_from)
            )
            self.table.reload()

    def action_rehearse(self) -> None:
        """Show what is scheduled for the day of the next rate, or ask for one to rehearse."""
        row = self.table.current
        if row is not None:
            self.start(self._rehearse(row.standing))

    async def _rehearse(self, standing: RateStanding) -> None:
        then = standing.rate.then
        if then is None:
            await self._ask(standing, may_set=self.session.may(Permission.VAT))
            return
        found = await self.session.read(lambda services, actor: services.vat.rehearse(actor, then.valid_from))
        lines = list(rehearsal_lines(found, MOST_LISTED))
        self.app.push_screen(ExplainDialog(f"What changes on {then.valid_from}", lines_of(lines)))

    def action_filter(self) -> None:
        """Show the next kind of rates."""
        self.which = self.which.next
        self.show_list()


def note_about(standing: RateStanding) -> str:
    """Return in a sentence what is the matter with a rate."""
    if standing.differs:
        return (
            f"{standing.rate.name}: the law says {show_rate(standing.statutory_bp)} since "
            f"{standing.statutory_from}."
        )
    if standing.rate.rate_bp is None:
        return f"Nothing can be priced for customers in {standing.rate.name} until a rate is set."
    return ""


def drawn(standing: RateStanding, history: Sequence[VatRate]) -> Draw:
    """Return a country's rate with its whole history."""

    def draw(width: int) -> Iterator[Content]:
        rate = standing.rate
        yield Content.styled(safe(rate.name), "bold")
        yield from labelled("Code", rate.country or "every other country", LABEL, width)
        yield from labelled("Rate", show_rate(rate.rate_bp), LABEL, width)
        if standing.statutory_bp is not None:
            since = f"{show_rate(standing.statutory_bp)} since {standing.statutory_from}"
            yield from labelled("Statutory", since, LABEL, width)
        yield Content("")
        for each in history:
            until = f" to {each.valid_to}" if each.valid_to else " on"
            source = f", {each.source}" if each.source else ""
            yield from labelled(show_rate(each.rate_bp), f"from {each.valid_from}{until}{source}", LABEL, width)

    return draw


SECTION = RatesScreen
