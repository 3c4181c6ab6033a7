"""The VAT section: the published table, found as you type, the own country marked (spec section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from introtui.commands import Scope, bindings
from introtui.domain.account import ProfileView
from introtui.domain.countries import names_of
from introtui.domain.errors import InvalidValue
from introtui.domain.topics import Topic
from introtui.domain.vat import VatGroup, VatRate, show_rate
from introtui.screens.base import Section
from introtui.state import AccountState
from introtui.widgets.find_input import FindInput
from introtui.widgets.memory_rows import MemoryRows
from introtui.widgets.plain import Plain
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

GROUP_NAMES = {VatGroup.ALL: "all", VatGroup.EU: "European Union", VatGroup.OTHER: "other"}


@dataclass(frozen=True, slots=True)
class VatRow:
    """A rate, its place in the published order, and whether it is the customer's own."""

    place: int
    rate: VatRate
    own: bool


COLUMNS = (
    Column("country", "Country", 23, grow=True),
    Column("code", "Code", 4),
    Column("group", "Group", 5),
    Column("rate", "Rate", 7, align="right"),
    Column("since", "Valid from", 10),
    Column("next", "Next rate", 20),
)


def cells(row: VatRow) -> Sequence[Cell]:
    """Return how a rate is shown."""
    rate = row.rate
    return (
        Cell(f"{rate.name}  < yours" if row.own else rate.name, "accent" if row.own else ""),
        Cell(rate.country or "-", "dim"),
        Cell("EU" if rate.in_eu else GROUP_NAMES[VatGroup.OTHER], "dim"),
        Cell(show_rate(rate.rate_bp), "danger" if rate.rate_bp is None else "bright"),
        Cell(str(rate.valid_from), "dim"),
        Cell(next_words(rate), "" if rate.then else "dim"),
    )


def next_words(rate: VatRate) -> str:
    """Return which rate comes after this one, and on which day."""
    if rate.then is not None:
        return f"{show_rate(rate.then.rate_bp)} on {rate.then.valid_from}"
    return "-" if rate.valid_to is None else f"ends {rate.valid_to}"


SORT_KEYS = {
    "place": lambda row: row.place,
    "country": lambda row: row.rate.name.casefold(),
    "code": lambda row: row.rate.country or "",
    "group": lambda row: (not row.rate.in_eu, row.place),
    "rate": lambda row: -1 if row.rate.rate_bp is None else row.rate.rate_bp,
    "since": lambda row: row.rate.valid_from.toordinal(),
    "next": lambda row: row.rate.valid_to.toordinal() if row.rate.valid_to else 0,
}


class VatScreen(Section):
    """Countries and rates."""

    SCOPE = Scope.VAT
    TOPICS = (Topic.VAT,)
    BINDINGS = bindings(Scope.VAT)

    group = VatGroup.ALL

    def compose_body(self) -> ComposeResult:
        """Lay out find, group and table."""
        with Horizontal(classes="list-bar"):
            yield FindInput()
            yield Plain("Loading…", id="group", classes="dim")
        yield RecordTable[VatRow](
            COLUMNS,
            key=lambda row: row.place,
            cells=cells,
            selectable=False,
            choosable=False,
            empty="No country is called that.\nPress esc to clear the find field, or g for another group.",
        )
        yield Plain("", id="row-note", classes="dim")

    def on_mount(self) -> None:
        """Follow the rates and the own country."""
        self.follow(AccountState.vat, lambda _rates: self._show_rates())
        self.follow(AccountState.profile, lambda _profile: self._show_rates())
        self.table.focus()

    @property
    def table(self) -> RecordTable[VatRow]:
        """The list."""
        table: RecordTable[VatRow] = self.query_one(RecordTable)
        return table

    def _show_rates(self, *, published: bool = False) -> None:
        rates, profile = self.session.state.vat, self.session.state.profile
        if rates is None:
            return
        rows = [row for row in self._rows(rates, profile) if self._finds(row)]
        source = MemoryRows(rows, SORT_KEYS)
        column, descending = ("", False) if published else self.table.sort
        self.table.show(source.load, source.count, sort=column or "place", descending=descending, keep_cursor=True)
        self.query_one("#group", Plain).show(f"group: {GROUP_NAMES[self.group]}")
        own = next((row.rate for row in self._rows(rates, profile) if row.own), None)
        if own is not None and profile is not None:
            self.query_one("#row-note", Plain).show(own_words(profile.country_name, own))

    @staticmethod
    def _rows(rates: Sequence[VatRate], profile: ProfileView | None) -> list[VatRow]:
        country = None if profile is None else profile.country
        listed = any(rate.country == country for rate in rates)
        return [
            VatRow(place, rate, own=profile is not None and rate.country == (country if listed else None))
            for place, rate in enumerate(rates)
        ]

    def _finds(self, row: VatRow) -> bool:
        text = self.query_one(FindInput).wanted.casefold()
        names = (row.rate.name, row.rate.country or "", *_known_names(row.rate.country))
        return self.group.admits(row.rate) and any(text in name.casefold() for name in names)

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Find as you type."""
        self._show_rates()

    def shows_hint(self, action: str) -> bool:
        """Offer to clear the find field only while it holds something."""
        return action != "clear_find" or bool(self.query_one(FindInput).value)

    def action_find(self) -> None:
        """Put the focus into the find field."""
        self.query_one(FindInput).focus()

    def action_clear_find(self) -> None:
        """Clear the find field."""
        self.query_one(FindInput).clear()

    def action_sort(self) -> None:
        """Sort by the next column; after the last one comes the published order again."""
        keys = [column.key for column in COLUMNS]
        place = keys.index(self.table.sort[0]) + 1 if self.table.sort[0] in keys else 0
        if place < len(keys):
            self.table.sort_by(keys[place])
        else:
            self._show_rates(published=True)

    def action_turn(self) -> None:
        """Turn the sort order around, unless it is the published one."""
        if self.table.sort[0] in SORT_KEYS and self.table.sort[0] != "place":
            self.table.sort_by(self.table.sort[0])

    def action_group(self) -> None:
        """Show the next group."""
        groups = list(VatGroup)
        self.group = groups[(groups.index(self.group) + 1) % len(groups)]
        self._show_rates()


def own_words(country: str, rate: VatRate) -> str:
    """Return by which rate the customer of a country is charged."""
    if rate.rate_bp is None:
        return f"VAT for {country} is not set yet, so nothing can be priced for you."
    shown = show_rate(rate.rate_bp)
    if rate.then is not None:
        shown += f"; from {rate.then.valid_from} on {show_rate(rate.then.rate_bp)}"
    if rate.country is None:
        return f"{country} is not in the table: you are charged by the rate of {rate.name}, {shown}."
    return f"You are charged by the rate of {country}, {shown}."


def _known_names(country: str | None) -> tuple[str, ...]:
    """Return what a country is called; nothing for the row Other and for a code that ISO 3166 does not know."""
    try:
        return names_of(country) if country else ()
    except InvalidValue:
        return ()


SECTION = VatScreen
